/** Light, dark, or as the system has it. */
import type { MantineColorSchemeManager } from '@mantine/core';

const storedAt = 'mainstay.theme';

export function colourChoice(): MantineColorSchemeManager {
  let tell: ((event: StorageEvent) => void) | undefined;
  return {
    get: (initial) => {
      const chosen = read();
      return chosen === 'light' || chosen === 'dark' || chosen === 'auto' ? chosen : initial;
    },
    set: (value) => {
      try {
        localStorage.setItem(storedAt, value);
      } catch {
        // Then the choice lasts until the page is left.
      }
    },
    subscribe: (onUpdate) => {
      tell = (event) => {
        if (event.key === storedAt && event.newValue) onUpdate(event.newValue as 'light' | 'dark' | 'auto');
      };
      window.addEventListener('storage', tell);
    },
    unsubscribe: () => tell && window.removeEventListener('storage', tell),
    clear: () => localStorage.removeItem(storedAt),
  };
}

function read(): string | null {
  try {
    return localStorage.getItem(storedAt);
  } catch {
    return null;
  }
}
