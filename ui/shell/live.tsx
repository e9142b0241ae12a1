/** Keeps what is on the screen true: events of the server make the right queries stale. */
import { useQueryClient, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { LiveEvent } from '@ui/api/types';
import { openStream, type StreamMessage, type StreamState } from './event_stream';
import { slices } from './registry';

let state: StreamState = 'connecting';
const stateListeners = new Set<() => void>();
const eventListeners = new Set<(event: LiveEvent) => void>();

function setState(next: StreamState): void {
  state = next;
  stateListeners.forEach((listener) => listener());
}

export function useStreamState(): StreamState {
  return useSyncExternalStore(
    (listener) => {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    () => state,
  );
}

/** Hears every event, for pages that announce something. */
export function useLiveEvent(listen: (event: LiveEvent) => void): void {
  useEffect(() => {
    eventListeners.add(listen);
    return () => {
      eventListeners.delete(listen);
    };
  }, [listen]);
}

/** Collects stale keys for a moment: a burst of events makes one refetch. */
export class StaleKeys {
  private waiting = new Map<string, QueryKey>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly refresh: (keys: QueryKey[]) => void,
    private readonly wait = 250,
  ) {}

  add(keys: QueryKey[]): void {
    for (const key of keys) this.waiting.set(JSON.stringify(key), key);
    if (this.timer === undefined && this.waiting.size > 0) this.timer = setTimeout(() => this.flush(), this.wait);
  }

  private flush(): void {
    const keys = [...this.waiting.values()];
    this.waiting.clear();
    this.timer = undefined;
    this.refresh(keys);
  }
}

export function readEvent(message: StreamMessage): LiveEvent | 'reset' | null {
  if (message.event === 'reset') return 'reset';
  try {
    const event = JSON.parse(message.data) as Partial<LiveEvent>;
    return { ...event, kind: event.kind ?? message.event } as LiveEvent;
  } catch {
    return null;
  }
}

function follow(queries: QueryClient): () => void {
  const stale = new StaleKeys((keys) => keys.forEach((queryKey) => void queries.invalidateQueries({ queryKey })));
  return openStream({
    url: '/api/v1/events/stream',
    onState: setState,
    onMessage: (message) => {
      const event = readEvent(message);
      if (event === 'reset') void queries.invalidateQueries();
      if (event === null || event === 'reset') return;
      stale.add(slices.flatMap((slice) => slice.stale?.(event) ?? []));
      eventListeners.forEach((listen) => listen(event));
    },
  });
}

export function useLive(isOn: boolean): void {
  const queries = useQueryClient();
  useEffect(() => (isOn ? follow(queries) : undefined), [isOn, queries]);
}
