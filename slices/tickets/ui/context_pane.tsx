/** Everything about the ticket beside it: its properties, its people, its links, and what other slices know. */
import { CloseButton } from '@mantine/core';
import { lazy, Suspense, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ticket } from '@ui/api/types';
import { ticketCards, type TicketCard } from '@ui/shell/registry';
import classes from './context_pane.module.css';
import { LinksCard } from './links_card';
import { PeopleCard } from './people_card';
import { PropertiesCard } from './properties_card';

interface ContextPaneProps {
  ticket: Ticket;
  isOpen: boolean;
  onClose: () => void;
}

export function ContextPane({ ticket, isOpen, onClose }: ContextPaneProps) {
  const { t } = useTranslation();
  return (
    <aside className={classes.pane} data-open={isOpen || undefined} aria-label={t('tickets.details')}>
      <div className={classes.top}>
        <h2 className={classes.title}>{t('tickets.details')}</h2>
        <CloseButton onClick={onClose} aria-label={t('kit.close')} />
      </div>
      <Card title={t('tickets.card.properties')}>
        <PropertiesCard ticket={ticket} />
      </Card>
      {ticketCards.map((card) => (
        <Card key={card.id} title={t(card.titleKey)}>
          <ForeignCard card={card} ticket={ticket} />
        </Card>
      ))}
      <Card title={t('tickets.card.people')}>
        <PeopleCard ticket={ticket} />
      </Card>
      <Card title={t('tickets.card.links')}>
        <LinksCard ticket={ticket} />
      </Card>
    </aside>
  );
}

function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className={classes.card} open>
      <summary className={classes.cardTitle}>{title}</summary>
      <div className={classes.body}>{children}</div>
    </details>
  );
}

function ForeignCard({ card, ticket }: { card: TicketCard; ticket: Ticket }) {
  const Body = useMemo(() => lazy(card.load), [card]);
  return (
    <Suspense fallback={null}>
      <Body ticket={ticket} />
    </Suspense>
  );
}
