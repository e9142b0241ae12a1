import { expect, it } from 'vitest';
import { toCsv } from './csv';

it('quotes what must be quoted and never starts a formula', () => {
  expect(toCsv([['Name', 'Tickets'], ['Meridian, "North"', 3], ['=1+1', null]])).toBe('Name,Tickets\r\n"Meridian, ""North""",3\r\n\'=1+1,\r\n');
});
