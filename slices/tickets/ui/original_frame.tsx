/** The mail as its writer laid it out: cleaned by the server, and shut in a frame that may do nothing. */
import { Button } from '@mantine/core';
import { IconPhotoOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message, Ticket } from '@ui/api/types';
import classes from './original_frame.module.css';

export function OriginalFrame({ ticket, message }: { ticket: Ticket; message: Message }) {
  const { t } = useTranslation();
  const [hasImages, setHasImages] = useState(false);
  const source = `/api/v1/tickets/${ticket.id}/messages/${message.id}/html${hasImages ? '?remote_images=true' : ''}`;
  return (
    <>
      {message.has_remote_images && !hasImages && (
        <div className={classes.images}>
          <IconPhotoOff size={16} aria-hidden="true" />
          <span>{t('tickets.original.images_blocked')}</span>
          <Button size="compact-xs" onClick={() => setHasImages(true)}>
            {t('tickets.original.show_images')}
          </Button>
        </div>
      )}
      <iframe className={classes.frame} sandbox="" src={source} title={t('tickets.original.title')} referrerPolicy="no-referrer" loading="lazy" />
    </>
  );
}
