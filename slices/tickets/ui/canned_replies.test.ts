import { describe, expect, it } from 'vitest';
import { beginsLine, insertAt, matching, type CannedReply } from './canned_replies';

const reply = (shortcut: string, title: string, body_en = '', body_zh = ''): CannedReply => ({ id: shortcut, shortcut, title, body_en, body_zh, version: 1 });
const replies = [reply('logs', 'Ask for logs', 'Please send the version too'), reply('version', 'Ask for the version', '', '请问您使用哪个版本？')];

describe('canned replies', () => {
  it('are found by all words, the shortcut first', () => {
    expect(matching(replies, 'version').map((one) => one.id)).toEqual(['version', 'logs']);
    expect(matching(replies, 'send LOGS').map((one) => one.id)).toEqual(['logs']);
    expect(matching(replies, '版本').map((one) => one.id)).toEqual(['version']);
    expect(matching(replies, '')).toHaveLength(2);
  });
  it('go where the caret is', () => {
    expect(insertAt('Hello\n\nBye', 6, 6, 'Which?')).toEqual({ body: 'Hello\nWhich?\nBye', caret: 12 });
  });
  it('are asked for at the beginning of a line only', () => {
    expect(beginsLine('', 0)).toBe(true);
    expect(beginsLine('a\n', 2)).toBe(true);
    expect(beginsLine('see ', 4)).toBe(false);
  });
});
