/** The pages of administration, listed beside the work area. */
import { useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { RouteLink } from '@ui/kit/route_link';
import type { NavItem } from './registry';
import classes from './section_nav.module.css';

export function useInSection(items: NavItem[]): boolean {
  const path = useRouterState({ select: (state) => state.location.pathname });
  return items.some((item) => path === item.to || path.startsWith(`${item.to}/`));
}

export function SectionNav({ items }: { items: NavItem[] }) {
  const { t } = useTranslation();
  const sections = [...new Set(items.map((item) => item.sectionKey ?? ''))];
  return (
    <nav className={classes.nav} aria-label={t('shell.administration')}>
      {sections.map((section) => (
        <div key={section} className={classes.section}>
          {section && <p className={classes.title}>{t(section)}</p>}
          <ul className={classes.items}>
            {items
              .filter((item) => (item.sectionKey ?? '') === section)
              .map((item) => (
                <li key={item.to}>
                  <RouteLink to={item.to} className={classes.item}>
                    <item.icon size={16} stroke={1.7} />
                    <span>{t(item.labelKey)}</span>
                  </RouteLink>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
