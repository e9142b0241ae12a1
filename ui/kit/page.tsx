/** The frame of an ordinary page: one heading, its actions, its content. */
import { useEffect, useRef, type ReactNode } from 'react';
import classes from './page.module.css';

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Mainstay` : 'Mainstay';
  }, [title]);
}

interface PageProps {
  title: string;
  intro?: ReactNode;
  actions?: ReactNode;
  width?: 'read' | 'wide';
  children: ReactNode;
}

export function Page({ title, intro, actions, width = 'wide', children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(title);
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className={classes.scroll}>
      <div className={classes.page} data-width={width}>
        <header className={classes.head}>
          <div className={classes.words}>
            <h1 ref={heading} tabIndex={-1} className={classes.title}>
              {title}
            </h1>
            {intro && <p className={classes.intro}>{intro}</p>}
          </div>
          {actions && <div className={classes.actions}>{actions}</div>}
        </header>
        {children}
      </div>
    </div>
  );
}

export function Panel({ title, actions, children }: { title?: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.panel} aria-label={title}>
      {(title || actions) && (
        <header className={classes.panelHead}>
          {title && <h2 className={classes.panelTitle}>{title}</h2>}
          {actions && <div className={classes.actions}>{actions}</div>}
        </header>
      )}
      <div className={classes.panelBody}>{children}</div>
    </section>
  );
}
