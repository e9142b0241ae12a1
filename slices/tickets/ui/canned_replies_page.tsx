import { Button, Textarea, TextInput } from '@mantine/core';
import { IconTextPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import { Confirm } from '@ui/kit/confirm';
import { Dialog } from '@ui/kit/dialog';
import { Form, useFormState } from '@ui/kit/form';
import { Page, Panel } from '@ui/kit/page';
import { Row, Rows } from '@ui/kit/rows';
import { EmptyState, ErrorPanel, Waiting } from '@ui/kit/states';
import { useCannedReplies, variables, type CannedReply } from './canned_replies';

export default function CannedRepliesPage() {
  const { t } = useTranslation();
  const replies = useCannedReplies();
  const [edited, setEdited] = useState<CannedReply | 'new' | null>(null);
  const add = (
    <Button variant="primary" onClick={() => setEdited('new')}>
      {t('tickets.canned.new')}
    </Button>
  );
  return (
    <Page title={t('tickets.canned.title')} intro={t('tickets.canned.intro')} actions={add} width="read">
      {replies.isPending && <Waiting />}
      {replies.isError && <ErrorPanel error={replies.error} onRetry={() => void replies.refetch()} />}
      {replies.data?.length === 0 && (
        <EmptyState icon={<IconTextPlus size={24} />} title={t('tickets.canned.empty')}>
          {t('tickets.canned.empty_text')}
        </EmptyState>
      )}
      {replies.data && replies.data.length > 0 && (
        <Panel>
          <Rows>
            {replies.data.map((reply) => (
              <ReplyRow key={reply.id} reply={reply} onEdit={() => setEdited(reply)} />
            ))}
          </Rows>
        </Panel>
      )}
      <Dialog isOpen={edited !== null} onClose={() => setEdited(null)} title={t(edited === 'new' ? 'tickets.canned.new' : 'tickets.canned.edit')} size="lg">
        {edited && <ReplyForm reply={edited === 'new' ? null : edited} onDone={() => setEdited(null)} />}
      </Dialog>
    </Page>
  );
}

function ReplyRow({ reply, onEdit }: { reply: CannedReply; onEdit: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const remove = async () => {
    await api.remove(`/canned-replies/${reply.id}`);
    await queries.invalidateQueries({ queryKey: ['canned-replies'] });
  };
  const languages = [reply.body_en && t('languages.en'), reply.body_zh && t('languages.zh')].filter(Boolean);
  const actions = (
    <>
      <Button size="compact-xs" onClick={onEdit} aria-label={t('tickets.canned.edit_this', { title: reply.title })}>
        {t('tickets.canned.edit_short')}
      </Button>
      <Confirm
        title={t('tickets.canned.delete')}
        action={t('tickets.canned.delete')}
        onConfirm={remove}
        trigger={(open) => (
          <Button size="compact-xs" onClick={open} aria-label={t('tickets.canned.delete_this', { title: reply.title })}>
            {t('kit.remove')}
          </Button>
        )}
      >
        {t('tickets.canned.delete_text', { title: reply.title })}
      </Confirm>
    </>
  );
  return <Row title={reply.title} detail={[`/${reply.shortcut}`, ...languages].join(' · ')} end={actions} />;
}

function ReplyForm({ reply, onDone }: { reply: CannedReply | null; onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const start = { title: reply?.title ?? '', shortcut: reply?.shortcut ?? '', body_en: reply?.body_en ?? '', body_zh: reply?.body_zh ?? '' };
  const form = useFormState(start, async (values, key) => {
    if (reply) await api.patch(`/canned-replies/${reply.id}`, values, reply.version);
    else await api.post('/canned-replies', values, key);
    await queries.invalidateQueries({ queryKey: ['canned-replies'] });
    onDone();
  });
  return (
    <Form form={form} action={reply ? t('kit.save') : t('tickets.canned.create')} kept={t('tickets.kept')}>
      <TextInput label={t('tickets.canned.name')} required data-autofocus {...form.text('title')} />
      <TextInput label={t('tickets.canned.shortcut')} description={t('tickets.canned.shortcut_hint')} required disabled={reply !== null} {...form.text('shortcut')} />
      <Textarea label={t('tickets.canned.body_en')} autosize minRows={4} maxRows={12} lang="en" {...form.text('body_en')} />
      <Textarea label={t('tickets.canned.body_zh')} autosize minRows={4} maxRows={12} lang="zh" {...form.text('body_zh')} />
      <p style={{ margin: 0, fontSize: 12, overflowWrap: 'anywhere' }}>
        {t('tickets.canned.variables')} {variables.map((name) => `{{${name}}}`).join(' ')}
      </p>
    </Form>
  );
}
