/** Which key a person meant, and whether it was meant for us at all. */
export interface PressedKey {
  key: string;
  ctrlKey?: boolean;
  metaKey?: boolean;
  altKey?: boolean;
  shiftKey?: boolean;
  isComposing?: boolean;
  keyCode?: number;
  target?: EventTarget | null;
}

const textInputs = /^(?:text|search|email|url|tel|password|number|date|datetime-local|time|month|week|)$/;

export function isTyping(target: EventTarget | null | undefined): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT') return true;
  if (target.tagName === 'INPUT') return textInputs.test((target as HTMLInputElement).type);
  return target.closest('[role="textbox"],[role="combobox"],[role="listbox"],[role="menu"]') !== null;
}

/** True while an input method builds a word: Enter then chooses a word and must not send anything. */
export function isComposing(event: PressedKey): boolean {
  return event.isComposing === true || event.keyCode === 229 || event.key === 'Process';
}

/** The single letter or "mod+k" that was pressed, or null when the key belongs to someone else. */
export function keyOf(event: PressedKey): string | null {
  if (isComposing(event)) return null;
  const modified = event.ctrlKey || event.metaKey;
  if (modified) return event.altKey ? null : `mod+${event.key.toLowerCase()}`;
  if (event.altKey || isTyping(event.target)) return null;
  if (['Shift', 'Control', 'Alt', 'Meta', 'CapsLock', 'Tab'].includes(event.key)) return null;
  return event.key.length === 1 ? event.key.toLowerCase() : event.key;
}

/** Follows sequences such as "g t": gives the full sequence so far, forgetting after a while. */
export class KeySequence {
  private first: { key: string; at: number } | null = null;

  constructor(private readonly patience = 1200) {}

  press(key: string, now: number, opens: (prefix: string) => boolean): string {
    const started = this.first && now - this.first.at <= this.patience ? this.first.key : null;
    this.first = null;
    if (started) return `${started} ${key}`;
    if (opens(key)) this.first = { key, at: now };
    return key;
  }
}
