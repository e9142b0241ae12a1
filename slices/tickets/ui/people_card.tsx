import { ActionIcon, Button } from '@mantine/core';
import { IconBell, IconBellOff, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { PersonRef, Ticket } from '@ui/api/types';
import { Avatar } from '@ui/kit/avatar';
import { RouteLink } from '@ui/kit/route_link';
import { useErrorText } from '@ui/kit/states';
import { warn } from '@ui/kit/toast';
import { useMe } from '@ui/shell/session';
import classes from './people_card.module.css';
import { useChange } from './queries';
import { useTicketWork } from './ticket_work';

export function PeopleCard({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const me = useMe();
  const { openDialog } = useTicketWork();
  const textOf = useErrorText();
  const onError = (error: unknown) => void warn(textOf(error));
  const follow = useChange<boolean>({
    number: ticket.number,
    guess: (before, isOn) => ({ followers: me ? withOrWithout(before.followers, me, isOn) : before.followers }),
    send: (_known, isOn) => {
      const path = `/tickets/${ticket.number}/followers/${me?.id}`;
      return isOn ? api.put<Ticket>(path) : api.remove<Ticket>(path);
    },
    onError,
  });
  const drop = useChange<string>({
    number: ticket.number,
    guess: (before, id) => ({ participants: before.participants.filter((one) => one.id !== id) }),
    send: (_known, id) => api.remove<Ticket>(`/tickets/${ticket.number}/participants/${id}`),
    onError,
  });
  const isFollowing = ticket.followers.some((one) => one.id === me?.id);
  return (
    <div className={classes.people}>
      <PersonLine person={ticket.requester} role={t('tickets.requester')} />
      {ticket.participants.filter((one) => one.id !== ticket.requester.id).map((person) => (
        <PersonLine key={person.id} person={person} role={t('tickets.participant')} onRemove={() => drop.mutate(person.id)} />
      ))}
      {ticket.followers.map((person) => (
        <PersonLine key={person.id} person={person} role={t('tickets.follower')} />
      ))}
      <div className={classes.actions}>
        <Button size="compact-xs" leftSection={isFollowing ? <IconBellOff size={14} /> : <IconBell size={14} />} onClick={() => follow.mutate(!isFollowing)}>
          {isFollowing ? t('tickets.unfollow') : t('tickets.follow')}
        </Button>
        <Button size="compact-xs" onClick={() => openDialog('participant')}>
          {t('tickets.add_participant')}
        </Button>
      </div>
    </div>
  );
}

function withOrWithout(people: PersonRef[], one: PersonRef, isOn: boolean): PersonRef[] {
  const others = people.filter((person) => person.id !== one.id);
  return isOn ? [...others, { id: one.id, name: one.name, email: one.email }] : others;
}

function PersonLine({ person, role, onRemove }: { person: PersonRef; role: string; onRemove?: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.person}>
      <Avatar name={person.name || person.email} size={26} />
      <span className={classes.words}>
        <RouteLink to={`/people/${person.id}`} className={classes.name}>
          {person.name || person.email}
        </RouteLink>
        <span className={classes.role}>{role}</span>
      </span>
      {onRemove && (
        <ActionIcon size="sm" onClick={onRemove} aria-label={t('tickets.remove_person', { name: person.name || person.email })}>
          <IconX size={14} />
        </ActionIcon>
      )}
    </div>
  );
}
