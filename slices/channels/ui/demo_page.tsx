/** The other side of the mail: what customers receive, and a way to write as one of them. */
import { Button } from '@mantine/core';
import { IconMailbox, IconPencil, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { DemoMail, Page as Items } from '@ui/api/types';
import { useTitle } from '@ui/kit/page';
import { RouteLink } from '@ui/kit/route_link';
import { EmptyState, ErrorPanel, Waiting } from '@ui/kit/states';
import { Ago } from '@ui/kit/time';
import { Mark } from '@ui/shell/logo';
import { DemoMailView } from './demo_mail_view';
import { DemoWriter } from './demo_writer';
import classes from './demo_page.module.css';

type Open = { id: string } | { writing: DemoMail | null } | null;

export default function DemoPage() {
  const { t } = useTranslation();
  const [open, setOpen] = useState<Open>(null);
  const mails = useQuery({
    queryKey: ['demo', 'mails'],
    queryFn: async ({ signal }) => (await api.get<Items<DemoMail>>('/demo/mails', {}, signal)).items,
    refetchInterval: 3000,
  });
  useTitle(t('channels.demo.title'));
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <RouteLink to="/" className={classes.brand} aria-label={t('channels.demo.to_console')}>
          <Mark size={24} />
        </RouteLink>
        <h1 className={classes.title}>{t('channels.demo.title')}</h1>
        <Button size="xs" leftSection={<IconRefresh size={14} />} onClick={() => void mails.refetch()}>
          {t('channels.demo.refresh')}
        </Button>
        <Button size="xs" variant="primary" leftSection={<IconPencil size={14} />} onClick={() => setOpen({ writing: null })}>
          {t('channels.demo.write')}
        </Button>
      </header>
      <main className={classes.main} data-open={open !== null || undefined}>
        <section className={classes.list} aria-label={t('channels.demo.inbox')}>
          {mails.isPending && <Waiting />}
          {mails.isError && <ErrorPanel error={mails.error} onRetry={() => void mails.refetch()} />}
          {mails.data?.length === 0 && (
            <EmptyState icon={<IconMailbox size={24} />} title={t('channels.demo.empty')}>
              {t('channels.demo.empty_text')}
            </EmptyState>
          )}
          <ul className={classes.mails}>
            {mails.data?.map((mail) => (
              <li key={mail.id}>
                <MailLine mail={mail} isOpen={open !== null && 'id' in open && open.id === mail.id} onOpen={() => setOpen({ id: mail.id })} />
              </li>
            ))}
          </ul>
        </section>
        <section className={classes.view} aria-label={t('channels.demo.reading')}>
          {open === null && <EmptyState title={t('channels.demo.choose')}>{t('channels.demo.choose_text')}</EmptyState>}
          {open && 'id' in open && <DemoMailView id={open.id} onReply={(mail) => setOpen({ writing: mail })} onBack={() => setOpen(null)} />}
          {open && 'writing' in open && <DemoWriter key={open.writing?.id ?? 'new'} answered={open.writing} onDone={() => setOpen(null)} />}
        </section>
      </main>
    </div>
  );
}

function MailLine({ mail, isOpen, onOpen }: { mail: DemoMail; isOpen: boolean; onOpen: () => void }) {
  return (
    <button type="button" className={classes.mail} aria-current={isOpen ? 'true' : undefined} onClick={onOpen}>
      <span className={classes.subject}>{mail.subject}</span>
      <span className={classes.detail}>
        <span className="cut">{mail.to}</span>
        <Ago at={mail.at} />
      </span>
    </button>
  );
}
