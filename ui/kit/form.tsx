/** Forms that keep what was typed, show every mistake at its field, and never send twice. */
import { Button } from '@mantine/core';
import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { newKey } from '@ui/api/client';
import { ApiError } from '@ui/api/error';
import classes from './form.module.css';
import { ErrorPanel } from './states';

export type TextValue = { value: string; onChange: (event: { currentTarget: { value: string } }) => void; error?: string; name: string };

export interface FormState<T> {
  values: T;
  set: <K extends keyof T>(field: K, value: T[K]) => void;
  text: (field: keyof T & string) => TextValue;
  error: unknown;
  mistake: (field: string) => string | undefined;
  isBusy: boolean;
  submit: (event?: FormEvent) => void;
  reset: (values: T) => void;
}

/** `send` gets a key that stays the same until it succeeds, so that a repeated POST makes one thing only. */
export function useFormState<T extends object>(initial: T, send: (values: T, key: string) => Promise<void>): FormState<T> {
  const [values, setValues] = useState(initial);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const key = useRef(newKey());
  const set = <K extends keyof T>(field: K, value: T[K]) => {
    key.current = newKey();
    setValues((before) => ({ ...before, [field]: value }));
  };
  const mistake = (field: string) => (error instanceof ApiError ? error.of(field) : undefined);
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (isBusy) return;
    setBusy(true);
    setError(null);
    send(values, key.current)
      .then(() => {
        key.current = newKey();
      }, setError)
      .finally(() => setBusy(false));
  };
  return {
    values,
    set,
    error,
    mistake,
    isBusy,
    submit,
    reset: setValues,
    text: (field) => ({
      name: field,
      value: String(values[field] ?? ''),
      onChange: (event) => set(field, event.currentTarget.value as T[typeof field]),
      error: mistake(field),
    }),
  };
}

interface FormProps<T> {
  form: FormState<T>;
  action: string;
  kept?: string;
  extra?: ReactNode;
  isDanger?: boolean;
  /** One of several forms on a page: not its main action. */
  isQuiet?: boolean;
  children: ReactNode;
}

export function Form<T>({ form, action, kept, extra, isDanger, isQuiet, children }: FormProps<T>) {
  const isOnlyFields = form.error instanceof ApiError && form.error.fields.length > 0 && form.error.kind === 'invalid';
  return (
    <form className={classes.form} onSubmit={form.submit} noValidate>
      {form.error !== null && !isOnlyFields && <ErrorPanel error={form.error} kept={kept} />}
      {isOnlyFields && (
        <p className={classes.mistakes} role="alert">
          {(form.error as ApiError).detail || (form.error as ApiError).fields.map((one) => one.detail).join(' ')}
        </p>
      )}
      {children}
      <div className={classes.foot}>
        <Button type="submit" variant={isDanger ? 'danger' : isQuiet ? 'default' : 'primary'} loading={form.isBusy}>
          {action}
        </Button>
        {extra}
      </div>
    </form>
  );
}

export function Fields({ children }: { children: ReactNode }) {
  return <div className={classes.fields}>{children}</div>;
}
