/** The brake: nothing leaves the house while it is on, and nothing is lost. */
import { Button, TextInput } from '@mantine/core';
import { IconHandStop, IconSend } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Sending } from '@ui/api/types';
import { Dialog } from '@ui/kit/dialog';
import { Form, useFormState } from '@ui/kit/form';
import { useErrorText } from '@ui/kit/states';
import { warn } from '@ui/kit/toast';
import { useMe } from '@ui/shell/session';
import classes from './sending_switch.module.css';

const queryKey = ['mail', 'sending'];

export function SendingSwitch() {
  const { t } = useTranslation();
  const isAdmin = useMe()?.role === 'admin';
  const queries = useQueryClient();
  const textOf = useErrorText();
  const [isAsking, setAsking] = useState(false);
  const sending = useQuery({ queryKey, queryFn: ({ signal }) => api.get<Sending>('/mail/sending', {}, signal) });
  const set = async (next: Sending) => {
    queries.setQueryData(queryKey, await api.put<Sending>('/mail/sending', next));
    void queries.invalidateQueries({ queryKey });
  };
  if (!sending.data) return null;
  const { is_stopped, reason } = sending.data;
  const start = () => void set({ is_stopped: false, reason: '' }).catch((error: unknown) => warn(textOf(error)));
  return (
    <div className={classes.switch} data-stopped={is_stopped || undefined}>
      {is_stopped ? <IconHandStop size={18} aria-hidden="true" /> : <IconSend size={18} aria-hidden="true" />}
      <p className={classes.words}>
        <strong>{is_stopped ? t('channels.sending.stopped') : t('channels.sending.running')}</strong>
        {is_stopped && reason && ` ${reason}`}
      </p>
      {isAdmin && is_stopped && (
        <Button size="xs" variant="primary" onClick={start}>
          {t('channels.sending.start')}
        </Button>
      )}
      {isAdmin && !is_stopped && (
        <Button size="xs" onClick={() => setAsking(true)}>
          {t('channels.sending.stop')}
        </Button>
      )}
      <Dialog isOpen={isAsking} onClose={() => setAsking(false)} title={t('channels.sending.stop')}>
        <StopForm onStop={(why) => set({ is_stopped: true, reason: why }).then(() => setAsking(false))} />
      </Dialog>
    </div>
  );
}

function StopForm({ onStop }: { onStop: (reason: string) => Promise<void> }) {
  const { t } = useTranslation();
  const form = useFormState({ reason: '' }, ({ reason }) => onStop(reason));
  return (
    <Form form={form} action={t('channels.sending.stop')} isDanger>
      <p className="muted">{t('channels.sending.stop_text')}</p>
      <TextInput label={t('channels.sending.reason')} data-autofocus {...form.text('reason')} />
    </Form>
  );
}
