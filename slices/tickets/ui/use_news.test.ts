import { describe, expect, it } from 'vitest';
import type { Message } from '@ui/api/types';
import { freshIn } from './use_news';

const message = (id: string, author: string, visibility = 'customer') => ({ id, visibility, author: { id: author, name: author, email: '' }, from_text: '' }) as unknown as Message;
const talk = [message('1', 'li'), message('2', 'me'), message('3', 'tom', 'internal'), message('4', 'tom'), message('5', 'li')];

describe('what arrived since an answer was begun', () => {
  it('leaves out my own words and notes', () => {
    expect(freshIn(talk, '1', 'me').map((one) => one.id)).toEqual(['4', '5']);
    expect(freshIn(talk, '4', 'me').map((one) => one.id)).toEqual(['5']);
    expect(freshIn(talk, '5', 'me')).toEqual([]);
  });
});
