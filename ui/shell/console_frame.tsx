/** The console: a slim rail, then whatever the page brings. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconAdjustments, IconPlus, IconSearch } from '@tabler/icons-react';
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from '@ui/api/types';
import { RouteLink, useGo } from '@ui/kit/route_link';
import { listenForKeys, useShortcuts } from '@ui/kit/shortcuts';
import { AccountMenu } from './account_menu';
import { ConnectionBanner } from './connection_banner';
import { ServiceBanner } from './service_banner';
import classes from './console_frame.module.css';
import { Mark } from './logo';
import { mayOpen, navItems, type NavItem } from './registry';
import { SectionNav, useInSection } from './section_nav';

const Palette = lazy(() => import('./palette').then((file) => ({ default: file.Palette })));
const ShortcutHelp = lazy(() => import('./shortcut_help').then((file) => ({ default: file.ShortcutHelp })));

export default function ConsoleFrame({ me }: { me: Me }) {
  const { t } = useTranslation();
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const go = useGo();
  const items = navItems.filter((item) => item.place !== 'portal' && mayOpen(item.access, me));
  const admin = items.filter((item) => item.place === 'admin');
  const isAdmin = useInSection(admin);
  useEffect(() => listenForKeys(document), []);
  useShortcuts([
    { keys: 'mod+k', label: t('shell.palette.open'), run: () => setPaletteOpen(true), isQuiet: true },
    { keys: '?', label: t('shell.keys.title'), run: () => setHelpOpen(true) },
    { keys: 'c', label: t('shell.new_ticket'), run: () => go('/tickets/new') },
    { keys: '/', label: t('shell.search'), run: () => go('/search') },
    ...items
      .filter((item) => item.key)
      .map((item) => ({ keys: `g ${item.key}`, label: t('shell.go_to', { place: t(item.labelKey) }), run: () => go(item.to) })),
  ]);
  return (
    <div className={classes.frame}>
      <a className="skip-link" href="#main">
        {t('shell.skip')}
      </a>
      <Rail items={items} admin={admin} isAdmin={isAdmin} me={me} onSearch={() => setPaletteOpen(true)} onHelp={() => setHelpOpen(true)} />
      <div className={classes.work}>
        <ConnectionBanner />
        <ServiceBanner />
        <div className={classes.panes}>
          {isAdmin && <SectionNav items={admin} />}
          <main id="main" tabIndex={-1} className={classes.main}>
            <Outlet />
          </main>
        </div>
      </div>
      <Suspense fallback={null}>
        {isPaletteOpen && <Palette isOpen onClose={() => setPaletteOpen(false)} me={me} />}
        {isHelpOpen && <ShortcutHelp isOpen onClose={() => setHelpOpen(false)} />}
      </Suspense>
    </div>
  );
}

interface RailProps {
  items: NavItem[];
  admin: NavItem[];
  isAdmin: boolean;
  me: Me;
  onSearch: () => void;
  onHelp: () => void;
}

function Rail({ items, admin, isAdmin, me, onSearch, onHelp }: RailProps) {
  const { t } = useTranslation();
  const main = items.filter((item) => item.place === 'rail');
  return (
    <nav className={classes.rail} aria-label={t('shell.main_navigation')}>
      <RouteLink to="/tickets" className={classes.mark} aria-label={t('shell.home')}>
        <Mark size={26} />
      </RouteLink>
      <Tooltip label={`${t('shell.new_ticket')}  C`} position="right">
        <RouteLink to="/tickets/new" className={classes.create} aria-label={t('shell.new_ticket')}>
          <IconPlus size={20} />
        </RouteLink>
      </Tooltip>
      <Tooltip label={`${t('shell.palette.open')}  Ctrl K`} position="right">
        <ActionIcon className={classes.item} onClick={onSearch} aria-label={t('shell.palette.open')}>
          <IconSearch size={20} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      <ul className={classes.items}>
        {main.map((item) => (
          <RailItem key={item.to} item={item} />
        ))}
      </ul>
      {admin[0] && (
        <Tooltip label={t('shell.administration')} position="right">
          <RouteLink
            to={admin[0].to}
            className={`${classes.item} ${classes.low} ${isAdmin ? 'active' : ''}`}
            aria-label={t('shell.administration')}
          >
            <IconAdjustments size={20} stroke={1.7} />
          </RouteLink>
        </Tooltip>
      )}
      <AccountMenu me={me} onHelp={onHelp} />
    </nav>
  );
}

function RailItem({ item }: { item: NavItem }) {
  const { t } = useTranslation();
  const label = t(item.labelKey);
  const Icon = item.icon;
  return (
    <li>
      <Tooltip label={item.key ? `${label}  G ${item.key.toUpperCase()}` : label} position="right">
        <RouteLink to={item.to} className={classes.item} aria-label={label}>
          <Icon size={20} stroke={1.7} />
        </RouteLink>
      </Tooltip>
    </li>
  );
}
