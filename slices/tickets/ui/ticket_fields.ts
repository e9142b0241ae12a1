import { useQuery } from '@tanstack/react-query';
import { api } from '@ui/api/client';
import type { Page } from '@ui/api/types';

export const fieldTypes = ['text', 'integer', 'boolean', 'date', 'select'] as const;

export interface TicketField {
  id: string;
  key: string;
  name_en: string;
  name_zh: string;
  type: (typeof fieldTypes)[number];
  options: string[];
  is_required: boolean;
}

export type FieldValue = string | number | boolean | null;

export function useTicketFields() {
  return useQuery({
    queryKey: ['ticket-fields'],
    queryFn: async ({ signal }) => (await api.get<Page<TicketField>>('/ticket-fields', { limit: 200 }, signal)).items,
    staleTime: 60_000,
  });
}

export function nameOf(field: TicketField, language: string): string {
  return language.startsWith('zh') ? field.name_zh : field.name_en;
}

/** All values with one changed. Values of fields that were removed since are left out: the server knows them no more. */
export function withValue(known: TicketField[], values: Record<string, unknown>, key: string, value: FieldValue): Record<string, unknown> {
  const kept = Object.entries(values).filter(([name]) => name !== key && known.some((field) => field.key === name));
  return Object.fromEntries(value === null || value === '' ? kept : [...kept, [key, value]]);
}
