import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Page as Items, Person, Role } from '@ui/api/types';
import { Avatar } from '@ui/kit/avatar';
import { DataTable, type Column } from '@ui/kit/data_table';
import { Page } from '@ui/kit/page';
import { Pill } from '@ui/kit/pill';
import { RouteLink } from '@ui/kit/route_link';
import { EmptyState, ErrorPanel, Waiting } from '@ui/kit/states';
import { Moment } from '@ui/kit/time';
import { useMe } from '@ui/shell/session';
import { InviteDialog, roles } from './invite_dialog';
import classes from './users_page.module.css';

export default function UsersPage() {
  const { t } = useTranslation();
  const me = useMe();
  const [words, setWords] = useState('');
  const [role, setRole] = useState<Role | null>(null);
  const [isInviting, setInviting] = useState(false);
  const [asked] = useDebouncedValue(words.trim(), 200);
  const people = useQuery({
    queryKey: ['people', 'list', asked, role],
    queryFn: async ({ signal }) => (await api.get<Items<Person>>('/people', { q: asked, role, limit: 200 }, signal)).items,
    placeholderData: keepPreviousData,
  });
  const columns = useColumns();
  const invite = me?.role === 'admin' && (
    <Button variant="primary" leftSection={<IconUserPlus size={16} />} onClick={() => setInviting(true)}>
      {t('accounts.users.invite')}
    </Button>
  );
  const tools = (
    <>
      <TextInput
        className={classes.search}
        size="xs"
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        leftSection={<IconSearch size={14} />}
        placeholder={t('accounts.users.search')}
        aria-label={t('accounts.users.search')}
      />
      <Select
        size="xs"
        aria-label={t('accounts.users.role')}
        placeholder={t('accounts.users.every_role')}
        data={roles.map((one) => ({ value: one, label: t(`roles.${one}`) }))}
        value={role}
        onChange={(next) => setRole(next as Role | null)}
        clearable
      />
    </>
  );
  return (
    <Page title={t('accounts.users.title')} intro={t('accounts.users.intro')} actions={invite}>
      {people.isPending && <Waiting />}
      {people.isError && <ErrorPanel error={people.error} onRetry={() => void people.refetch()} />}
      {people.data && (
        <DataTable
          name="users"
          label={t('accounts.users.title')}
          rows={people.data}
          columns={columns}
          keyOf={(person) => person.id}
          tools={tools}
          empty={<EmptyState icon={<IconUsers size={24} />} title={t('accounts.users.empty')}>{t('accounts.users.empty_text')}</EmptyState>}
        />
      )}
      <InviteDialog isOpen={isInviting} onClose={() => setInviting(false)} />
    </Page>
  );
}

function useColumns(): Column<Person>[] {
  const { t } = useTranslation();
  return [
    { id: 'name', title: t('accounts.name'), value: (person) => person.name, canHide: false, cell: (person) => <PersonCell person={person} /> },
    { id: 'email', title: t('accounts.email'), value: (person) => person.email },
    { id: 'role', title: t('accounts.users.role'), value: (person) => t(`roles.${person.role}`) },
    { id: 'organisation', title: t('accounts.users.organisation'), value: (person) => person.organisation_name ?? '' },
    { id: 'state', title: t('accounts.users.state'), value: (person) => stateOf(person), cell: (person) => <StatePill person={person} /> },
    { id: 'since', title: t('accounts.users.since'), value: (person) => person.created_at, cell: (person) => <Moment at={person.created_at} /> },
  ];
}

function PersonCell({ person }: { person: Person }) {
  return (
    <RouteLink to={`/people/${person.id}`} className={classes.person}>
      <Avatar name={person.name} size={26} />
      <span>{person.name}</span>
    </RouteLink>
  );
}

function stateOf(person: Person): 'active' | 'inactive' | 'unverified' {
  if (!person.is_active) return 'inactive';
  return person.is_verified ? 'active' : 'unverified';
}

function StatePill({ person }: { person: Person }) {
  const { t } = useTranslation();
  const state = stateOf(person);
  return <Pill tone={state === 'active' ? 'green' : state === 'unverified' ? 'amber' : 'grey'}>{t(`accounts.users.${state}`)}</Pill>;
}
