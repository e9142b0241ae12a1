/** Ctrl-K: actions, places, tickets, people, found by typing. */
import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQueries } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from '@ui/api/types';
import { isComposing } from '@ui/kit/keys';
import { useGo } from '@ui/kit/route_link';
import { useAllShortcuts } from '@ui/kit/shortcuts';
import classes from './palette.module.css';
import { matches } from './palette_match';
import { finders, mayOpen, navItems } from './registry';
import { KeyWords } from './shortcut_help';

interface Entry {
  id: string;
  group: string;
  title: string;
  detail?: string;
  keys?: string;
  run: () => void;
}

interface PaletteProps {
  isOpen: boolean;
  onClose: () => void;
  me: Me;
}

export function Palette({ isOpen, onClose, me }: PaletteProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      withCloseButton={false}
      size={620}
      padding={0}
      yOffset="12vh"
      centered={false}
      attributes={{ content: { 'aria-label': t('shell.palette.open') } }}
    >
      <PaletteBody onClose={onClose} me={me} />
    </Modal>
  );
}

function PaletteBody({ onClose, me }: { onClose: () => void; me: Me }) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  const list = useRef<HTMLUListElement>(null);
  const entries = useEntries(words, me);
  const chosen = Math.min(at, entries.length - 1);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    // The dialog gives the focus back first; the action may then move it on.
    setTimeout(entry.run, 0);
  };
  const onKey = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setAt((chosen + step + entries.length) % Math.max(1, entries.length));
    if (event.key === 'Enter') run(entries[chosen]);
    if (step !== 0 || event.key === 'Enter') event.preventDefault();
  };
  return (
    <div className={classes.palette}>
      <input
        className={classes.input}
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKey}
        placeholder={t('shell.palette.placeholder')}
        aria-label={t('shell.palette.open')}
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={entries.length > 0 ? `${listId}-${chosen}` : undefined}
        data-autofocus
        autoComplete="off"
        spellCheck={false}
      />
      <ul className={classes.list} id={listId} role="listbox" ref={list} aria-label={t('shell.palette.results')}>
        {entries.map((entry, index) => (
          <PaletteRow
            key={entry.id}
            id={`${listId}-${index}`}
            entry={entry}
            isFirstOfGroup={entries[index - 1]?.group !== entry.group}
            isChosen={index === chosen}
            onChoose={() => run(entry)}
            onHover={() => setAt(index)}
          />
        ))}
      </ul>
      {entries.length === 0 && <p className={classes.none}>{t('shell.palette.none')}</p>}
    </div>
  );
}

interface RowProps {
  id: string;
  entry: Entry;
  isFirstOfGroup: boolean;
  isChosen: boolean;
  onChoose: () => void;
  onHover: () => void;
}

function PaletteRow({ id, entry, isFirstOfGroup, isChosen, onChoose, onHover }: RowProps) {
  return (
    <li
      id={id}
      role="option"
      aria-selected={isChosen}
      className={classes.row}
      data-group={isFirstOfGroup ? entry.group : undefined}
      onClick={onChoose}
      onMouseMove={onHover}
    >
      <span className={classes.title}>{entry.title}</span>
      {entry.detail && <span className={classes.detail}>{entry.detail}</span>}
      {entry.keys && <KeyWords keys={entry.keys} />}
    </li>
  );
}

function useEntries(words: string, me: Me): Entry[] {
  const { t } = useTranslation();
  const go = useGo();
  const shortcuts = useAllShortcuts();
  const actions = shortcuts
    .filter((shortcut) => !shortcut.isQuiet && !shortcut.keys.startsWith('g '))
    .map((shortcut) => ({
      id: `key ${shortcut.keys}`,
      group: t('shell.palette.actions'),
      title: shortcut.label,
      keys: shortcut.keys,
      run: shortcut.run,
    }));
  const places = navItems
    .filter((item) => item.place !== 'portal' && mayOpen(item.access, me))
    .map((item) => ({
      id: `nav ${item.to}`,
      group: t('shell.palette.places'),
      title: t(item.labelKey),
      keys: item.key ? `g ${item.key}` : undefined,
      run: () => go(item.to),
    }));
  const found = useFound(words, me);
  return [...found, ...[...actions, ...places].filter((entry) => matches(entry.title, words))];
}

function useFound(words: string, me: Me): Entry[] {
  const { t } = useTranslation();
  const go = useGo();
  const [asked] = useDebouncedValue(words.trim(), 150);
  const open = finders.filter((finder) => mayOpen(finder.access, me));
  const answers = useQueries({
    queries: open.map((finder) => ({
      queryKey: ['palette', finder.labelKey, asked],
      queryFn: ({ signal }: { signal: AbortSignal }) => finder.find(asked, signal),
      enabled: asked.length > 0,
    })),
  });
  if (asked.length === 0) return [];
  return answers.flatMap((answer, index) =>
    (answer.data ?? []).slice(0, 6).map((found) => ({
      id: `${open[index]!.labelKey} ${found.id}`,
      group: t(open[index]!.labelKey),
      title: found.title,
      detail: found.detail,
      run: () => go(found.to),
    })),
  );
}
