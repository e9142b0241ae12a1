/** What became of the mail: quiet while all is well, loud when it is not. */
import { IconAlertTriangle, IconCheck, IconClock, IconPlayerPause } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Delivery } from '@ui/api/types';
import { Ago } from '@ui/kit/time';
import classes from './delivery_line.module.css';

const shapes = { queued: IconClock, sent: IconCheck, failed: IconAlertTriangle, bounced: IconAlertTriangle, held: IconPlayerPause };

export function DeliveryLine({ deliveries }: { deliveries: Delivery[] }) {
  const { t } = useTranslation();
  if (deliveries.length === 0) return null;
  return (
    <ul className={classes.list} aria-label={t('tickets.delivery.title')}>
      {deliveries.map((delivery) => {
        const Shape = shapes[delivery.state] ?? IconClock;
        const isBad = delivery.state === 'failed' || delivery.state === 'bounced';
        return (
          <li key={delivery.recipient} className={classes.line} data-bad={isBad || undefined} title={delivery.detail}>
            <Shape size={13} aria-hidden="true" />
            <span>{t(`tickets.delivery.${delivery.state}`, { recipient: delivery.recipient })}</span>
            <Ago at={delivery.at} />
            {isBad && <span className={classes.detail}>{delivery.detail}</span>}
          </li>
        );
      })}
    </ul>
  );
}
