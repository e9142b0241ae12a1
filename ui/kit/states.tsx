/** What a page shows when there is nothing, nothing yet, or something went wrong. */
import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconCopy, IconRefresh } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '@ui/api/error';
import classes from './states.module.css';
import { say } from './toast';

interface EmptyStateProps {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className={classes.empty}>
      {icon && (
        <div className={classes.icon} aria-hidden="true">
          {icon}
        </div>
      )}
      <p className={classes.title}>{title}</p>
      {children && <p className={classes.text}>{children}</p>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}

/** Appears only when waiting is felt, so that quick answers do not flicker. */
export function Waiting({ lines = 6, height = 20 }: { lines?: number; height?: number }) {
  const { t } = useTranslation();
  const isFelt = useAfter(200);
  if (!isFelt) return null;
  return (
    <div className={classes.waiting} aria-busy="true">
      <span className="hidden-but-read">{t('kit.loading')}</span>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={height} width={`${92 - ((line * 17) % 40)}%`} radius={4} />
      ))}
    </div>
  );
}

export function useAfter(milliseconds: number): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), milliseconds);
    return () => clearTimeout(timer);
  }, [milliseconds]);
  return isOver;
}

/** The sentence for a failed call: what the server said in the person's language, or our own. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (!(error instanceof ApiError)) return t('errors.broken');
    if (error.kind === 'too_many') return t('errors.too_many', { seconds: error.retryAfter ?? 30 });
    if (error.kind === 'offline' || error.kind === 'broken' || error.kind === 'signed_out') return t(`errors.${error.kind}`);
    return error.detail || t(`errors.${error.kind}`);
  };
}

interface ErrorPanelProps {
  error: unknown;
  /** What was not lost: "Your text is still here." */
  kept?: string;
  onRetry?: () => void;
}

export function ErrorPanel({ error, kept, onRetry }: ErrorPanelProps) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const isMissing = error instanceof ApiError && error.kind === 'missing';
  return (
    <div className={classes.error} role="alert">
      <IconAlertTriangle size={18} aria-hidden="true" className={classes.errorIcon} />
      <div className={classes.errorWords}>
        <p className={classes.title}>{isMissing ? t('errors.missing_title') : textOf(error)}</p>
        {isMissing && <p className={classes.text}>{t('errors.missing')}</p>}
        {kept && <p className={classes.text}>{kept}</p>}
        {error instanceof ApiError && error.requestId && <RequestId id={error.requestId} />}
      </div>
      {onRetry && !isMissing && (
        <Button size="xs" leftSection={<IconRefresh size={14} />} onClick={onRetry}>
          {t('kit.try_again')}
        </Button>
      )}
    </div>
  );
}

function RequestId({ id }: { id: string }) {
  const { t } = useTranslation();
  const copy = async () => {
    await navigator.clipboard?.writeText(id);
    say(t('kit.copied'));
  };
  return (
    <p className={classes.request}>
      {t('errors.request_id')} <code>{id}</code>
      <button type="button" className={classes.copy} onClick={copy} aria-label={t('errors.copy_request_id')}>
        <IconCopy size={14} />
      </button>
    </p>
  );
}
