import { render, screen } from '@testing-library/react';
import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { serverOf } from './mailbox_form';
import { ServerTestResult } from './server_test';
import { reasonOf } from './unprocessed_page';

describe('what is sent of a mail server', () => {
  it('leaves untouched secrets out, so that the stored ones stay', () => {
    expect(serverOf({ host: 'h', port: 993, user: 'u', password: '' })).toEqual({ host: 'h', port: 993, user: 'u' });
    expect(serverOf({ host: 'h', port: 993, user: 'u', oauth: { token_url: 'https://t', client_id: 'c', client_secret: '', refresh_token: 'r' } })).toEqual({
      host: 'h',
      port: 993,
      user: 'u',
      oauth: { token_url: 'https://t', client_id: 'c', refresh_token: 'r' },
    });
  });

  it('has no password where OAuth is used, and nothing without a host', () => {
    expect(serverOf({ host: 'h', port: 993, user: 'u', password: 'old', oauth: { token_url: 'https://t', client_id: 'c' } })).not.toHaveProperty('password');
    expect(serverOf({ host: ' ', port: 993, user: '' })).toBeNull();
  });
});

it('tells what a connection test found, step by step', () => {
  render(<ServerTestResult test={{ is_ok: false, passed: ['resolve', 'connect'], failed: 'sign_in', messages: null }} />);
  expect(screen.getAllByRole('listitem').map((one) => one.textContent?.[0])).toEqual(['✓', '✓', '✗']);
});

it('names the reason of an unprocessed mail in the language of the reader, and what it cannot name in its own words', () => {
  expect(reasonOf({ code: 'too_large', error: 'too_large: The mail ...' }, i18next.t)).not.toBe('too_large: The mail ...');
  expect(reasonOf({ code: '', error: 'something odd' }, i18next.t)).toBe('something odd');
});
