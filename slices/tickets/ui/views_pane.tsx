/** The views of the desk with what waits in each. */
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { View } from '@ui/api/types';
import { RouteLink } from '@ui/kit/route_link';
import { listAddress, readList, type ListState } from './list_state';
import { useViews } from './queries';
import classes from './views_pane.module.css';

const groups = ['mine', 'all', 'team'] as const;

export function useViewName(): (view: Pick<View, 'key' | 'name'>) => string {
  const { t } = useTranslation();
  return (view) => (view.key.startsWith('team:') ? view.name : t(`tickets.view.${view.key}`, { defaultValue: view.name }));
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
  const { t, i18n } = useTranslation();
  const { to } = listAddress(readList(view.key, {}));
  return (
    <li>
      <RouteLink to={to} exact className={classes.item} aria-current={isCurrent ? 'page' : undefined} data-current={isCurrent || undefined}>
        <span className="cut">{nameOf(view)}</span>
        <span className={classes.count} data-empty={view.count === 0 || undefined}>
          {new Intl.NumberFormat(i18n.language).format(view.count)}
          <span className="hidden-but-read"> {t('tickets.tickets_unit')}</span>
        </span>
      </RouteLink>
    </li>
  );
}
