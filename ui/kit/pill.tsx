/** A word with a colour; the word carries the meaning. */
import type { ReactNode } from 'react';
import classes from './pill.module.css';

export type Tone = 'brand' | 'grey' | 'amber' | 'red' | 'green' | 'violet';

export function Pill({ tone = 'grey', children, title }: { tone?: Tone; children: ReactNode; title?: string }) {
  return (
    <span className={classes.pill} data-tone={tone} title={title}>
      {children}
    </span>
  );
}
