/** The head of a list: its name, filters and order, all kept in the address. */
import { ActionIcon, Button, Menu, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconArrowsSort, IconCheck, IconFilter, IconSearch, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useProjects } from '@ui/api/lookups';
import { useGo } from '@ui/kit/route_link';
import classes from './list_bar.module.css';
import { listAddress, sorts, type FilterName, type ListState } from './list_state';
import { useViews } from './queries';
import { savedPrefix } from './saved_views';
import { ViewButton } from './view_button';
import { useViewName } from './views_pane';
import { priorities, types } from './words';

interface ListBarProps {
  state: ListState;
  count: number;
  hasMore: boolean;
  isBusy: boolean;
}

function useShow(): (state: ListState) => void {
  const go = useGo();
  return (next) => {
    const { to, search } = listAddress(next);
    go(to, { search, replace: true });
  };
}

export function ListBar({ state, count, hasMore, isBusy }: ListBarProps) {
  const { t } = useTranslation();
  const nameOf = useViewName();
  const views = useViews();
  const view = views.data?.find((one) => one.key === state.view) ?? { key: state.view, name: state.view.startsWith(savedPrefix) ? t('tickets.saved_view.title') : state.view };
  return (
    <header className={classes.bar} aria-busy={isBusy}>
      <div className={classes.top}>
        <h1 className={classes.title}>{nameOf(view)}</h1>
        <span className={classes.count} role="status">
          {t('tickets.shown', { count, more: hasMore ? '+' : '' })}
        </span>
        <FilterMenu state={state} />
        <SortMenu state={state} />
        <ViewButton state={state} />
      </div>
      <div className={classes.row}>
        <WordFilter state={state} />
        <Chips state={state} />
      </div>
    </header>
  );
}

function WordFilter({ state }: { state: ListState }) {
  const { t } = useTranslation();
  const show = useShow();
  const [words, setWords] = useState(state.filters.q ?? '');
  useEffect(() => setWords(state.filters.q ?? ''), [state.filters.q]);
  const later = useDebouncedCallback((q: string) => show({ ...state, filters: { ...state.filters, q: q || undefined } }), 250);
  const change = (next: string) => {
    setWords(next);
    later(next);
  };
  return (
    <TextInput
      className={classes.words}
      size="xs"
      value={words}
      onChange={(event) => change(event.currentTarget.value)}
      leftSection={<IconSearch size={14} />}
      placeholder={t('tickets.filter_words')}
      aria-label={t('tickets.filter_words')}
    />
  );
}

function useFilterWords(): (name: FilterName, value: string) => string {
  const { t } = useTranslation();
  const projects = useProjects();
  return (name, value) => {
    if (name === 'type') return t(`tickets.type.${value}`);
    if (name === 'priority') return t(`tickets.priority.${value}`);
    if (name === 'status') return value.split(',').map((one) => t(`tickets.status.${one}`)).join(', ');
    if (name === 'assignee') return value === 'me' ? t('tickets.assigned_to_me') : value === 'none' ? t('tickets.unassigned') : t('tickets.assignee');
    if (name === 'project') return projects.data?.find((project) => project.id === value)?.name ?? t('tickets.project');
    if (name === 'tag') return value;
    return t(`tickets.filter.${name}`);
  };
}

function Chips({ state }: { state: ListState }) {
  const { t } = useTranslation();
  const show = useShow();
  const wordOf = useFilterWords();
  const active = Object.entries(state.filters).filter(([name]) => name !== 'q') as [FilterName, string][];
  return active.map(([name, value]) => (
    <button
      key={name}
      type="button"
      className={classes.chip}
      onClick={() => show({ ...state, filters: { ...state.filters, [name]: undefined } })}
      aria-label={t('tickets.remove_filter', { filter: wordOf(name, value) })}
    >
      {wordOf(name, value)}
      <IconX size={12} aria-hidden="true" />
    </button>
  ));
}

function FilterMenu({ state }: { state: ListState }) {
  const { t } = useTranslation();
  const show = useShow();
  const projects = useProjects();
  const choose = (name: FilterName, value: string) => {
    const isSet = state.filters[name] === value;
    show({ ...state, filters: { ...state.filters, [name]: isSet ? undefined : value } });
  };
  const item = (name: FilterName, value: string, label: string) => (
    <Menu.Item
      key={value}
      role="menuitemcheckbox"
      aria-checked={state.filters[name] === value}
      rightSection={state.filters[name] === value ? <IconCheck size={14} /> : null}
      onClick={() => choose(name, value)}
    >
      {label}
    </Menu.Item>
  );
  return (
    <Menu closeOnItemClick={false} position="bottom-end" width={220}>
      <Menu.Target>
        <Button size="xs" variant="subtle" className={classes.filter} leftSection={<IconFilter size={15} />} aria-label={t('tickets.filters')}>
          <span className={classes.filterWord}>{t('tickets.filters')}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflow: 'auto' }}>
        <Menu.Label>{t('tickets.assignee')}</Menu.Label>
        {item('assignee', 'me', t('tickets.assigned_to_me'))}
        {item('assignee', 'none', t('tickets.unassigned'))}
        <Menu.Label>{t('tickets.priority_label')}</Menu.Label>
        {priorities.map((one) => item('priority', one, t(`tickets.priority.${one}`)))}
        <Menu.Label>{t('tickets.type_label')}</Menu.Label>
        {types.map((one) => item('type', one, t(`tickets.type.${one}`)))}
        {(projects.data?.length ?? 0) > 0 && <Menu.Label>{t('tickets.project')}</Menu.Label>}
        {projects.data?.map((project) => item('project', project.id, project.name))}
      </Menu.Dropdown>
    </Menu>
  );
}

function SortMenu({ state }: { state: ListState }) {
  const { t } = useTranslation();
  const show = useShow();
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <Tooltip label={t('tickets.sort_by')}>
          <ActionIcon aria-label={t('tickets.sort_by')}>
            <IconArrowsSort size={16} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {sorts.map((sort) => (
          <Menu.Item key={sort} rightSection={state.sort === sort ? <IconCheck size={14} /> : null} onClick={() => show({ ...state, sort })}>
            {t(`tickets.sort.${sort}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {(['desc', 'asc'] as const).map((order) => (
          <Menu.Item key={order} rightSection={state.order === order ? <IconCheck size={14} /> : null} onClick={() => show({ ...state, order })}>
            {t(`tickets.order.${order}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
