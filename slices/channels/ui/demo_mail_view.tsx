import { Button } from '@mantine/core';
import { IconArrowBackUp, IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { DemoMail } from '@ui/api/types';
import { ErrorPanel, Waiting } from '@ui/kit/states';
import { Moment } from '@ui/kit/time';
import classes from './demo_page.module.css';

interface ViewProps {
  id: string;
  onReply: (mail: DemoMail) => void;
  onBack: () => void;
}

export function DemoMailView({ id, onReply, onBack }: ViewProps) {
  const { t } = useTranslation();
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
        <dd>{mail.data.to}</dd>
        <dt>{t('channels.date')}</dt>
        <dd>
          <Moment at={mail.data.at} />
        </dd>
      </dl>
      <div className={classes.text}>{mail.data.text}</div>
      <Button variant="primary" leftSection={<IconArrowBackUp size={16} />} onClick={() => onReply(mail.data)}>
        {t('channels.demo.reply_as', { name: mail.data.to })}
      </Button>
    </article>
  );
}
