import { Button, Select } from '@mantine/core';
import { IconSubtask } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Job, Page as Items } from '@ui/api/types';
import { DataTable, type Column } from '@ui/kit/data_table';
import { Page } from '@ui/kit/page';
import { Pill, type Tone } from '@ui/kit/pill';
import { useGo } from '@ui/kit/route_link';
import { EmptyState, ErrorPanel, Waiting, useErrorText } from '@ui/kit/states';
import { Ago } from '@ui/kit/time';
import { warn } from '@ui/kit/toast';
import { useAddress } from '@ui/kit/use_address';

const states = ['dead', 'waiting', 'running'];
const tones: Record<string, Tone> = { done: 'green', dead: 'red', failed: 'red', running: 'brand' };

export default function JobsPage() {
  const { t } = useTranslation();
  const go = useGo();
  const { state = 'dead' } = useAddress();
  const jobs = useQuery({
    queryKey: ['jobs', state],
    queryFn: async ({ signal }) => (await api.get<Items<Job>>('/jobs', { state, limit: 200 }, signal)).items,
    refetchInterval: 10_000,
  });
  const columns = useColumns();
  const tools = (
    <Select
      size="xs"
      aria-label={t('audit.jobs.state')}
      data={states.map((one) => ({ value: one, label: t(`audit.job_state.${one}`) }))}
      value={state}
      onChange={(next) => go('/jobs', { search: { state: next === 'dead' ? undefined : (next ?? undefined) }, replace: true })}
      allowDeselect={false}
    />
  );
  return (
    <Page title={t('audit.jobs.title')} intro={t('audit.jobs.intro')}>
      {jobs.isPending && <Waiting />}
      {jobs.isError && <ErrorPanel error={jobs.error} onRetry={() => void jobs.refetch()} />}
      {jobs.data && (
        <DataTable
          name="jobs"
          label={t('audit.jobs.title')}
          rows={jobs.data}
          columns={columns}
          keyOf={(job) => job.id}
          tools={tools}
          empty={
            <EmptyState icon={<IconSubtask size={24} />} title={t('audit.jobs.empty')}>
              {t('audit.jobs.empty_text')}
            </EmptyState>
          }
        />
      )}
    </Page>
  );
}

function useColumns(): Column<Job>[] {
  const { t } = useTranslation();
  return [
    { id: 'kind', title: t('audit.jobs.kind'), value: (job) => job.kind, canHide: false, cell: (job) => <code>{job.kind}</code> },
    {
      id: 'state',
      title: t('audit.jobs.state'),
      value: (job) => job.state,
      cell: (job) => <Pill tone={tones[job.state] ?? 'grey'}>{t(`audit.job_state.${job.state}`, { defaultValue: job.state })}</Pill>,
    },
    { id: 'attempts', title: t('audit.jobs.attempts'), value: (job) => job.attempts, isNumber: true },
    { id: 'error', title: t('audit.jobs.error'), value: (job) => job.last_error },
    { id: 'run_at', title: t('audit.jobs.run_at'), value: (job) => job.run_at, cell: (job) => <Ago at={job.run_at} /> },
    { id: 'actions', title: '', value: () => null, canHide: false, cell: (job) => <RetryCell job={job} /> },
  ];
}

function RetryCell({ job }: { job: Job }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const textOf = useErrorText();
  const retry = useMutation({
    mutationFn: () => api.post(`/jobs/${job.id}/retry`),
    onError: (error) => warn(textOf(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['jobs'] }),
  });
  if (job.state !== 'dead' && job.state !== 'failed') return null;
  return (
    <Button size="compact-xs" loading={retry.isPending} onClick={() => retry.mutate()} aria-label={t('audit.jobs.retry_this', { kind: job.kind })}>
      {t('kit.try_again')}
    </Button>
  );
}
