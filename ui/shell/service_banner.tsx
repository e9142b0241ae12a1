/** Says why nothing can be saved: the disk of the server is full, or it is being looked after. */
import { IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Service } from '@ui/api/types';
import classes from './connection_banner.module.css';

export function ServiceBanner() {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['service'],
    queryFn: ({ signal }) => api.get<Service>('/service', {}, signal),
    refetchInterval: 30_000,
  });
  const mode = data?.mode ?? 'open';
  return (
    <div role="status" aria-live="polite">
      {mode !== 'open' && (
        <p className={classes.banner}>
          <IconLock size={16} aria-hidden="true" />
          {t(mode === 'full' ? 'shell.service.full' : 'shell.service.read_only')}
        </p>
      )}
    </div>
  );
}
