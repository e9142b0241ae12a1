/** Finds a canned reply by typing; shows it as its reader will get it before it is inserted. */
import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useId, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isComposing } from '@ui/kit/keys';
import { RouteLink } from '@ui/kit/route_link';
import { ErrorPanel, Waiting } from '@ui/kit/states';
import { mayOpen } from '@ui/shell/registry';
import { useMe } from '@ui/shell/session';
import classes from './canned_picker.module.css';
import { matching, useCannedReplies, useFilled, type CannedReply } from './canned_replies';

interface PickerProps {
  ticket: number;
  onInsert: (text: string) => void;
}

export default function CannedPicker({ ticket, onInsert }: PickerProps) {
  const { t } = useTranslation();
  const replies = useCannedReplies();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const list = useId();
  const shown = matching(replies.data ?? [], typed);
  const chosen = shown[Math.min(at, shown.length - 1)];
  const [asked] = useDebouncedValue(chosen?.id, 120);
  const filled = useFilled(ticket, asked);
  const text = asked === chosen?.id ? filled.data?.text : undefined;
  const onKey = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setAt(Math.min(shown.length - 1, Math.max(0, at + step)));
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      if (text !== undefined) onInsert(text);
    }
  };
  if (replies.isError) return <ErrorPanel error={replies.error} onRetry={() => void replies.refetch()} />;
  if (!replies.data) return <Waiting lines={4} />;
  if (replies.data.length === 0) return <NoReplies />;
  return (
    <div className={classes.picker}>
      <TextInput
        autoFocus
        leftSection={<IconSearch size={15} />}
        aria-label={t('tickets.canned.find')}
        placeholder={t('tickets.canned.find')}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKey}
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={chosen ? `${list}-${chosen.id}` : undefined}
      />
      <ul id={list} role="listbox" aria-label={t('tickets.canned.title')} className={classes.list}>
        {shown.map((reply) => (
          <Choice key={reply.id} id={`${list}-${reply.id}`} reply={reply} isChosen={reply === chosen} onChoose={() => setAt(shown.indexOf(reply))} />
        ))}
      </ul>
      {!chosen && <p role="status">{t('kit.nothing_found')}</p>}
      {chosen && (
        <div className={classes.preview} aria-live="polite" lang={filled.data?.language}>
          {filled.isError ? <ErrorPanel error={filled.error} onRetry={() => void filled.refetch()} /> : (text ?? <Waiting lines={2} />)}
        </div>
      )}
      <div className={classes.foot}>
        {filled.data && <span className={classes.language}>{t(filled.data.is_in_their_language ? 'tickets.canned.in_language' : 'tickets.canned.not_in_language', { language: t(`languages.${filled.data.language}`) })}</span>}
        <Button variant="primary" disabled={text === undefined} onClick={() => text !== undefined && onInsert(text)}>
          {t('tickets.canned.do_insert')}
        </Button>
      </div>
    </div>
  );
}

function Choice({ id, reply, isChosen, onChoose }: { id: string; reply: CannedReply; isChosen: boolean; onChoose: () => void }) {
  return (
    <li
      id={id}
      role="option"
      aria-selected={isChosen}
      className={classes.choice}
      ref={(element) => {
        if (isChosen) element?.scrollIntoView({ block: 'nearest' });
      }}
      onClick={onChoose}
    >
      <code>/{reply.shortcut}</code> <span className="cut">{reply.title}</span>
    </li>
  );
}

function NoReplies() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <p>
      {t('tickets.canned.empty_text')} {mayOpen('lead', me ?? null) && <RouteLink to="/canned-replies">{t('tickets.canned.write_first')}</RouteLink>}
    </p>
  );
}
