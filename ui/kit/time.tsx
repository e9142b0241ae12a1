/** Moments in the reader's language and zone. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

export function agoOf(moment: string, now: number, language: string): string {
  const seconds = (Date.parse(moment) - now) / 1000;
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return words.format(0, 'second');
}

const shortUnits: [string, number][] = [
  ['y', 365 * 86_400],
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
];

/** "5m", "3h", "2d": for dense lists; the full moment is in the title. */
export function ageOf(moment: string, now: number): { value: number; unit: string } {
  const seconds = Math.max(0, (now - Date.parse(moment)) / 1000);
  for (const [unit, size] of shortUnits) {
    if (seconds >= size) return { value: Math.floor(seconds / size), unit };
  }
  return { value: 0, unit: 'm' };
}

export function fullMoment(moment: string, language: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(new Date(moment));
}

function useNow(every = 30_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

export function Ago({ at }: { at: string }) {
  const { i18n } = useTranslation();
  const now = useNow();
  return (
    <time dateTime={at} title={fullMoment(at, i18n.language)} className="numbers">
      {agoOf(at, now, i18n.language)}
    </time>
  );
}

export function Age({ at }: { at: string }) {
  const { t, i18n } = useTranslation();
  const { value, unit } = ageOf(at, useNow());
  return (
    <time dateTime={at} title={fullMoment(at, i18n.language)} className="numbers">
      {t(`kit.age.${unit}`, { value })}
    </time>
  );
}

export function Moment({ at }: { at: string }) {
  const { i18n } = useTranslation();
  return (
    <time dateTime={at} className="numbers">
      {fullMoment(at, i18n.language)}
    </time>
  );
}

export function sizeOf(bytes: number, language: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = Math.min(3, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1024)));
  const value = bytes / 1024 ** step;
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[step],
    maximumFractionDigits: step && value < 10 ? 1 : 0,
  }).format(value);
}
