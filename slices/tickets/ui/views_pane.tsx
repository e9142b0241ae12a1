/** The views of the desk with what waits in each. */
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { View } from '@ui/api/types';
import { RouteLink } from '@ui/kit/route_link';
import { listAddress, readList, type ListState } from './list_state';
import { useViews } from './queries';
import { savedPrefix, useViewCount } from './saved_views';
import classes from './views_pane.module.css';

const groups = ['mine', 'own', 'shared', 'all', 'team'] as const;

export function useViewName(): (view: Pick<View, 'key' | 'name'>) => string {
  const { t } = useTranslation();
  return (view) => (view.key.startsWith('team:') || view.key.startsWith(savedPrefix) ? view.name : t(`tickets.view.${view.key}`, { defaultValue: view.name }));
}

export function ViewsPane({ state }: { state: ListState }) {
  const { t } = useTranslation();
  const views = useViews();
  return (
    <nav className={classes.pane} aria-label={t('tickets.views')}>
      {groups.map((group) => {
        const shown = (views.data ?? []).filter((view) => view.group === group);
        return shown.length > 0 && <ViewGroup key={group} title={t(`tickets.view_group.${group}`)} views={shown} current={state.view} />;
      })}
      {views.isError && (
        <p className={classes.failed}>
          <IconAlertTriangle size={14} aria-hidden="true" /> {t('tickets.views_failed')}
        </p>
      )}
    </nav>
  );
}

function ViewGroup({ title, views, current }: { title: string; views: View[]; current: string }) {
  return (
    <div className={classes.group}>
      <p className={classes.title}>{title}</p>
      <ul className={classes.items}>
        {views.map((view) => (
          <ViewItem key={view.key} view={view} isCurrent={view.key === current} />
        ))}
      </ul>
    </div>
  );
}

function ViewItem({ view, isCurrent }: { view: View; isCurrent: boolean }) {
  const nameOf = useViewName();
  const { to, search } = listAddress(readList(view.key, { sort: view.sort ?? undefined, order: view.order ?? undefined }));
  return (
    <li>
      <RouteLink to={to} search={search} exact className={classes.item} aria-current={isCurrent ? 'page' : undefined} data-current={isCurrent || undefined}>
        <span className="cut">{nameOf(view)}</span>
        {view.count === null ? <SavedCount id={view.key.slice(savedPrefix.length)} /> : <Count count={view.count} />}
      </RouteLink>
    </li>
  );
}

function SavedCount({ id }: { id: string }) {
  const counted = useViewCount(id).data;
  return counted ? <Count count={counted.count} hasMore={counted.has_more} /> : null;
}

function Count({ count, hasMore = false }: { count: number; hasMore?: boolean }) {
  const { t, i18n } = useTranslation();
  return (
    <span className={classes.count} data-empty={count === 0 || undefined}>
      {new Intl.NumberFormat(i18n.language).format(count)}
      {hasMore && '+'}
      <span className="hidden-but-read"> {t('tickets.tickets_unit')}</span>
    </span>
  );
}
