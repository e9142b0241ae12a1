import { Button } from '@mantine/core';
import { IconArrowBackUp, IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { DemoMail } from '@ui/api/types';
import { ErrorPanel, Waiting } from '@ui/kit/states';
import { Moment, sizeOf } from '@ui/kit/time';
import classes from './demo_page.module.css';

export function recipientsOf(mail: DemoMail): string {
  return Array.isArray(mail.to) ? mail.to.join(', ') : mail.to;
}

export function momentOf(mail: DemoMail): string {
  return mail.sent_at ?? mail.created_at ?? '';
}

interface ViewProps {
  id: string;
  onReply: (mail: DemoMail) => void;
  onBack: () => void;
}

export function DemoMailView({ id, onReply, onBack }: ViewProps) {
  const { t, i18n } = useTranslation();
  const mail = useQuery({ queryKey: ['demo', 'mail', id], queryFn: ({ signal }) => api.get<DemoMail>(`/demo/mails/${id}`, {}, signal) });
  if (mail.isPending) return <Waiting />;
  if (!mail.data) return <ErrorPanel error={mail.error} onRetry={() => void mail.refetch()} />;
  return (
    <article className={classes.article}>
      <Button size="xs" className={classes.back} leftSection={<IconArrowLeft size={14} />} onClick={onBack}>
        {t('channels.demo.inbox')}
      </Button>
      <h2 className={classes.viewTitle}>{mail.data.subject}</h2>
      <dl className={classes.addresses}>
        <dt>{t('channels.from')}</dt>
        <dd>{mail.data.from}</dd>
        <dt>{t('channels.to')}</dt>
        <dd>{recipientsOf(mail.data)}</dd>
        <dt>{t('channels.date')}</dt>
        <dd>{momentOf(mail.data) && <Moment at={momentOf(mail.data)} />}</dd>
      </dl>
      <div className={classes.text}>{mail.data.text ?? mail.data.body}</div>
      {(mail.data.attachments ?? []).map((file) => (
        <p key={file.name} className="muted">
          {file.name} ({sizeOf(file.size, i18n.language)})
        </p>
      ))}
      <Button variant="primary" leftSection={<IconArrowBackUp size={16} />} onClick={() => onReply(mail.data)}>
        {t('channels.demo.reply_as', { name: recipientsOf(mail.data) })}
      </Button>
    </article>
  );
}
