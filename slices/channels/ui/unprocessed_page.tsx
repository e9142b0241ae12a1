import { Button } from '@mantine/core';
import { IconMailCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Page as Items, UnprocessedMail } from '@ui/api/types';
import { Confirm } from '@ui/kit/confirm';
import { Page, Panel } from '@ui/kit/page';
import { Row, Rows } from '@ui/kit/rows';
import { EmptyState, ErrorPanel, Waiting, useErrorText } from '@ui/kit/states';
import { Ago, sizeOf } from '@ui/kit/time';
import { say, warn } from '@ui/kit/toast';

const reasons = ['no_sender', 'loop', 'unmatched_bounce', 'unmatched_report', 'too_large', 'no_mailbox', 'unreadable'];

/** The reason in the reader's language; what the program cannot name it tells in its own words. */
export function reasonOf(mail: Pick<UnprocessedMail, 'code' | 'error'>, t: TFunction): string {
  return reasons.includes(mail.code) ? t(`channels.unprocessed.reason.${mail.code}`) : mail.error;
}

const queryKey = ['mail', 'unprocessed'];

export default function UnprocessedPage() {
  const { t } = useTranslation();
  const mails = useQuery({
    queryKey,
    queryFn: async ({ signal }) => (await api.get<Items<UnprocessedMail>>('/mail/unprocessed', { limit: 100 }, signal)).items,
  });
  return (
    <Page title={t('channels.unprocessed.title')} intro={t('channels.unprocessed.intro')} width="read">
      {mails.isPending && <Waiting />}
      {mails.isError && <ErrorPanel error={mails.error} onRetry={() => void mails.refetch()} />}
      {mails.data?.length === 0 && (
        <EmptyState icon={<IconMailCheck size={24} />} title={t('channels.unprocessed.empty')}>
          {t('channels.unprocessed.empty_text')}
        </EmptyState>
      )}
      {mails.data && mails.data.length > 0 && (
        <Panel>
          <Rows>
            {mails.data.map((mail) => (
              <MailLine key={mail.id} mail={mail} />
            ))}
          </Rows>
        </Panel>
      )}
    </Page>
  );
}

function MailLine({ mail }: { mail: UnprocessedMail }) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const textOf = useErrorText();
  const refresh = () => queries.invalidateQueries({ queryKey });
  const retry = useMutation({
    mutationFn: () => api.post(`/mail/unprocessed/${mail.id}/retry`),
    onSuccess: () => say(t('channels.unprocessed.retried')),
    onError: (error) => warn(textOf(error)),
    onSettled: refresh,
  });
  return (
    <Row
      title={mail.envelope_from || t('channels.unprocessed.no_sender')}
      detail={
        <>
          {reasonOf(mail, t)}
          <br />
          {mail.source} · {sizeOf(mail.size, i18n.language)} · <Ago at={mail.received_at} /> · {t('channels.attempts', { count: mail.attempts })}
        </>
      }
      end={
        <>
          <Button size="xs" component="a" href={`/api/v1/mail/unprocessed/${mail.id}/raw`} download={`${mail.id}.eml`}>
            {t('channels.raw')}
          </Button>
          {mail.code !== 'too_large' && (
            <Button size="xs" loading={retry.isPending} onClick={() => retry.mutate()}>
              {t('kit.try_again')}
            </Button>
          )}
          <Confirm
            title={t('channels.unprocessed.discard_title')}
            action={t('channels.unprocessed.discard')}
            onConfirm={() => api.remove(`/mail/unprocessed/${mail.id}`).then(refresh)}
            trigger={(open) => (
              <Button size="xs" variant="subtle" onClick={open}>
                {t('channels.unprocessed.discard')}
              </Button>
            )}
          >
            {t('channels.unprocessed.discard_text', { sender: mail.envelope_from })}
          </Confirm>
        </>
      }
    />
  );
}
