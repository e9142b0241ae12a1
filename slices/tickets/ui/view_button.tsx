/** Saves what the list shows as a view, or changes the saved view that it shows. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconBookmarkPlus, IconPencil } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '@ui/kit/dialog';
import { useShortcuts } from '@ui/kit/shortcuts';
import { Waiting } from '@ui/kit/states';
import type { ListState } from './list_state';
import { savedPrefix, useSavedView } from './saved_views';

const ViewEditor = lazy(() => import('./view_editor'));

export function ViewButton({ state }: { state: ListState }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const id = state.view.startsWith(savedPrefix) ? state.view.slice(savedPrefix.length) : null;
  const view = useSavedView(id);
  const edits = id !== null;
  const label = t(edits ? 'tickets.saved_view.edit' : 'tickets.saved_view.new');
  useShortcuts([{ keys: 'v', label, run: () => setOpen(true) }]);
  if (edits && !view.data?.may_change) return null;
  return (
    <>
      <Tooltip label={label}>
        <ActionIcon aria-label={label} onClick={() => setOpen(true)}>
          {edits ? <IconPencil size={16} /> : <IconBookmarkPlus size={16} />}
        </ActionIcon>
      </Tooltip>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title={label} size="lg">
        <Suspense fallback={<Waiting lines={4} />}>
          <ViewEditor state={state} id={id} onDone={() => setOpen(false)} />
        </Suspense>
      </Dialog>
    </>
  );
}
