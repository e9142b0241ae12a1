/** Where answers are written: sticks below the conversation, keeps a draft, warns before two people answer. */
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ticket } from '@ui/api/types';
import { useShortcuts } from '@ui/kit/shortcuts';
import { useMe } from '@ui/shell/session';
import { ComposerBox } from './composer_box';
import classes from './composer.module.css';
import type { DraftKind } from './use_draft';
import { useUploads } from './use_uploads';

const kinds: DraftKind[] = ['reply', 'note'];

export function Composer({ ticket, isPortal = false }: { ticket: Ticket; isPortal?: boolean }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<DraftKind>('reply');
  const area = useRef<HTMLTextAreaElement>(null);
  // Kept here, so that files stay with what is being written while the other kind is looked at.
  const uploads = { reply: useUploads(), note: useUploads() };
  const write = (next: DraftKind) => {
    setKind(next);
    requestAnimationFrame(() => area.current?.focus());
  };
  useShortcuts([
    { keys: 'r', label: t('tickets.keys.reply'), run: () => write('reply') },
    ...(isPortal ? [] : [{ keys: 'n', label: t('tickets.keys.note'), run: () => write('note') }]),
  ]);
  return (
    <section className={classes.composer} data-kind={kind} aria-label={t(`tickets.compose.${kind}`)}>
      {!isPortal && (
        <div className={classes.kinds}>
          {kinds.map((one) => (
            <button key={one} type="button" className={classes.kind} aria-pressed={one === kind} onClick={() => write(one)}>
              {t(`tickets.compose.${one}`)} <kbd>{one === 'reply' ? 'R' : 'N'}</kbd>
            </button>
          ))}
          <OtherDraft ticket={ticket} />
        </div>
      )}
      <ComposerBox key={kind} ticket={ticket} kind={kind} area={area} uploads={uploads[kind]} isPortal={isPortal} />
    </section>
  );
}

/** Never answer twice: shows that a colleague has begun. */
function OtherDraft({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const me = useMe();
  const other = ticket.drafts.find((draft) => draft.kind === 'reply' && draft.author && draft.author.id !== me?.id);
  if (!other?.author) return null;
  return <span className={classes.other}>{t('tickets.compose.other', { name: other.author.name })}</span>;
}
