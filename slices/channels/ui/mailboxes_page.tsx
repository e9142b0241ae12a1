import { Button } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Mailbox, Page as Items } from '@ui/api/types';
import { Confirm } from '@ui/kit/confirm';
import { Dialog } from '@ui/kit/dialog';
import { Page, Panel } from '@ui/kit/page';
import { Pill } from '@ui/kit/pill';
import { Row, Rows } from '@ui/kit/rows';
import { EmptyState, ErrorPanel, Waiting } from '@ui/kit/states';
import { MailboxForm } from './mailbox_form';

const queryKey = ['mail', 'mailboxes'];

export default function MailboxesPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [edited, setEdited] = useState<Mailbox | 'new' | null>(null);
  const boxes = useQuery({ queryKey, queryFn: async ({ signal }) => (await api.get<Items<Mailbox>>('/mailboxes', {}, signal)).items });
  const done = () => {
    setEdited(null);
    void queries.invalidateQueries({ queryKey });
  };
  const add = (
    <Button variant="primary" onClick={() => setEdited('new')}>
      {t('channels.mailboxes.new')}
    </Button>
  );
  return (
    <Page title={t('channels.mailboxes.title')} intro={t('channels.mailboxes.intro')} actions={add} width="read">
      {boxes.isPending && <Waiting />}
      {boxes.isError && <ErrorPanel error={boxes.error} onRetry={() => void boxes.refetch()} />}
      {boxes.data?.length === 0 && (
        <EmptyState icon={<IconMail size={24} />} title={t('channels.mailboxes.empty')}>
          {t('channels.mailboxes.empty_text')}
        </EmptyState>
      )}
      {boxes.data && boxes.data.length > 0 && (
        <Panel>
          <Rows>
            {boxes.data.map((box) => (
              <BoxLine key={box.id} box={box} onEdit={() => setEdited(box)} onGone={done} />
            ))}
          </Rows>
        </Panel>
      )}
      <Dialog isOpen={edited !== null} onClose={() => setEdited(null)} title={edited === 'new' ? t('channels.mailboxes.new') : t('channels.mailboxes.edit')} size="lg">
        {edited && <MailboxForm box={edited === 'new' ? null : edited} onDone={done} />}
      </Dialog>
    </Page>
  );
}

function BoxLine({ box, onEdit, onGone }: { box: Mailbox; onEdit: () => void; onGone: () => void }) {
  const { t } = useTranslation();
  return (
    <Row
      title={box.address}
      detail={[box.name, box.imap?.host].filter(Boolean).join(' · ')}
      end={
        <>
          <Pill tone={box.kind === 'public_list' ? 'violet' : 'brand'}>{t(`channels.mailboxes.kind.${box.kind}`)}</Pill>
          <Button size="xs" onClick={onEdit} aria-label={t('channels.mailboxes.edit_this', { address: box.address })}>
            {t('channels.mailboxes.edit')}
          </Button>
          <Confirm
            title={t('channels.mailboxes.remove_title')}
            action={t('kit.remove')}
            onConfirm={() => api.remove(`/mailboxes/${box.id}`).then(onGone)}
            trigger={(open) => (
              <Button size="xs" variant="subtle" onClick={open}>
                {t('kit.remove')}
              </Button>
            )}
          >
            {t('channels.mailboxes.remove_text', { address: box.address })}
          </Confirm>
        </>
      }
    />
  );
}
