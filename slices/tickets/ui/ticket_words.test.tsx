import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { HitText } from './hit_text';
import { LinkedText, partsOf } from './linked_text';
import { bodyOf } from './new_ticket_body';
import { plainState } from './plain_state';

describe('plain text of a message', () => {
  it('turns addresses into links, without the full stop or the bracket around them', () => {
    expect(partsOf('See https://a.example/x). Or (https://b.example/y_(z)).').filter((part) => part.href).map((part) => part.href)).toEqual([
      'https://a.example/x',
      'https://b.example/y_(z)',
    ]);
  });

  it('stops an address at Chinese punctuation', () => {
    expect(partsOf('请看 https://a.example/文档。谢谢').find((part) => part.href)?.href).toBe('https://a.example/文档');
  });

  it('never makes markup or scripts of it', () => {
    const { container } = render(<LinkedText text={'<img src=x onerror=alert(1)> javascript:alert(1)'} />);
    expect(container.querySelector('img, a')).toBeNull();
    expect(container.textContent).toContain('<img');
  });
});

it('marks what was found', () => {
  render(<p><HitText text="执行 «备份» 时 «backup» 报错" /></p>);
  expect(screen.getAllByText(/备份|backup/).map((mark) => mark.tagName)).toEqual(['MARK', 'MARK']);
});

describe('a new ticket', () => {
  const values = { subject: 's', body: 'b', type: 'question', impact: 'high', urgency: 'low', project_id: null, version_id: null, requester: null, requester_name: '', channel: 'phone' } as const;

  it('of a customer sends nothing only the desk may set', () => {
    expect(Object.keys(bodyOf(values, [], false)).sort()).toEqual(['body', 'format', 'subject', 'type']);
  });

  it('of the desk names a known person by id and a new one by address', () => {
    expect(bodyOf({ ...values, requester: 'id-1' }, ['u1'], true)).toMatchObject({ requester_id: 'id-1', channel: 'phone', attachments: ['u1'] });
    expect(bodyOf({ ...values, requester: 'new@x.example' }, [], true)).toMatchObject({ requester_email: 'new@x.example' });
  });
});

it('tells customers whose turn it is', () => {
  expect((['new', 'waiting_for_upstream', 'waiting_for_customer', 'closed'] as const).map(plainState)).toEqual(['ours', 'ours', 'yours', 'done']);
});
