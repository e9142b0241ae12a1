import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Page, SessionRow } from '@ui/api/types';
import { Panel } from '@ui/kit/page';
import { Pill } from '@ui/kit/pill';
import { Row, Rows } from '@ui/kit/rows';
import { ErrorPanel, Waiting, useErrorText } from '@ui/kit/states';
import { Ago } from '@ui/kit/time';
import { say, warn } from '@ui/kit/toast';

export function SessionsPanel() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const textOf = useErrorText();
  const sessions = useQuery({
    queryKey: ['me', 'sessions'],
    queryFn: async ({ signal }) => (await api.get<Page<SessionRow>>('/me/sessions', {}, signal)).items,
  });
  const end = useMutation({
    mutationFn: (id: string) => api.remove(`/me/sessions/${id}`),
    onSuccess: () => say(t('accounts.settings.session_ended')),
    onError: (error) => warn(textOf(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['me', 'sessions'] }),
  });
  return (
    <Panel title={t('accounts.settings.sessions')}>
      <p className="muted">{t('accounts.settings.sessions_intro')}</p>
      {sessions.isPending && <Waiting lines={2} />}
      {sessions.isError && <ErrorPanel error={sessions.error} onRetry={() => void sessions.refetch()} />}
      <Rows>
        {(sessions.data ?? []).map((session) => (
          <Row
            key={session.id}
            title={session.user_agent || session.ip_prefix}
            detail={
              <>
                {session.ip_prefix} · {t('accounts.settings.last_seen')} <Ago at={session.last_seen_at} />
              </>
            }
            end={
              session.is_current ? (
                <Pill tone="green">{t('accounts.settings.this_device')}</Pill>
              ) : (
                <Button size="xs" onClick={() => end.mutate(session.id)}>
                  {t('accounts.settings.end_session')}
                </Button>
              )
            }
          />
        ))}
      </Rows>
    </Panel>
  );
}
