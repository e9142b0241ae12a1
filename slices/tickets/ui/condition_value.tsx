/** Where the value of one condition is given: each kind of field has its own way. */
import { MultiSelect, NumberInput, Select, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import { useDesk, useOrganisationSearch, usePeopleSearch, useProjects, useTeams } from '@ui/api/lookups';
import { AsyncSelect, type Choice } from '@ui/kit/async_select';
import { useMe } from '@ui/shell/session';
import type { Leaf } from './conditions';
import { useTags } from './queries';
import classes from './view_editor.module.css';
import { priorities, statuses, types } from './words';

interface ValueProps {
  leaf: Leaf;
  onChange: (values: string[]) => void;
}

export function ConditionValue({ leaf, onChange }: ValueProps) {
  if (leaf.op === 'older_than' || leaf.op === 'newer_than') return <AgeValue leaf={leaf} onChange={onChange} />;
  if (leaf.op === 'before' || leaf.op === 'after') return <DayValue leaf={leaf} onChange={onChange} />;
  if (leaf.field === 'words') return <WordsValue leaf={leaf} onChange={onChange} />;
  if (leaf.field === 'tag') return <TagValue leaf={leaf} onChange={onChange} />;
  if (leaf.field === 'requester') return <FoundValue leaf={leaf} onChange={onChange} path="people" useChoices={usePeople} />;
  if (leaf.field === 'organisation') return <FoundValue leaf={leaf} onChange={onChange} path="organisations" useChoices={useOrganisations} />;
  return <ListValue leaf={leaf} onChange={onChange} />;
}

function useChoicesOf(field: Leaf['field']): Choice[] {
  const { t } = useTranslation();
  const me = useMe();
  const desk = useDesk(field === 'assignee');
  const teams = useTeams(field === 'team');
  const projects = useProjects(field === 'project');
  const named = (list: { id: string; name: string }[] | undefined) => (list ?? []).map((one) => ({ value: one.id, label: one.name }));
  const none = { value: 'none', label: t(`tickets.condition.none.${field === 'assignee' ? 'assignee' : 'any'}`) };
  if (field === 'status') return statuses.map((one) => ({ value: one, label: t(`tickets.status.${one}`) }));
  if (field === 'type') return types.map((one) => ({ value: one, label: t(`tickets.type.${one}`) }));
  if (field === 'priority') return priorities.map((one) => ({ value: one, label: t(`tickets.priority.${one}`) }));
  if (field === 'team') return [none, ...named(teams.data)];
  if (field === 'project') return [none, ...named(projects.data)];
  return [{ value: 'me', label: t('tickets.condition.me') }, none, ...named(desk.data?.filter((person) => person.id !== me?.id))];
}

function ListValue({ leaf, onChange }: ValueProps) {
  const { t } = useTranslation();
  const choices = useChoicesOf(leaf.field);
  const unknown = leaf.values.filter((value) => !choices.some((choice) => choice.value === value)).map((value) => ({ value, label: t('tickets.condition.gone') }));
  return (
    <MultiSelect
      size="xs"
      aria-label={t('tickets.condition.value')}
      placeholder={leaf.values.length === 0 ? t('tickets.condition.choose') : undefined}
      data={[...choices, ...unknown]}
      value={leaf.values}
      onChange={onChange}
      searchable
      nothingFoundMessage={t('kit.nothing_found')}
    />
  );
}

function TagValue({ leaf, onChange }: ValueProps) {
  const { t } = useTranslation();
  const tags = useTags();
  return <TagsInput size="xs" aria-label={t('tickets.condition.value')} placeholder={leaf.values.length === 0 ? t('tickets.tags_hint') : undefined} data={tags.data ?? []} value={leaf.values} onChange={onChange} />;
}

function WordsValue({ leaf, onChange }: ValueProps) {
  const { t } = useTranslation();
  return <TextInput size="xs" aria-label={t('tickets.condition.value')} placeholder={t('tickets.condition.words_hint')} value={leaf.values[0] ?? ''} onChange={(event) => onChange([event.currentTarget.value])} />;
}

/** The beginning of the day where the reader is. */
function DayValue({ leaf, onChange }: ValueProps) {
  const { t } = useTranslation();
  const day = leaf.values[0] ? new Date(leaf.values[0]) : null;
  const shown = day && !Number.isNaN(day.getTime()) ? [day.getFullYear(), String(day.getMonth() + 1).padStart(2, '0'), String(day.getDate()).padStart(2, '0')].join('-') : '';
  const change = (text: string) => onChange(text ? [new Date(`${text}T00:00:00`).toISOString()] : []);
  return <TextInput size="xs" type="date" aria-label={t('tickets.condition.value')} value={shown} onChange={(event) => change(event.currentTarget.value)} />;
}

function AgeValue({ leaf, onChange }: ValueProps) {
  const { t } = useTranslation();
  const [, number = '', unit = 'd'] = /^(\d*)([hd])$/.exec(leaf.values[0] ?? '') ?? [];
  const change = (count: string, of: string) => onChange(count ? [`${count}${of}`] : []);
  return (
    <div className={classes.age}>
      <NumberInput size="xs" min={1} max={3650} allowDecimal={false} aria-label={t('tickets.condition.value')} value={number === '' ? '' : Number(number)} onChange={(next) => change(String(next), unit)} />
      <Select
        size="xs"
        aria-label={t('tickets.condition.unit')}
        data={[
          { value: 'h', label: t('tickets.condition.hours') },
          { value: 'd', label: t('tickets.condition.days') },
        ]}
        value={unit}
        onChange={(next) => change(number, next ?? 'd')}
        allowDeselect={false}
      />
    </div>
  );
}

function usePeople(words: string, enabled: boolean): Choice[] {
  return (usePeopleSearch(words, enabled).data ?? []).map((one) => ({ value: one.id, label: `${one.name} (${one.email})` }));
}
function useOrganisations(words: string, enabled: boolean): Choice[] {
  return (useOrganisationSearch(words, enabled).data ?? []).map((one) => ({ value: one.id, label: one.name }));
}

interface FoundProps extends ValueProps {
  path: string;
  useChoices: (words: string, enabled: boolean) => Choice[];
}

function FoundValue({ leaf, onChange, path, useChoices }: FoundProps) {
  const { t } = useTranslation();
  const id = leaf.values[0] ?? null;
  const known = useQuery({
    queryKey: [path, id],
    queryFn: ({ signal }) => api.get<{ name: string }>(`/${path}/${id}`, {}, signal),
    enabled: id !== null,
    staleTime: 60_000,
  });
  const current = id ? { value: id, label: known.data?.name ?? t('tickets.condition.gone') } : null;
  return (
    <AsyncSelect
      size="xs"
      aria-label={t('tickets.condition.value')}
      placeholder={t('tickets.condition.choose')}
      value={id}
      current={current}
      useChoices={useChoices}
      onChange={(next) => onChange(next ? [next] : [])}
    />
  );
}
