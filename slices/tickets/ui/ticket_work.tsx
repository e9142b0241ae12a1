/** The changes one can make to the open ticket, and the one dialog that may be open. */
import { createContext, useContext, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import { ApiError } from '@ui/api/error';
import type { PersonRef, Status, Ticket } from '@ui/api/types';
import { useErrorText } from '@ui/kit/states';
import { say, warn } from '@ui/kit/toast';
import { useChange } from './queries';

export type Properties = Partial<
  Pick<Ticket, 'subject' | 'type' | 'impact' | 'urgency' | 'project_id' | 'version_id' | 'component_id' | 'organisation_id' | 'tags' | 'fields'>
> & { requester_id?: string };

export interface Assignment {
  assignee?: PersonRef | null;
  team?: { id: string; name: string } | null;
}

export type DialogName = 'merge' | 'split' | 'link' | 'hold' | 'resolve' | 'rename' | 'participant';
export type Conflict = Properties;

interface Work {
  edit: (change: Properties) => void;
  assign: (change: Assignment) => void;
  setStatus: (status: Status) => void;
  dialog: { name: DialogName; messageId?: string } | null;
  openDialog: (name: DialogName, messageId?: string) => void;
  closeDialog: () => void;
  conflict: Conflict | null;
  clearConflict: () => void;
}

const Context = createContext<Work | null>(null);

export function useTicketWork(): Work {
  const work = useContext(Context);
  if (!work) throw new Error('useTicketWork outside TicketWork');
  return work;
}

function isConflict(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 412 || error.status === 409);
}

export function TicketWork({ ticket, children }: { ticket: Ticket; children: ReactNode }) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const { number } = ticket;
  const [dialog, setDialog] = useState<Work['dialog']>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const tell = (error: unknown) => void warn(textOf(error));

  const edit = useChange<Properties>({
    number,
    guess: (_ticket, { requester_id: _requester, ...change }) => change,
    send: (known, change) => api.patch<Ticket>(`/tickets/${number}`, change, known.version),
    onError: (error, change) => (isConflict(error) ? setConflict(change) : tell(error)),
  });
  const assign = useChange<Assignment>({
    number,
    guess: (before, change) => ({
      assignee: change.assignee === undefined ? before.assignee : change.assignee,
      ...(change.team === undefined ? {} : { team_id: change.team?.id ?? null, team_name: change.team?.name ?? null }),
    }),
    send: (_known, change) =>
      api.put<Ticket>(`/tickets/${number}/assignment`, {
        ...(change.assignee === undefined ? {} : { assignee_id: change.assignee?.id ?? null }),
        ...(change.team === undefined ? {} : { team_id: change.team?.id ?? null }),
      }),
    onError: tell,
  });
  const status = useChange<Status>({
    number,
    guess: (_ticket, next) => ({ status: next }),
    send: (_known, next) => api.put<Ticket>(`/tickets/${number}/status`, { status: next }),
    onError: tell,
  });

  const setStatus = (next: Status) => {
    const before = ticket.status;
    if (next === before) return;
    status.mutate(next, {
      onSuccess: () =>
        say(t('tickets.status_set', { status: t(`tickets.status.${next}`) }), { label: t('kit.undo'), run: () => status.mutate(before) }),
    });
  };
  const work: Work = {
    edit: edit.mutate,
    assign: assign.mutate,
    setStatus,
    dialog,
    openDialog: (name, messageId) => setDialog({ name, messageId }),
    closeDialog: () => setDialog(null),
    conflict,
    clearConflict: () => setConflict(null),
  };
  return <Context value={work}>{children}</Context>;
}
