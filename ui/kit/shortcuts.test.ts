import { afterEach, expect, it, vi } from 'vitest';
import { addShortcuts, listenForKeys } from './shortcuts';

const stops: (() => void)[] = [];
afterEach(() => stops.splice(0).forEach((stop) => stop()));

function press(key: string, target: EventTarget = document.body, more: KeyboardEventInit = {}) {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
}

it('runs the newest layer, and the older one again when it is gone', () => {
  const frame = vi.fn();
  const page = vi.fn();
  stops.push(listenForKeys(document), addShortcuts([{ keys: 'c', label: 'frame', run: frame }]));
  const leave = addShortcuts([{ keys: 'c', label: 'page', run: page }]);
  press('c');
  leave();
  press('c');
  expect([page.mock.calls.length, frame.mock.calls.length]).toEqual([1, 1]);
});

it('keeps silent in fields, under a dialog and while composing', () => {
  const run = vi.fn();
  stops.push(listenForKeys(document), addShortcuts([{ keys: 'r', label: 'reply', run }]));
  const area = document.body.appendChild(document.createElement('textarea'));
  press('r', area);
  press('r', document.body, { isComposing: true });
  const dialog = document.body.appendChild(document.createElement('div'));
  dialog.setAttribute('role', 'dialog');
  dialog.setAttribute('aria-modal', 'true');
  press('r');
  expect(run).not.toHaveBeenCalled();
  dialog.remove();
  area.remove();
  press('r');
  expect(run).toHaveBeenCalledOnce();
});

it('follows g and a letter', () => {
  const run = vi.fn();
  stops.push(listenForKeys(document), addShortcuts([{ keys: 'g t', label: 'tickets', run }]));
  press('g');
  press('t');
  expect(run).toHaveBeenCalledOnce();
});
