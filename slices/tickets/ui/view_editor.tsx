/** Makes and changes a saved view, with what it would show at once. */
import { Button, Checkbox, MultiSelect, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import { Confirm } from '@ui/kit/confirm';
import { Fields, Form, useFormState } from '@ui/kit/form';
import { useGo } from '@ui/kit/route_link';
import { ErrorPanel, Waiting } from '@ui/kit/states';
import { say } from '@ui/kit/toast';
import { ConditionGroup } from './condition_group';
import { columns, groupOf, isWhole, toCondition, toGroup, type Column, type Group } from './conditions';
import { listAddress, readList, sorts, type ListState, type Order, type Sort } from './list_state';
import { savedPrefix, useSavedView, useViewPreview, type SavedView } from './saved_views';
import classes from './view_editor.module.css';

interface EditorProps {
  state: ListState;
  /** The view to change; null makes a new one of what the list shows. */
  id: string | null;
  onDone: () => void;
}

export default function ViewEditor({ state, id, onDone }: EditorProps) {
  const view = useSavedView(id);
  if (view.isError) return <ErrorPanel error={view.error} onRetry={() => void view.refetch()} />;
  if (id !== null && !view.data) return <Waiting lines={4} />;
  return <ViewForm key={id ?? 'new'} view={view.data ?? null} state={state} onDone={onDone} />;
}

interface Values {
  name: string;
  is_shared: boolean;
  group: Group;
  sort: Sort;
  order: Order;
  columns: Column[];
}

function ViewForm({ view, state, onDone }: { view: SavedView | null; state: ListState; onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const go = useGo();
  const start: Values = view
    ? { name: view.name, is_shared: view.is_shared, group: toGroup(view.conditions), sort: view.sort, order: view.order, columns: view.columns }
    : { name: '', is_shared: false, group: groupOf(state), sort: state.sort, order: state.order, columns: [] };
  const form = useFormState<Values>(start, async ({ group, ...values }, key) => {
    const body = { ...values, conditions: toCondition(group) };
    const saved = view ? await api.patch<SavedView>(`/saved-views/${view.id}`, body, view.version) : await api.post<SavedView>('/saved-views', body, key);
    await queries.invalidateQueries({ queryKey: ['views'] });
    void queries.invalidateQueries({ queryKey: ['saved-view'] });
    void queries.invalidateQueries({ queryKey: ['tickets'] });
    say(t('tickets.saved_view.saved', { name: saved.name }));
    onDone();
    const { to, search } = listAddress({ ...readList(savedPrefix + saved.id, {}), sort: saved.sort, order: saved.order });
    go(to, { search });
  });
  const { group } = form.values;
  return (
    <Form form={form} action={t('tickets.saved_view.save')} kept={t('tickets.kept')} extra={view && <RemoveView view={view} onDone={onDone} />}>
      <TextInput label={t('tickets.saved_view.name')} required autoFocus {...form.text('name')} />
      <ConditionGroup group={group} level={0} onChange={(next) => form.set('group', next)} />
      {group.parts.length > 0 && !isWhole(group) && <p className={classes.hint}>{t('tickets.condition.unfinished')}</p>}
      <Preview group={group} />
      <Fields>
        <Select label={t('tickets.sort_by')} data={sorts.map((sort) => ({ value: sort, label: t(`tickets.sort.${sort}`) }))} value={form.values.sort} onChange={(sort) => form.set('sort', sort as Sort)} allowDeselect={false} />
        <Select label={t('tickets.saved_view.order')} data={(['desc', 'asc'] as Order[]).map((order) => ({ value: order, label: t(`tickets.order.${order}`) }))} value={form.values.order} onChange={(order) => form.set('order', order as Order)} allowDeselect={false} />
      </Fields>
      <MultiSelect
        label={t('tickets.saved_view.columns')}
        description={t('tickets.saved_view.columns_hint')}
        data={columns.map((column) => ({ value: column, label: t(`tickets.column.${column}`) }))}
        value={form.values.columns}
        onChange={(next) => form.set('columns', next as Column[])}
      />
      <Checkbox label={t('tickets.saved_view.share')} checked={form.values.is_shared} onChange={(event) => form.set('is_shared', event.currentTarget.checked)} />
    </Form>
  );
}

function Preview({ group }: { group: Group }) {
  const { t } = useTranslation();
  const [asked] = useDebouncedValue(group, 350);
  const preview = useViewPreview(toCondition(asked));
  if (preview.isError) return <ErrorPanel error={preview.error} onRetry={() => void preview.refetch()} />;
  if (!preview.data) return <Waiting lines={2} />;
  const { count, has_more, items } = preview.data;
  return (
    <div className={classes.preview} aria-busy={preview.isFetching}>
      <p role="status">{t('tickets.shown', { count, more: has_more ? '+' : '' })}</p>
      <ul>
        {items.map((row) => (
          <li key={row.id} className="cut">
            <span className="numbers">#{row.number}</span> {row.subject}
          </li>
        ))}
      </ul>
    </div>
  );
}

function RemoveView({ view, onDone }: { view: SavedView; onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const go = useGo();
  const remove = async () => {
    await api.remove(`/saved-views/${view.id}`);
    await queries.invalidateQueries({ queryKey: ['views'] });
    onDone();
    go('/tickets');
  };
  return (
    <Confirm
      title={t('tickets.saved_view.delete')}
      action={t('tickets.saved_view.delete')}
      onConfirm={remove}
      trigger={(open) => (
        <Button variant="subtle" onClick={open}>
          {t('tickets.saved_view.delete')}
        </Button>
      )}
    >
      {t(view.is_shared ? 'tickets.saved_view.delete_shared' : 'tickets.saved_view.delete_text', { name: view.name })}
    </Confirm>
  );
}
