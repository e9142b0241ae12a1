/** One message: who, when, what they wrote; quotes and signature folded, notes marked as internal. */
import { ActionIcon, Menu } from '@mantine/core';
import { IconAlertTriangle, IconArrowsSplit2, IconDots, IconFileCode, IconLock, IconPhone } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message, Ticket } from '@ui/api/types';
import { Avatar } from '@ui/kit/avatar';
import { Ago } from '@ui/kit/time';
import { AttachmentList } from './attachment_list';
import { DeliveryLine } from './delivery_line';
import { LinkedText } from './linked_text';
import classes from './message_item.module.css';
import { OriginalFrame } from './original_frame';
import { useTicketWork } from './ticket_work';

interface MessageItemProps {
  ticket: Ticket;
  message: Message;
  isPortal: boolean;
}

export function MessageItem({ ticket, message, isPortal }: MessageItemProps) {
  const [isOriginal, setOriginal] = useState(false);
  if (message.kind === 'system') return <li className={classes.system}>{message.text}</li>;
  const isNote = message.visibility === 'internal' || message.visibility === 'embargoed';
  const name = message.author?.name ?? message.from_text;
  return (
    <li className={classes.message} data-kind={isNote ? 'note' : message.kind === 'customer' ? 'customer' : 'desk'}>
      <Avatar name={name} size={32} />
      <div className={classes.card}>
        <MessageHead ticket={ticket} message={message} isNote={isNote} isPortal={isPortal} />
        {isOriginal ? (
          <OriginalFrame ticket={ticket} message={message} />
        ) : (
          <>
            <div className={classes.text}>
              <LinkedText text={message.text} />
            </div>
            <Folded text={message.signature} what="signature" />
            <Folded text={message.quoted} what="quoted" />
          </>
        )}
        {message.has_html && <OriginalSwitch isOriginal={isOriginal} onChange={setOriginal} />}
        <AttachmentList attachments={message.attachments} />
        {!isPortal && <DeliveryLine deliveries={message.delivery} />}
      </div>
    </li>
  );
}

function MessageHead({ ticket, message, isNote, isPortal }: MessageItemProps & { isNote: boolean }) {
  const { t } = useTranslation();
  return (
    <header className={classes.head}>
      <span className={classes.name}>{message.author?.name ?? message.from_text}</span>
      {isNote && (
        <span className={classes.internal}>
          <IconLock size={12} aria-hidden="true" /> {t(`tickets.visibility.${message.visibility}`)}
        </span>
      )}
      {message.kind === 'phone' && (
        <span className={classes.tag}>
          <IconPhone size={12} aria-hidden="true" /> {t('tickets.by_phone')}
        </span>
      )}
      {message.is_unverified && !isPortal && (
        <span className={classes.unverified} title={t('tickets.unverified_text')}>
          <IconAlertTriangle size={12} aria-hidden="true" /> {t('tickets.unverified')}
        </span>
      )}
      <span className={classes.when}>
        <Ago at={message.created_at} />
      </span>
      {!isPortal && <MessageMenu ticket={ticket} message={message} />}
      {!isPortal && message.cc.length > 0 && <span className={classes.cc}>{t('tickets.cc', { people: message.cc.join(', ') })}</span>}
    </header>
  );
}

function MessageMenu({ ticket, message }: { ticket: Ticket; message: Message }) {
  const { t } = useTranslation();
  const { openDialog } = useTicketWork();
  const raw = `/api/v1/tickets/${ticket.id}/messages/${message.id}/raw`;
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <ActionIcon size="sm" className={classes.menu} aria-label={t('tickets.message_actions', { name: message.author?.name ?? message.from_text })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconArrowsSplit2 size={16} />} onClick={() => openDialog('split', message.id)}>
          {t('tickets.split.action')}
        </Menu.Item>
        {message.channel === 'mail' && (
          <Menu.Item leftSection={<IconFileCode size={16} />} component="a" href={raw} download={`${message.id}.eml`}>
            {t('tickets.raw_mail')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function Folded({ text, what }: { text: string; what: 'quoted' | 'signature' }) {
  const { t } = useTranslation();
  if (!text.trim()) return null;
  return (
    <details className={classes.folded}>
      <summary>{t(`tickets.folded.${what}`)}</summary>
      <div className={classes.text}>
        <LinkedText text={text} />
      </div>
    </details>
  );
}

function OriginalSwitch({ isOriginal, onChange }: { isOriginal: boolean; onChange: (value: boolean) => void }) {
  const { t } = useTranslation();
  return (
    <button type="button" className={classes.switch} onClick={() => onChange(!isOriginal)} aria-pressed={isOriginal}>
      {isOriginal ? t('tickets.original.hide') : t('tickets.original.show')}
    </button>
  );
}
