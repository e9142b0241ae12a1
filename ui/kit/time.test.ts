import { expect, it } from 'vitest';
import { ageOf, agoOf, sizeOf } from './time';

const now = Date.parse('2026-11-21T12:00:00Z');

it('says how long ago in both languages', () => {
  expect(agoOf('2026-11-21T09:30:00Z', now, 'en')).toMatch(/2 h/);
  expect(agoOf('2026-11-21T09:30:00Z', now, 'zh')).toContain('2小时前');
  expect(agoOf('2026-11-21T11:59:40Z', now, 'en')).toBe('now');
});

it('gives one short age for dense lists', () => {
  expect(ageOf('2026-11-21T11:15:00Z', now)).toEqual({ value: 45, unit: 'm' });
  expect(ageOf('2026-11-19T11:00:00Z', now)).toEqual({ value: 2, unit: 'd' });
  expect(ageOf('2026-11-22T00:00:00Z', now)).toEqual({ value: 0, unit: 'm' });
});

it('writes sizes with a unit', () => {
  expect(sizeOf(500, 'en')).toBe('500 byte');
  expect(sizeOf(48_213, 'en')).toBe('47 kB');
});
