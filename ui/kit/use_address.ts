/** The words after the question mark of the address. */
import { useSearch } from '@tanstack/react-router';

export function useAddress(): Record<string, string | undefined> {
  return useSearch({ strict: false }) as Record<string, string | undefined>;
}
