import { Button, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { AuditEvent, Page as Items } from '@ui/api/types';
import { DataTable, type Column } from '@ui/kit/data_table';
import { Page } from '@ui/kit/page';
import { RouteLink, useGo } from '@ui/kit/route_link';
import { EmptyState, ErrorPanel, Waiting } from '@ui/kit/states';
import { Moment } from '@ui/kit/time';
import { useAddress } from '@ui/kit/use_address';

export default function AuditPage() {
  const { t } = useTranslation();
  const { subject, actor } = useAddress();
  const events = useInfiniteQuery({
    queryKey: ['audit', subject ?? '', actor ?? ''],
    queryFn: ({ pageParam, signal }) => api.get<Items<AuditEvent>>('/audit/events', { subject, actor, limit: 100, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const columns = useColumns();
  const rows = events.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t('audit.events.title')} intro={t('audit.events.intro')}>
      {events.isPending && <Waiting />}
      {events.isError && <ErrorPanel error={events.error} onRetry={() => void events.refetch()} />}
      {events.data && (
        <DataTable
          name="audit"
          label={t('audit.events.title')}
          rows={rows}
          columns={columns}
          keyOf={(event) => String(event.seq)}
          tools={<SubjectFilter subject={subject ?? ''} />}
          empty={<EmptyState icon={<IconHistory size={24} />} title={t('audit.events.empty')} />}
        />
      )}
      {events.hasNextPage && (
        <Button mt="md" loading={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
          {t('kit.more')}
        </Button>
      )}
    </Page>
  );
}

function SubjectFilter({ subject }: { subject: string }) {
  const { t } = useTranslation();
  const go = useGo();
  const [words, setWords] = useState(subject);
  const later = useDebouncedCallback((next: string) => go('/audit', { search: { subject: next || undefined }, replace: true }), 300);
  const change = (next: string) => {
    setWords(next);
    later(next.trim());
  };
  return (
    <TextInput
      size="xs"
      w={320}
      maw="100%"
      value={words}
      onChange={(event) => change(event.currentTarget.value)}
      placeholder={t('audit.events.subject_filter')}
      aria-label={t('audit.events.subject_filter')}
    />
  );
}

function useColumns(): Column<AuditEvent>[] {
  const { t } = useTranslation();
  return [
    { id: 'seq', title: t('audit.events.seq'), value: (event) => event.seq, isNumber: true },
    { id: 'at', title: t('audit.events.at'), value: (event) => event.at, cell: (event) => <Moment at={event.at} /> },
    { id: 'actor', title: t('audit.events.actor'), value: (event) => event.actor_name || t('audit.events.system') },
    { id: 'kind', title: t('audit.events.kind'), value: (event) => event.kind, cell: (event) => <code>{event.kind}</code> },
    { id: 'subject', title: t('audit.events.subject'), value: (event) => `${event.subject_type} ${event.subject_id}`, cell: (event) => <SubjectCell event={event} /> },
  ];
}

function SubjectCell({ event }: { event: AuditEvent }) {
  const words = `${event.subject_type} ${event.subject_id.slice(-12)}`;
  return event.subject_type === 'ticket' ? <RouteLink to={`/tickets/${event.subject_id}`}>{words}</RouteLink> : words;
}
