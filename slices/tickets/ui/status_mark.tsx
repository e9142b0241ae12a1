/** The state of a ticket as a shape; the word stands beside it or is read aloud. */
import {
  IconCircle,
  IconCircleCheck,
  IconCircleDot,
  IconCircleX,
  IconClockPause,
  IconPlayerPause,
  IconArrowBackUp,
  IconGitPullRequest,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Status } from '@ui/api/types';
import classes from './status_mark.module.css';

const shapes = {
  new: IconCircle,
  open: IconCircleDot,
  waiting_for_customer: IconClockPause,
  waiting_for_us: IconArrowBackUp,
  waiting_for_upstream: IconGitPullRequest,
  on_hold: IconPlayerPause,
  resolved: IconCircleCheck,
  closed: IconCircleX,
};

export function StatusMark({ status, size = 18 }: { status: Status; size?: number }) {
  const { t } = useTranslation();
  const Shape = shapes[status] ?? IconCircle;
  return (
    <span className={classes.mark} data-status={status} title={t(`tickets.status.${status}`)}>
      <Shape size={size} stroke={2} aria-hidden="true" />
      <span className="hidden-but-read">{t(`tickets.status.${status}`)}</span>
    </span>
  );
}

export function StatusWord({ status }: { status: Status }) {
  const { t } = useTranslation();
  const Shape = shapes[status] ?? IconCircle;
  return (
    <span className={classes.word} data-status={status}>
      <Shape size={15} stroke={2} aria-hidden="true" />
      {t(`tickets.status.${status}`)}
    </span>
  );
}
