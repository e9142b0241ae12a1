import { Button, Select } from '@mantine/core';
import { IconMailForward } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { OutboxMail, Page as Items } from '@ui/api/types';
import { DataTable, type Column } from '@ui/kit/data_table';
import { Page } from '@ui/kit/page';
import { Pill, type Tone } from '@ui/kit/pill';
import { RouteLink, useGo } from '@ui/kit/route_link';
import { EmptyState, ErrorPanel, Waiting, useErrorText } from '@ui/kit/states';
import { Ago } from '@ui/kit/time';
import { warn } from '@ui/kit/toast';
import { useAddress } from '@ui/kit/use_address';
import { SendingSwitch } from './sending_switch';

const states = ['queued', 'sending', 'sent', 'failed', 'bounced', 'held'];
const tones: Record<string, Tone> = { sent: 'green', failed: 'red', bounced: 'red', held: 'amber' };

export default function OutboxPage() {
  const { t } = useTranslation();
  const go = useGo();
  const { state = 'queued' } = useAddress();
  const mails = useQuery({
    queryKey: ['mail', 'outbox', state],
    queryFn: async ({ signal }) => (await api.get<Items<OutboxMail>>('/mail/outbox', { state, limit: 200 }, signal)).items,
  });
  const columns = useColumns();
  const tools = (
    <Select
      size="xs"
      aria-label={t('channels.state')}
      data={states.map((one) => ({ value: one, label: t(`channels.mail_state.${one}`) }))}
      value={state}
      onChange={(next) => go('/mail/outbox', { search: { state: next === 'queued' ? undefined : (next ?? undefined) }, replace: true })}
      allowDeselect={false}
    />
  );
  return (
    <Page title={t('channels.outbox.title')} intro={t('channels.outbox.intro')}>
      <SendingSwitch />
      {mails.isPending && <Waiting />}
      {mails.isError && <ErrorPanel error={mails.error} onRetry={() => void mails.refetch()} />}
      {mails.data && (
        <DataTable
          name="outbox"
          label={t('channels.outbox.title')}
          rows={mails.data}
          columns={columns}
          keyOf={(mail) => mail.id}
          tools={tools}
          empty={
            <EmptyState icon={<IconMailForward size={24} />} title={t('channels.outbox.empty')}>
              {t('channels.outbox.empty_text')}
            </EmptyState>
          }
        />
      )}
    </Page>
  );
}

function useColumns(): Column<OutboxMail>[] {
  const { t } = useTranslation();
  return [
    { id: 'to', title: t('channels.to'), value: (mail) => mail.to, canHide: false },
    {
      id: 'subject',
      title: t('channels.subject'),
      value: (mail) => mail.subject,
      cell: (mail) => (mail.ticket_number ? <RouteLink to={`/tickets/${mail.ticket_number}`}>{mail.subject}</RouteLink> : mail.subject),
    },
    { id: 'state', title: t('channels.state'), value: (mail) => mail.state, cell: (mail) => <StateCell mail={mail} /> },
    { id: 'attempts', title: t('channels.tries'), value: (mail) => mail.attempts, isNumber: true },
    { id: 'error', title: t('channels.last_error'), value: (mail) => mail.last_error },
    { id: 'created', title: t('channels.created'), value: (mail) => mail.created_at, cell: (mail) => <Ago at={mail.created_at} /> },
    { id: 'actions', title: '', value: () => null, canHide: false, cell: (mail) => <RetryCell mail={mail} /> },
  ];
}

function StateCell({ mail }: { mail: OutboxMail }) {
  const { t } = useTranslation();
  return <Pill tone={tones[mail.state] ?? 'brand'}>{t(`channels.mail_state.${mail.state}`, { defaultValue: mail.state })}</Pill>;
}

function RetryCell({ mail }: { mail: OutboxMail }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const textOf = useErrorText();
  const retry = useMutation({
    mutationFn: () => api.post(`/mail/outbox/${mail.id}/retry`),
    onError: (error) => warn(textOf(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['mail'] }),
  });
  if (mail.state === 'sent') return null;
  return (
    <Button size="compact-xs" loading={retry.isPending} onClick={() => retry.mutate()} aria-label={t('channels.retry_this', { recipient: mail.to })}>
      {t('kit.try_again')}
    </Button>
  );
}
