import { describe, expect, it } from 'vitest';
import { isComposing, isTyping, KeySequence, keyOf } from './keys';

const press = (key: string, more = {}) => keyOf({ key, ...more });

describe('keyOf', () => {
  it('gives single letters where nobody is typing', () => {
    expect(press('j', { target: document.body })).toBe('j');
    expect(press('?', { shiftKey: true, target: document.body })).toBe('?');
  });

  it('leaves every key to an input method that is composing', () => {
    expect(press('j', { isComposing: true, target: document.body })).toBeNull();
    expect(press('Enter', { keyCode: 229, target: document.body })).toBeNull();
    expect(press('Process', { target: document.body })).toBeNull();
    expect(press('k', { ctrlKey: true, isComposing: true })).toBeNull();
  });

  it('leaves letters to text fields but not to buttons and check boxes', () => {
    const input = document.createElement('input');
    const area = document.createElement('textarea');
    const box = Object.assign(document.createElement('input'), { type: 'checkbox' });
    expect(press('r', { target: input })).toBeNull();
    expect(press('r', { target: area })).toBeNull();
    expect(press('r', { target: box })).toBe('r');
    expect(press('r', { target: document.createElement('button') })).toBe('r');
  });

  it('takes Ctrl or Cmd with K even while typing, and never a browser key with Alt', () => {
    const input = document.createElement('input');
    expect(press('k', { ctrlKey: true, target: input })).toBe('mod+k');
    expect(press('K', { metaKey: true, target: input })).toBe('mod+k');
    expect(press('k', { ctrlKey: true, altKey: true })).toBeNull();
    expect(press('j', { altKey: true, target: document.body })).toBeNull();
  });
});

describe('isComposing and isTyping', () => {
  it('know an input method and a search field', () => {
    expect(isComposing({ key: 'a', isComposing: true })).toBe(true);
    expect(isComposing({ key: 'Enter' })).toBe(false);
    expect(isTyping(Object.assign(document.createElement('input'), { type: 'search' }))).toBe(true);
    expect(isTyping(null)).toBe(false);
  });
});

describe('KeySequence', () => {
  const opens = (prefix: string) => prefix === 'g';

  it('joins g and a letter pressed soon after', () => {
    const sequence = new KeySequence(1000);
    expect(sequence.press('g', 0, opens)).toBe('g');
    expect(sequence.press('t', 900, opens)).toBe('g t');
    expect(sequence.press('t', 950, opens)).toBe('t');
  });

  it('forgets a g that was left alone', () => {
    const sequence = new KeySequence(1000);
    sequence.press('g', 0, opens);
    expect(sequence.press('t', 1500, opens)).toBe('t');
  });
});
