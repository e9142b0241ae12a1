import { ActionIcon, Button } from '@mantine/core';
import { IconLink, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Ticket, TicketLink } from '@ui/api/types';
import { RouteLink } from '@ui/kit/route_link';
import { useErrorText } from '@ui/kit/states';
import { warn } from '@ui/kit/toast';
import classes from './links_card.module.css';
import { useChange } from './queries';
import { StatusMark } from './status_mark';
import { useTicketWork } from './ticket_work';

export function LinksCard({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const { openDialog } = useTicketWork();
  const textOf = useErrorText();
  const drop = useChange<string>({
    number: ticket.number,
    guess: (before, id) => ({ links: before.links.filter((one) => one.id !== id) }),
    send: (_known, id) => api.remove<Ticket>(`/tickets/${ticket.number}/links/${id}`),
    onError: (error) => void warn(textOf(error)),
  });
  return (
    <div className={classes.links}>
      {ticket.links.map((link) => (
        <LinkLine key={link.id} link={link} onRemove={() => drop.mutate(link.id)} />
      ))}
      <div>
        <Button size="compact-xs" leftSection={<IconLink size={14} />} onClick={() => openDialog('link')}>
          {t('tickets.link.action')}
        </Button>
      </div>
    </div>
  );
}

function LinkLine({ link, onRemove }: { link: TicketLink; onRemove: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.link}>
      <StatusMark status={link.status} size={16} />
      <span className={classes.words}>
        <span className={classes.kind}>{t(`tickets.link_kind.${link.kind}`)}</span>
        <RouteLink to={`/tickets/${link.number}`} className={classes.subject}>
          #{link.number} {link.subject}
        </RouteLink>
      </span>
      <ActionIcon size="sm" onClick={onRemove} aria-label={t('tickets.link.remove', { number: link.number })}>
        <IconX size={14} />
      </ActionIcon>
    </div>
  );
}
