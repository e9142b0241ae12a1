/** Short news at the edge of the page, with an undo where there is one. */
import { CloseButton } from '@mantine/core';
import { useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './toast.module.css';

export interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'bad';
  action?: { label: string; run: () => void };
}

let toasts: Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();
const stay = { plain: 6000, bad: 12000 };

function change(next: Toast[]): void {
  toasts = next.slice(-4);
  listeners.forEach((listener) => listener());
}

export function dismiss(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

export function say(text: string, action?: Toast['action']): number {
  change([...toasts, { id: nextId, text, tone: 'plain', action }]);
  return nextId++;
}

export function warn(text: string, action?: Toast['action']): number {
  change([...toasts, { id: nextId, text, tone: 'bad', action }]);
  return nextId++;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function ToastArea() {
  const { t } = useTranslation();
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className={classes.area} role="region" aria-label={t('kit.news')}>
      <div role="status" aria-live="polite">
        {shown.map((toast) => (
          <ToastLine key={toast.id} toast={toast} />
        ))}
      </div>
    </div>
  );
}

function ToastLine({ toast }: { toast: Toast }) {
  const { t } = useTranslation();
  useEffect(() => {
    const timer = setTimeout(() => dismiss(toast.id), stay[toast.tone]);
    return () => clearTimeout(timer);
  }, [toast]);
  const act = () => {
    toast.action?.run();
    dismiss(toast.id);
  };
  return (
    <div className={classes.toast} data-tone={toast.tone}>
      <span className={classes.text}>{toast.text}</span>
      {toast.action && (
        <button type="button" className={classes.action} onClick={act}>
          {toast.action.label}
        </button>
      )}
      <CloseButton size="sm" aria-label={t('kit.dismiss')} onClick={() => dismiss(toast.id)} />
    </div>
  );
}
