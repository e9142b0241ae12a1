import { expect, it } from 'vitest';
import { check } from '../../tools/check_locales.mjs';

it('English and Chinese have the same keys, different words, and all the pages ask for', () => {
  const { mistakes, count } = check();
  expect(mistakes).toEqual([]);
  expect(count).toBeGreaterThan(400);
});
