/** Who is signed in. */
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api } from '@ui/api/client';
import { ApiError } from '@ui/api/error';
import type { Me, Session } from '@ui/api/types';
import { preferredLanguage, switchLanguage } from './i18n';

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => findMe(signal),
  staleTime: 5 * 60_000,
});

async function findMe(signal: AbortSignal): Promise<Me | null> {
  try {
    return await api.get<Me>('/me', {}, signal);
  } catch (cause) {
    if (cause instanceof ApiError && cause.kind === 'signed_out') return null;
    throw cause;
  }
}

export function useMe(): Me | null {
  return useQuery(meQuery).data ?? null;
}

/** Takes over a fresh session: nothing of the person before stays in memory. */
export function useEnter(): (session: Session) => Promise<void> {
  const queries = useQueryClient();
  return useCallback(
    async (session) => {
      queries.clear();
      queries.setQueryData(meQuery.queryKey, session.person);
      if (session.person.language !== preferredLanguage()) await switchLanguage(session.person.language);
    },
    [queries],
  );
}

export function useLeave(): () => Promise<void> {
  const queries = useQueryClient();
  return useCallback(async () => {
    await api.remove('/sessions/current');
    queries.clear();
    queries.setQueryData(meQuery.queryKey, null);
  }, [queries]);
}
