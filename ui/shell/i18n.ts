/** English and Chinese as equals: the words of one language arrive as one file before the first page is drawn. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '@ui/api/types';

type Words = { default: Record<string, unknown> };
const shellWords = import.meta.glob<Words>('../locales/*.json');
const sliceWords = import.meta.glob<Words>('../../slices/*/ui/locales/*.json');
const storedAt = 'mainstay.language';

export function preferredLanguage(): Language {
  const chosen = remembered();
  if (chosen === 'en' || chosen === 'zh') return chosen;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

function remembered(): string | null {
  try {
    return localStorage.getItem(storedAt);
  } catch {
    return null;
  }
}

async function loadWords(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, 'translation')) return;
  const files = { ...shellWords, ...sliceWords };
  const wanted = Object.keys(files).filter((path) => path.endsWith(`/${language}.json`));
  const words = await Promise.all(wanted.map((path) => files[path]!()));
  i18next.addResourceBundle(language, 'translation', Object.assign({}, ...words.map((word) => word.default)));
}

export async function startWords(): Promise<void> {
  const language = preferredLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await switchLanguage(language);
}

export async function switchLanguage(language: Language): Promise<void> {
  await loadWords(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  try {
    localStorage.setItem(storedAt, language);
  } catch {
    // Private windows may refuse storage; the choice then lasts until the page is left.
  }
}
