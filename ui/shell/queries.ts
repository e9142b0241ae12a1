import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from '@ui/api/error';
import { meQuery } from './session';

/** Asks again only where asking again can help. */
function mayHelp(tries: number, error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return tries < 2 && (error.kind === 'offline' || error.status >= 502);
}

export function makeQueries(): QueryClient {
  const notice = (error: unknown) => {
    if (error instanceof ApiError && error.kind === 'signed_out') queries.setQueryData(meQuery.queryKey, null);
  };
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: notice }),
    mutationCache: new MutationCache({ onError: notice }),
    defaultOptions: {
      queries: { staleTime: 15_000, gcTime: 10 * 60_000, retry: mayHelp, refetchOnWindowFocus: false },
      mutations: { retry: false },
    },
  });
  return queries;
}
