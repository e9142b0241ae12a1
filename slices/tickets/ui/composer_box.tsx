import { ActionIcon, Button, Menu, Textarea, Tooltip } from '@mantine/core';
import { IconChevronDown, IconPaperclip, IconSend } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type ClipboardEvent, type DragEvent, type KeyboardEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { api, newKey } from '@ui/api/client';
import { ApiError } from '@ui/api/error';
import type { Message, Status, Ticket } from '@ui/api/types';
import { isComposing } from '@ui/kit/keys';
import { ErrorPanel } from '@ui/kit/states';
import { say } from '@ui/kit/toast';
import { useMe } from '@ui/shell/session';
import { AnsweredPanel } from './answered_panel';
import { CannedButton, type Opened } from './canned_button';
import { beginsLine } from './canned_replies';
import classes from './composer.module.css';
import { StatusWord } from './status_mark';
import { UploadList } from './upload_list';
import { useDraft, type DraftKind } from './use_draft';
import { nameOf, useNews, type News } from './use_news';
import type { Uploads } from './use_uploads';

interface BoxProps {
  ticket: Ticket;
  kind: DraftKind;
  area: RefObject<HTMLTextAreaElement | null>;
  uploads: Uploads;
  isPortal: boolean;
}

export function ComposerBox({ ticket, kind, area, uploads, isPortal }: BoxProps) {
  const { t } = useTranslation();
  const me = useMe();
  const mine = ticket.drafts?.find((draft) => draft.kind === kind && (!draft.author || draft.author.id === me?.id));
  const draft = useDraft(ticket.number, kind, mine?.body ?? '');
  const news = useNews(ticket, draft.body !== '');
  const sending = useSending(ticket, kind, draft, uploads, isPortal || kind !== 'reply' ? null : news);
  const [picking, setPicking] = useState<Opened>('no');
  const canSend = draft.body.trim() !== '' && !uploads.isBusy && !sending.isBusy;
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === '/' && !isPortal && beginsLine(draft.body, event.currentTarget.selectionStart)) {
      event.preventDefault();
      setPicking('by_slash');
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && canSend) void sending.send();
    if (event.key === 'Escape') area.current?.blur();
  };
  const onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    uploads.add(event.clipboardData.files);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    uploads.add(event.dataTransfer.files);
  };
  return (
    <div className={classes.box} onDrop={onDrop} onDragOver={(event) => event.preventDefault()}>
      {sending.error !== null && <ErrorPanel error={sending.error} kept={t('tickets.kept')} onRetry={() => void sending.send()} />}
      {sending.stopped ? (
        <AnsweredPanel fresh={news.fresh} onSend={sending.sendAnyway} onKeep={sending.keepWriting} />
      ) : (
        news.fresh.length > 0 && (
          <p className={classes.arrived} role="status">
            {t('tickets.compose.arrived', { name: nameOf(news.fresh[0]!) })}
          </p>
        )
      )}
      <Textarea
        ref={area}
        variant="unstyled"
        autosize
        minRows={2}
        maxRows={14}
        value={draft.body}
        onChange={(event) => draft.write(event.currentTarget.value)}
        onKeyDown={onKey}
        onPaste={onPaste}
        placeholder={t(isPortal ? 'tickets.compose.portal_hint' : `tickets.compose.${kind}_hint`, { name: ticket.requester.name })}
        aria-label={t(`tickets.compose.${kind}`)}
        classNames={{ input: classes.input }}
      />
      <UploadList uploads={uploads} />
      <div className={classes.foot}>
        <AttachButton onFiles={uploads.add} />
        {!isPortal && <CannedButton ticket={ticket.number} area={area} body={draft.body} write={draft.write} opened={picking} setOpened={setPicking} />}
        <DraftWord state={draft.state} />
        <SendButtons kind={kind} ticket={ticket} canSend={canSend} isBusy={sending.isBusy} isPortal={isPortal} onSend={sending.send} />
      </div>
    </div>
  );
}

