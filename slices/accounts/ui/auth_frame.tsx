/** The quiet card that sign-in, registration and set-up share. */
import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '@ui/api/types';
import { useTitle } from '@ui/kit/page';
import { switchLanguage } from '@ui/shell/i18n';
import { Mark } from '@ui/shell/logo';
import classes from './auth_frame.module.css';

interface AuthFrameProps {
  title: string;
  intro?: ReactNode;
  foot?: ReactNode;
  children: ReactNode;
}

export function AuthFrame({ title, intro, foot, children }: AuthFrameProps) {
  const { t, i18n } = useTranslation();
  useTitle(title);
  return (
    <div className={classes.frame}>
      <aside className={classes.side} aria-hidden="true">
        <div className={classes.brand}>
          <Mark size={40} />
          <span>Mainstay</span>
        </div>
        <p className={classes.motto}>{t('accounts.motto')}</p>
        <svg className={classes.rig} viewBox="0 0 400 600" fill="none" preserveAspectRatio="xMidYMax slice">
          <path d="M200 20V640M200 30 20 640M200 30l180 610M200 150 90 640M200 150l110 490" />
        </svg>
      </aside>
      <main className={classes.main}>
        <div className={classes.card}>
          <div className={classes.small}>
            <Mark size={28} />
            <span>Mainstay</span>
          </div>
          <h1 className={classes.title}>{title}</h1>
          {intro && <p className={classes.intro}>{intro}</p>}
          {children}
          {foot && <div className={classes.foot}>{foot}</div>}
        </div>
        <SegmentedControl
          className={classes.language}
          size="xs"
          value={i18n.language}
          onChange={(language) => void switchLanguage(language as Language)}
          data={[
            { value: 'en', label: 'English' },
            { value: 'zh', label: '中文' },
          ]}
          aria-label={t('accounts.language')}
        />
      </main>
    </div>
  );
}
