import { FileButton, Button, TextInput, Textarea } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { DemoMail } from '@ui/api/types';
import { Fields, Form, useFormState } from '@ui/kit/form';
import { say } from '@ui/kit/toast';
import classes from './demo_page.module.css';

/** "Priya <p@x>" and plain addresses alike; what is left out can be typed. */
export function addressOf(text: string): { name: string; address: string } {
  const match = /^\s*(?:"?([^"<]*?)"?\s*)?<([^>]+)>\s*$/.exec(text);
  return match ? { name: match[1] ?? '', address: match[2]! } : { name: '', address: text.trim() };
}

interface Attached {
  name: string;
  type: string;
  base64: string;
}

async function read(file: File): Promise<Attached> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return { name: file.name, type: file.type || 'application/octet-stream', base64: btoa(binary) };
}

export function DemoWriter({ answered, onDone }: { answered: DemoMail | null; onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [files, setFiles] = useState<Attached[]>([]);
  const customer = addressOf(answered?.to.split(',')[0] ?? '');
  const start = {
    from_name: customer.name,
    from: customer.address,
    to: answered ? addressOf(answered.reply_to || answered.from).address : '',
    subject: answered ? answered.subject.replace(/^(?:re:\s*)?/i, 'Re: ') : '',
    body: '',
  };
  const form = useFormState(start, async (values, key) => {
    const thread = answered ? { in_reply_to: answered.message_id } : {};
    await api.post('/demo/mails', { ...values, ...thread, ...(files.length > 0 && { files }) }, key);
    say(t('channels.demo.sent'));
    void queries.invalidateQueries({ queryKey: ['demo'] });
    onDone();
  });
  return (
    <div className={classes.article}>
      <h2 className={classes.viewTitle}>{answered ? t('channels.demo.reply') : t('channels.demo.write')}</h2>
      <Form
        form={form}
        action={t('channels.demo.send')}
        extra={
          <Button variant="subtle" onClick={onDone}>
            {t('kit.cancel')}
          </Button>
        }
      >
        <Fields>
          <TextInput label={t('channels.demo.from_name')} {...form.text('from_name')} />
          <TextInput label={t('channels.from')} type="email" required {...form.text('from')} />
          <TextInput label={t('channels.to')} type="email" placeholder="support@example.com" {...form.text('to')} />
        </Fields>
        <TextInput label={t('channels.subject')} {...form.text('subject')} />
        <Textarea label={t('channels.body')} autosize minRows={6} data-autofocus {...form.text('body')} />
        <div>
          <FileButton multiple onChange={(chosen) => void Promise.all(chosen.map(read)).then((more) => setFiles([...files, ...more]))}>
            {(props) => (
              <Button {...props} size="xs" leftSection={<IconPaperclip size={14} />}>
                {t('channels.demo.attach')}
              </Button>
            )}
          </FileButton>
          <span className="muted"> {files.map((file) => file.name).join(', ')}</span>
        </div>
      </Form>
    </div>
  );
}
