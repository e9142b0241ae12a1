/** List, conversation and context side by side, as many as fit; the list stays in place behind an open ticket. */
import { Outlet, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useTitle } from '@ui/kit/page';
import { useAddress } from '@ui/kit/use_address';
import { isDesk } from '@ui/shell/registry';
import { useMe } from '@ui/shell/session';
import { ListPane } from './list_pane';
import { readList } from './list_state';
import { ViewsPane } from './views_pane';
import classes from './workspace_page.module.css';

export default function WorkspacePage() {
  return isDesk(useMe()) ? <Workspace /> : <Outlet />;
}

function Workspace() {
  const { t } = useTranslation();
  const { view, ticket } = useParams({ strict: false }) as { view?: string; ticket?: string };
  const state = readList(view, useAddress());
  useTitle(t('tickets.title'));
  return (
    <div className={classes.workspace} data-open={ticket !== undefined || undefined}>
      <ViewsPane state={state} />
      <ListPane state={state} openTicket={ticket} />
      <div className={classes.ticket}>
        <Outlet />
      </div>
    </div>
  );
}
