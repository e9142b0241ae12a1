import { IconChevronDown, IconChevronUp, IconChevronsUp, IconMinus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Priority } from '@ui/api/types';
import classes from './priority_mark.module.css';

const shapes = { low: IconChevronDown, normal: IconMinus, high: IconChevronUp, urgent: IconChevronsUp };

export function PriorityMark({ priority, withWord = false }: { priority: Priority; withWord?: boolean }) {
  const { t } = useTranslation();
  const Shape = shapes[priority] ?? IconMinus;
  const word = t(`tickets.priority.${priority}`);
  return (
    <span className={classes.mark} data-priority={priority} title={withWord ? undefined : t('tickets.priority_is', { priority: word })}>
      <Shape size={15} stroke={2.4} aria-hidden="true" />
      <span className={withWord ? undefined : 'hidden-but-read'}>{word}</span>
    </span>
  );
}
