/** A short list of things, each with a title, a line of detail and what can be done with it. */
import type { ReactNode } from 'react';
import classes from './rows.module.css';

export function Rows({ children }: { children: ReactNode }) {
  return <ul className={classes.rows}>{children}</ul>;
}

interface RowProps {
  icon?: ReactNode;
  title: ReactNode;
  detail?: ReactNode;
  end?: ReactNode;
}

export function Row({ icon, title, detail, end }: RowProps) {
  return (
    <li className={classes.row}>
      {icon}
      <div className={classes.words}>
        <div className={classes.title}>{title}</div>
        {detail && <div className={classes.detail}>{detail}</div>}
      </div>
      {end && <div className={classes.end}>{end}</div>}
    </li>
  );
}
