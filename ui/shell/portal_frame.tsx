/** What customers see: one bar on top, one column, no internal words. */
import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Me } from '@ui/api/types';
import { RouteLink } from '@ui/kit/route_link';
import { AccountMenu } from './account_menu';
import { ConnectionBanner } from './connection_banner';
import { ServiceBanner } from './service_banner';
import { Mark } from './logo';
import classes from './portal_frame.module.css';
import { navItems } from './registry';

export default function PortalFrame({ me }: { me: Me }) {
  const { t } = useTranslation();
  return (
    <div className={classes.frame}>
      <a className="skip-link" href="#main">
        {t('shell.skip')}
      </a>
      <header className={classes.bar}>
        <RouteLink to="/tickets" className={classes.name} aria-label={t('shell.home')}>
          <Mark size={24} />
          <span className={classes.word}>Mainstay</span>
        </RouteLink>
        <nav className={classes.links} aria-label={t('shell.main_navigation')}>
          {navItems
            .filter((item) => item.place === 'portal')
            .map((item) => (
              <RouteLink key={item.to} to={item.to} exact className={classes.link}>
                {t(item.labelKey)}
              </RouteLink>
            ))}
        </nav>
        <AccountMenu me={me} />
      </header>
      <ConnectionBanner />
      <ServiceBanner />
      <main id="main" tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>
    </div>
  );
}
