import { useQuery } from '@tanstack/react-query';
import { api } from '@ui/api/client';
import type { Page } from '@ui/api/types';

export interface CannedReply {
  id: string;
  title: string;
  shortcut: string;
  body_en: string;
  body_zh: string;
  version: number;
}

export const variables = ['customer.name', 'customer.email', 'organisation.name', 'ticket.number', 'ticket.subject', 'project.name', 'agent.name'];

export function useCannedReplies() {
  return useQuery({
    queryKey: ['canned-replies'],
    queryFn: async ({ signal }) => (await api.get<Page<CannedReply>>('/canned-replies', {}, signal)).items,
    staleTime: 60_000,
  });
}

/** As its reader will get it: filled in, in their language. */
export function useFilled(ticket: number, id: string | undefined) {
  return useQuery({
    queryKey: ['ticket', String(ticket), 'canned', id],
    queryFn: ({ signal }) => api.get<{ language: 'en' | 'zh'; text: string; is_in_their_language: boolean }>(`/tickets/${ticket}/canned-replies/${id}`, {}, signal),
    enabled: id !== undefined,
    staleTime: 10_000,
  });
}

/** All typed words somewhere in shortcut, title or text; what begins with them comes first. */
export function matching(replies: CannedReply[], typed: string): CannedReply[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = replies.filter((one) => {
    const text = `${one.shortcut} ${one.title} ${one.body_en} ${one.body_zh}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const rank = (one: CannedReply) => Number(!one.shortcut.startsWith(words[0] ?? ''));
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, 50);
}

/** Puts a text where the caret is; gives the whole and where the caret is afterwards. */
export function insertAt(body: string, from: number, to: number, text: string): { body: string; caret: number } {
  return { body: body.slice(0, from) + text + body.slice(to), caret: from + text.length };
}

/** A "/" opens the canned replies only where a line begins. */
export function beginsLine(body: string, caret: number): boolean {
  return caret === 0 || body[caret - 1] === '\n';
}
