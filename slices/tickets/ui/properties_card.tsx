import { Select, TagsInput } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk, useProjects, useTeams } from '@ui/api/lookups';
import type { Level, Ticket, TicketType } from '@ui/api/types';
import { useShortcuts } from '@ui/kit/shortcuts';
import { useMe } from '@ui/shell/session';
import { CustomFields } from './custom_fields_card';
import { PriorityMark } from './priority_mark';
import classes from './properties_card.module.css';
import { useTags } from './queries';
import { useTicketWork } from './ticket_work';
import { levels, types } from './words';

export function PropertiesCard({ ticket }: { ticket: Ticket }) {
  return (
    <div className={classes.fields}>
      <AssigneeField ticket={ticket} />
      <TeamField ticket={ticket} />
      <KindFields ticket={ticket} />
      <ProjectFields ticket={ticket} />
      <TagsField ticket={ticket} />
      <CustomFields ticket={ticket} />
    </div>
  );
}

function AssigneeField({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const me = useMe();
  const desk = useDesk();
  const { assign } = useTicketWork();
  const input = useRef<HTMLInputElement>(null);
  useShortcuts([{ keys: 'a', label: t('tickets.keys.assign'), run: () => input.current?.focus() }]);
  const people = [...(desk.data ?? [])].sort((a, b) => Number(b.id === me?.id) - Number(a.id === me?.id));
  const known = people.some((person) => person.id === ticket.assignee?.id) || !ticket.assignee ? people : [ticket.assignee, ...people];
  const choose = (id: string | null) => {
    const person = known.find((one) => one.id === id);
    assign({ assignee: person ? { id: person.id, name: person.name, email: person.email } : null });
  };
  return (
    <div>
      <Select
        ref={input}
        size="xs"
        label={t('tickets.assignee')}
        placeholder={t('tickets.nobody_yet')}
        data={known.map((person) => ({ value: person.id, label: person.name }))}
        value={ticket.assignee?.id ?? null}
        onChange={choose}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('tickets.unassign') }}
        nothingFoundMessage={t('kit.nothing_found')}
      />
      {me && ticket.assignee?.id !== me.id && (
        <button type="button" className={classes.take} onClick={() => assign({ assignee: { id: me.id, name: me.name, email: me.email } })}>
          {t('tickets.take')}
        </button>
      )}
    </div>
  );
}

function TeamField({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const teams = useTeams();
  const { assign } = useTicketWork();
  if (!teams.data?.length) return null;
  return (
    <Select
      size="xs"
      label={t('tickets.team')}
      placeholder={t('kit.none')}
      data={teams.data.map((team) => ({ value: team.id, label: team.name }))}
      value={ticket.team_id}
      onChange={(id) => assign({ team: teams.data.find((team) => team.id === id) ?? null })}
      clearable
      clearButtonProps={{ 'aria-label': t('tickets.clear_team') }}
    />
  );
}

function KindFields({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const { edit } = useTicketWork();
  const level = (one: Level) => ({ value: one, label: t(`tickets.level.${one}`) });
  return (
    <>
      <Select
        size="xs"
        label={t('tickets.type_label')}
        data={types.map((one) => ({ value: one, label: t(`tickets.type.${one}`) }))}
        value={ticket.type}
        onChange={(type) => type && type !== ticket.type && edit({ type: type as TicketType })}
        allowDeselect={false}
      />
      <div className={classes.pair}>
        <Select size="xs" label={t('tickets.impact')} data={levels.map(level)} value={ticket.impact} onChange={(one) => one && one !== ticket.impact && edit({ impact: one as Level })} allowDeselect={false} />
        <Select size="xs" label={t('tickets.urgency')} data={levels.map(level)} value={ticket.urgency} onChange={(one) => one && one !== ticket.urgency && edit({ urgency: one as Level })} allowDeselect={false} />
      </div>
      <p className={classes.priority}>
        <span>{t('tickets.priority_label')}</span>
        <PriorityMark priority={ticket.priority} withWord />
      </p>
    </>
  );
}

function ProjectFields({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const projects = useProjects();
  const { edit } = useTicketWork();
  const project = projects.data?.find((one) => one.id === ticket.project_id);
  const choices = (list: { id: string; name: string }[]) => list.map((one) => ({ value: one.id, label: one.name }));
  return (
    <>
      <Select
        size="xs"
        label={t('tickets.project')}
        placeholder={t('kit.none')}
        data={choices(projects.data ?? [])}
        value={ticket.project_id}
        onChange={(id) => id && id !== ticket.project_id && edit({ project_id: id, version_id: null, component_id: null })}
        allowDeselect={false}
      />
      {project && project.versions.length > 0 && (
        <Select size="xs" label={t('tickets.version')} placeholder={t('kit.none')} data={choices(project.versions)} value={ticket.version_id} onChange={(id) => edit({ version_id: id })} />
      )}
      {project && project.components.length > 0 && (
        <Select size="xs" label={t('tickets.component')} placeholder={t('kit.none')} data={choices(project.components)} value={ticket.component_id} onChange={(id) => edit({ component_id: id })} />
      )}
    </>
  );
}

function TagsField({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const { edit } = useTicketWork();
  const tags = useTags();
  return (
    <TagsInput
      size="xs"
      label={t('tickets.tags')}
      placeholder={ticket.tags.length === 0 ? t('tickets.tags_hint') : undefined}
      data={tags.data ?? []}
      value={ticket.tags}
      onChange={(next) => edit({ tags: next })}
      splitChars={[',', '，', ' ']}
      maxTags={20}
      classNames={{ inputField: classes.tagInput }}
      isDuplicate={(tag, all) => all.some((one) => one.toLowerCase() === tag.toLowerCase())}
    />
  );
}
