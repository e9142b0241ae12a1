/** Search in English and Chinese; the words are in the address. */
import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Page as Items, TicketRow } from '@ui/api/types';
import { Page } from '@ui/kit/page';
import { RouteLink, useGo } from '@ui/kit/route_link';
import { useShortcuts } from '@ui/kit/shortcuts';
import { EmptyState, ErrorPanel, Waiting } from '@ui/kit/states';
import { Ago } from '@ui/kit/time';
import { useAddress } from '@ui/kit/use_address';
import { HitText } from './hit_text';
import classes from './search_page.module.css';
import { StatusMark } from './status_mark';

export default function SearchPage() {
  const { t } = useTranslation();
  const go = useGo();
  const { q = '' } = useAddress();
  const [words, setWords] = useState(q);
  const input = useRef<HTMLInputElement>(null);
  const later = useDebouncedCallback((next: string) => go('/search', { search: { q: next || undefined }, replace: true }), 200);
  useEffect(() => setWords((now) => (now.trim() === q ? now : q)), [q]);
  useShortcuts([{ keys: '/', label: t('tickets.search.title'), run: () => input.current?.select() }]);
  const change = (next: string) => {
    setWords(next);
    later(next.trim());
  };
  return (
    <Page title={t('tickets.search.title')} width="read">
      <TextInput
        ref={input}
        size="md"
        type="search"
        autoFocus
        value={words}
        onChange={(event) => change(event.currentTarget.value)}
        leftSection={<IconSearch size={18} />}
        placeholder={t('tickets.search.placeholder')}
        aria-label={t('tickets.search.title')}
        mb="md"
      />
      {q ? <Hits words={q} /> : <EmptyState icon={<IconSearch size={24} />} title={t('tickets.search.begin')}>{t('tickets.search.begin_text')}</EmptyState>}
    </Page>
  );
}

function Hits({ words }: { words: string }) {
  const { t } = useTranslation();
  const hits = useQuery({
    queryKey: ['tickets', 'search', words],
    queryFn: async ({ signal }) => (await api.get<Items<TicketRow>>('/search', { q: words, limit: 50 }, signal)).items,
    placeholderData: keepPreviousData,
  });
  if (hits.isPending) return <Waiting height={44} />;
  if (hits.isError) return <ErrorPanel error={hits.error} onRetry={() => void hits.refetch()} />;
  return (
    <>
      <p className={classes.count} role="status">
        {t('tickets.search.found', { count: hits.data.length })}
      </p>
      {hits.data.length === 0 && <EmptyState title={t('tickets.search.none')}>{t('tickets.search.none_text')}</EmptyState>}
      <ul className={classes.hits}>
        {hits.data.map((row) => (
          <Hit key={row.id} row={row} />
        ))}
      </ul>
    </>
  );
}

function Hit({ row }: { row: TicketRow }) {
  return (
    <li>
      <RouteLink to={`/tickets/${row.number}`} className={classes.hit}>
        <StatusMark status={row.status} />
        <span className={classes.words}>
          <span className={classes.subject}>{row.subject}</span>
          {row.snippet && (
            <span className={classes.snippet}>
              <HitText text={row.snippet} />
            </span>
          )}
          <span className={classes.detail}>
            #{row.number} · {row.requester.name} · <Ago at={row.updated_at} />
          </span>
        </span>
      </RouteLink>
    </li>
  );
}
