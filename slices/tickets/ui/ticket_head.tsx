/** Subject and state on top, with the one next sensible action. */
import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import { IconArrowLeft, IconChevronDown, IconLayoutSidebarRight } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ticket } from '@ui/api/types';
import { RouteLink } from '@ui/kit/route_link';
import { useShortcuts } from '@ui/kit/shortcuts';
import { Ago } from '@ui/kit/time';
import { useAddress } from '@ui/kit/use_address';
import { listAddress, readList } from './list_state';
import { StatusWord } from './status_mark';
import classes from './ticket_head.module.css';
import { TicketMenu } from './ticket_menu';
import { useTicketWork } from './ticket_work';
import { isDone, statuses } from './words';

export type Tab = 'conversation' | 'history';
const TicketDialogs = lazy(() => import('./ticket_dialogs').then((file) => ({ default: file.TicketDialogs })));
const tabs: Tab[] = ['conversation', 'history'];

interface TicketHeadProps {
  ticket: Ticket;
  tab: Tab;
  onTab: (tab: Tab) => void;
  isContextOpen: boolean;
  onContext: () => void;
}

export function TicketHead({ ticket, tab, onTab, isContextOpen, onContext }: TicketHeadProps) {
  const { t } = useTranslation();
  const { dialog } = useTicketWork();
  const back = listAddress(readList(undefined, useAddress()));
  return (
    <header className={classes.head}>
      <div className={classes.top}>
        <Tooltip label={t('tickets.back')}>
          <RouteLink to={back.to} search={back.search} className={classes.back} aria-label={t('tickets.back')}>
            <IconArrowLeft size={18} />
          </RouteLink>
        </Tooltip>
        <div className={classes.words}>
          <h1 className={classes.subject}>{ticket.subject}</h1>
          <p className={classes.detail}>
            <span className="numbers">#{ticket.number}</span>
            <span>{t('tickets.opened_by', { name: ticket.requester.name })}</span>
            <Ago at={ticket.created_at} />
            {ticket.hold_until && ticket.status === 'on_hold' && (
              <span>
                {t('tickets.held_until')} <Ago at={ticket.hold_until} />
              </span>
            )}
          </p>
        </div>
        <TicketMenu ticket={ticket} />
        <ActionIcon className={classes.context} onClick={onContext} aria-label={t('tickets.details')} aria-expanded={isContextOpen}>
          <IconLayoutSidebarRight size={18} />
        </ActionIcon>
      </div>
      <div className={classes.low}>
        <div className={classes.tabs} role="tablist">
          {tabs.map((one) => (
            <button key={one} type="button" role="tab" aria-selected={tab === one} className={classes.tab} onClick={() => onTab(one)}>
              {t(`tickets.tab.${one}`)}
              {one === 'conversation' && <span className={classes.count}>{ticket.message_count}</span>}
            </button>
          ))}
        </div>
        <NextAction ticket={ticket} />
        <StatusMenu ticket={ticket} />
      </div>
      {dialog && (
        <Suspense fallback={null}>
          <TicketDialogs ticket={ticket} />
        </Suspense>
      )}
    </header>
  );
}

function StatusMenu({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const { setStatus, openDialog } = useTicketWork();
  useShortcuts([{ keys: 's', label: t('tickets.keys.status'), run: () => setOpen(true) }]);
  const allowed = statuses.filter((status) => status === ticket.status || ticket.allowed_statuses.includes(status));
  return (
    <Menu opened={isOpen} onChange={setOpen} position="bottom-end" width={230}>
      <Menu.Target>
        <Button size="xs" rightSection={<IconChevronDown size={14} />} aria-label={t('tickets.status_is', { status: t(`tickets.status.${ticket.status}`) })}>
          <StatusWord status={ticket.status} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {allowed.map((status) => (
          <Menu.Item key={status} disabled={status === ticket.status} onClick={() => (status === 'on_hold' ? openDialog('hold') : setStatus(status))}>
            <StatusWord status={status} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Take it if nobody has; open it again if it is done; otherwise resolve. */
function NextAction({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const { setStatus, openDialog } = useTicketWork();
  if (ticket.merged_into) return null;
  if (isDone(ticket.status)) {
    return (
      <Button size="xs" onClick={() => setStatus('open')}>
        {t('tickets.reopen')}
      </Button>
    );
  }
  return (
    <Button size="xs" onClick={() => openDialog('resolve')}>
      {t('tickets.resolve')}
    </Button>
  );
}
