/** Keeps what is being written on the server, a moment after the last key, and again when the page is left. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { api } from '@ui/api/client';

export type DraftState = 'clean' | 'unsaved' | 'saving' | 'saved' | 'failed';
export type DraftKind = 'reply' | 'note';

interface Drafting {
  body: string;
  state: DraftState;
  write: (body: string) => void;
  /** Forgets the draft: it was sent. */
  clear: () => void;
}

const pause = 1200;

export function useDraft(number: number, kind: DraftKind, initial: string): Drafting {
  const [body, setBody] = useState(initial);
  const [state, setState] = useState<DraftState>('clean');
  const waiting = useRef<{ timer: ReturnType<typeof setTimeout>; body: string } | null>(null);
  const path = `/tickets/${number}/drafts/${kind}`;

  const save = useCallback(
    async (text: string) => {
      waiting.current = null;
      setState('saving');
      try {
        if (text.trim()) await api.put(path, { body: text, format: 'text' });
        else await api.remove(path);
        setState((now) => (now === 'saving' ? (text.trim() ? 'saved' : 'clean') : now));
      } catch {
        setState('failed');
      }
    },
    [path],
  );

  const write = useCallback(
    (text: string) => {
      setBody(text);
      setState('unsaved');
      if (waiting.current) clearTimeout(waiting.current.timer);
      waiting.current = { body: text, timer: setTimeout(() => void save(text), pause) };
    },
    [save],
  );

  const clear = useCallback(() => {
    if (waiting.current) clearTimeout(waiting.current.timer);
    waiting.current = null;
    setBody('');
    setState('clean');
  }, []);

  useEffect(
    () => () => {
      if (!waiting.current) return;
      clearTimeout(waiting.current.timer);
      void save(waiting.current.body);
    },
    [save],
  );
  return { body, state, write, clear };
}