function useSending(ticket: Ticket, kind: DraftKind, draft: ReturnType<typeof useDraft>, uploads: Uploads, news: News | null) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  /** How it was to be sent when somebody else turned out to have written. */
  const [stopped, setStopped] = useState<{ status?: Status } | null>(null);
  const attempt = useRef({ words: '', key: newKey() });
  const post = async (status: Status | undefined, after: string | undefined) => {
    const body = { kind, body: draft.body, format: 'text', attachments: uploads.ids, ...(status && { status }), ...(after && { after }) };
    const words = JSON.stringify(body);
    if (attempt.current.words !== words) attempt.current = { words, key: newKey() };
    setBusy(true);
    setError(null);
    setStopped(null);
    try {
      await api.post<Message>(`/tickets/${ticket.number}/messages`, body, attempt.current.key);
      draft.clear();
      uploads.clear();
      void api.remove(`/tickets/${ticket.number}/drafts/${kind}`).catch(() => undefined);
      await queries.invalidateQueries({ queryKey: ['ticket', String(ticket.number)] });
      void queries.invalidateQueries({ queryKey: ['tickets'] });
      void queries.invalidateQueries({ queryKey: ['views'] });
      say(t(`tickets.compose.${kind}_sent`));
    } catch (cause) {
      if (cause instanceof ApiError && cause.code === 'answered_meanwhile') {
        await queries.invalidateQueries({ queryKey: ['ticket', String(ticket.number)] });
        setStopped({ status });
      } else setError(cause);
    } finally {
      setBusy(false);
    }
  };
  const send = (status?: Status) => post(status, news?.after);
  const sendAnyway = () => {
    const latest = news?.read();
    return post(stopped?.status, latest);
  };
  const keepWriting = () => {
    news?.read();
    setStopped(null);
  };
  return { send, sendAnyway, keepWriting, stopped: stopped !== null, error, isBusy };
}

function AttachButton({ onFiles }: { onFiles: (files: Iterable<File>) => void }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Tooltip label={t('tickets.attach')}>
        <ActionIcon onClick={() => input.current?.click()} aria-label={t('tickets.attach')}>
          <IconPaperclip size={18} />
        </ActionIcon>
      </Tooltip>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t('tickets.attach')}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}

function DraftWord({ state }: { state: 'clean' | 'unsaved' | 'saving' | 'saved' | 'failed' }) {
  const { t } = useTranslation();
  return (
    <span className={classes.draft} data-state={state} role="status">
      {state === 'saved' && t('tickets.compose.saved')}
      {state === 'failed' && t('tickets.compose.save_failed')}
    </span>
  );
}

interface SendProps {
  kind: DraftKind;
  ticket: Ticket;
  canSend: boolean;
  isBusy: boolean;
  isPortal: boolean;
  onSend: (status?: Status) => Promise<void>;
}

const afterwards: Status[] = ['waiting_for_customer', 'waiting_for_us', 'waiting_for_upstream', 'resolved'];

function SendButtons({ kind, ticket, canSend, isBusy, isPortal, onSend }: SendProps) {
  const { t } = useTranslation();
  const choices = afterwards.filter((status) => status === ticket.status || ticket.allowed_statuses.includes(status));
  return (
    <Button.Group>
      <Tooltip label="Ctrl Enter">
        <Button variant="primary" leftSection={<IconSend size={15} />} disabled={!canSend} loading={isBusy} onClick={() => void onSend()}>
          {t(`tickets.compose.${kind}_send`)}
        </Button>
      </Tooltip>
      {!isPortal && kind === 'reply' && (
        <Menu position="top-end" width={250}>
          <Menu.Target>
            <Button variant="primary" px={8} disabled={!canSend} aria-label={t('tickets.compose.send_and')} className={classes.sendMore}>
              <IconChevronDown size={16} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{t('tickets.compose.send_and')}</Menu.Label>
            {choices.map((status) => (
              <Menu.Item key={status} onClick={() => void onSend(status)}>
                <StatusWord status={status} />
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </Button.Group>
  );
}
