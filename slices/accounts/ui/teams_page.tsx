import { Button, Select, TextInput } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import { useDesk, useTeams } from '@ui/api/lookups';
import type { Team } from '@ui/api/types';
import { Avatar } from '@ui/kit/avatar';
import { Confirm } from '@ui/kit/confirm';
import { Dialog } from '@ui/kit/dialog';
import { Form, useFormState } from '@ui/kit/form';
import { Page, Panel } from '@ui/kit/page';
import { Row, Rows } from '@ui/kit/rows';
import { EmptyState, ErrorPanel, Waiting, useErrorText } from '@ui/kit/states';
import { warn } from '@ui/kit/toast';
import { useMe } from '@ui/shell/session';

export default function TeamsPage() {
  const { t } = useTranslation();
  const isAdmin = useMe()?.role === 'admin';
  const teams = useTeams();
  const [isAdding, setAdding] = useState(false);
  const add = isAdmin && (
    <Button variant="primary" onClick={() => setAdding(true)}>
      {t('accounts.teams.new')}
    </Button>
  );
  return (
    <Page title={t('accounts.teams.title')} intro={t('accounts.teams.intro')} actions={add} width="read">
      {teams.isPending && <Waiting />}
      {teams.isError && <ErrorPanel error={teams.error} onRetry={() => void teams.refetch()} />}
      {teams.data?.length === 0 && (
        <EmptyState icon={<IconUsersGroup size={24} />} title={t('accounts.teams.empty')}>
          {t('accounts.teams.empty_text')}
        </EmptyState>
      )}
      {teams.data?.map((team) => <TeamPanel key={team.id} team={team} isAdmin={isAdmin} />)}
      <Dialog isOpen={isAdding} onClose={() => setAdding(false)} title={t('accounts.teams.new')}>
        <TeamForm onDone={() => setAdding(false)} />
      </Dialog>
    </Page>
  );
}

function useTeamChange(): (send: () => Promise<unknown>) => Promise<void> {
  const queries = useQueryClient();
  const textOf = useErrorText();
  return async (send) => {
    await send().catch((error: unknown) => warn(textOf(error)));
    await queries.invalidateQueries({ queryKey: ['teams'] });
  };
}

function TeamPanel({ team, isAdmin }: { team: Team; isAdmin: boolean }) {
  const { t } = useTranslation();
  const change = useTeamChange();
  return (
    <Panel title={team.name} actions={isAdmin && <RemoveTeam team={team} />}>
      {team.description && <p className="muted">{team.description}</p>}
      {team.members.length === 0 && <p className="muted">{t('accounts.teams.no_members')}</p>}
      <Rows>
        {team.members.map((member) => (
          <Row
            key={member.id}
            icon={<Avatar name={member.name} size={28} />}
            title={member.name}
            detail={member.email}
            end={
              isAdmin && (
                <Button
                  size="compact-xs"
                  onClick={() => void change(() => api.remove(`/teams/${team.id}/members/${member.id}`))}
                  aria-label={t('accounts.teams.remove_member', { name: member.name })}
                >
                  {t('kit.remove')}
                </Button>
              )
            }
          />
        ))}
      </Rows>
      {isAdmin && <AddMember team={team} />}
    </Panel>
  );
}

function AddMember({ team }: { team: Team }) {
  const { t } = useTranslation();
  const desk = useDesk();
  const change = useTeamChange();
  const others = (desk.data ?? []).filter((person) => !team.members.some((member) => member.id === person.id));
  return (
    <Select
      size="xs"
      maw={280}
      mt="xs"
      aria-label={t('accounts.teams.add_member')}
      placeholder={t('accounts.teams.add_member')}
      data={others.map((person) => ({ value: person.id, label: person.name }))}
      value={null}
      onChange={(id) => id && void change(() => api.put(`/teams/${team.id}/members/${id}`))}
      searchable
    />
  );
}

function RemoveTeam({ team }: { team: Team }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return (
    <Confirm
      title={t('accounts.teams.remove_title', { name: team.name })}
      action={t('accounts.teams.remove')}
      onConfirm={() => api.remove(`/teams/${team.id}`).then(() => queries.invalidateQueries({ queryKey: ['teams'] }))}
      trigger={(open) => (
        <Button size="compact-xs" onClick={open}>
          {t('accounts.teams.remove')}
        </Button>
      )}
    >
      {t('accounts.teams.remove_text')}
    </Confirm>
  );
}

function TeamForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const form = useFormState({ name: '', description: '' }, async (values, key) => {
    await api.post('/teams', values, key);
    await queries.invalidateQueries({ queryKey: ['teams'] });
    onDone();
  });
  return (
    <Form form={form} action={t('accounts.teams.create')}>
      <TextInput label={t('accounts.name')} required data-autofocus {...form.text('name')} />
      <TextInput label={t('accounts.teams.description')} {...form.text('description')} />
    </Form>
  );
}
