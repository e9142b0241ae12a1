/** Says when the page has stopped following what others do. */
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './connection_banner.module.css';
import { useStreamState } from './live';

export function ConnectionBanner() {
  const { t } = useTranslation();
  const isShown = useLasting(useStreamState() === 'lost', 2000);
  return (
    <div role="status" aria-live="polite">
      {isShown && (
        <p className={classes.banner}>
          <IconPlugConnectedX size={16} aria-hidden="true" />
          {t('shell.connection_lost')}
        </p>
      )}
    </div>
  );
}

/** A gap of a second is no news. */
function useLasting(value: boolean, milliseconds: number): boolean {
  const [isLasting, setLasting] = useState(false);
  useEffect(() => {
    if (!value) {
      setLasting(false);
      return undefined;
    }
    const timer = setTimeout(() => setLasting(true), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return isLasting;
}
