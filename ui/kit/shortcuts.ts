/** The actions of the pages in view, each with its key: one listener, one list, shown by ? and by the palette. */
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { KeySequence, keyOf } from './keys';

export interface Shortcut {
  keys: string;
  label: string;
  run: () => void;
  /** Navigation within a list is not worth a line in the palette. */
  isQuiet?: boolean;
}

let layers: { id: number; shortcuts: Shortcut[] }[] = [];
let all: Shortcut[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function announce(): void {
  const seen = new Set<string>();
  all = [...layers]
    .reverse()
    .flatMap((layer) => layer.shortcuts)
    .filter((shortcut) => !seen.has(shortcut.keys) && seen.add(shortcut.keys));
  listeners.forEach((listener) => listener());
}

export function addShortcuts(shortcuts: Shortcut[]): () => void {
  const id = nextId++;
  layers = [...layers, { id, shortcuts }];
  announce();
  return () => {
    layers = layers.filter((layer) => layer.id !== id);
    announce();
  };
}

/** The newest layer wins: a page may give a key of the frame another meaning. */
export function useShortcuts(shortcuts: Shortcut[]): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  const shape = shortcuts.map((shortcut) => `${shortcut.keys}\n${shortcut.label}`).join('\n');
  useEffect(
    () => addShortcuts(latest.current.map((shortcut, index) => ({ ...shortcut, run: () => latest.current[index]?.run() }))),
    [shape],
  );
}

export function useAllShortcuts(): Shortcut[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => all,
  );
}

/** Starts the one listener; gives back what stops it. */
export function listenForKeys(target: Document): () => void {
  const sequence = new KeySequence();
  const listen = (event: KeyboardEvent) => {
    const key = event.defaultPrevented ? null : keyOf(event);
    if (!key || (isCovered(target) && !key.startsWith('mod+'))) return;
    const pressed = sequence.press(key, event.timeStamp, (prefix) => all.some((one) => one.keys.startsWith(`${prefix} `)));
    const found = all.find((one) => one.keys === pressed);
    if (!found) return;
    event.preventDefault();
    found.run();
  };
  target.addEventListener('keydown', listen);
  return () => target.removeEventListener('keydown', listen);
}

/** A dialog has the keyboard for itself. */
function isCovered(target: Document): boolean {
  return target.querySelector('[role="dialog"][aria-modal="true"]') !== null;
}
