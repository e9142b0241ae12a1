/** Opens the canned replies over the composer and puts the chosen one where the caret is. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconTextPlus } from '@tabler/icons-react';
import { lazy, Suspense, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '@ui/kit/dialog';
import { Waiting } from '@ui/kit/states';
import { insertAt } from './canned_replies';

const CannedPicker = lazy(() => import('./canned_picker'));

export type Opened = 'no' | 'by_button' | 'by_slash';

interface ButtonProps {
  ticket: number;
  area: RefObject<HTMLTextAreaElement | null>;
  body: string;
  write: (body: string) => void;
  /** Whoever typed a / and then wants nothing gets the / they typed. */
  opened: Opened;
  setOpened: (opened: Opened) => void;
}

export function CannedButton({ ticket, area, body, write, opened, setOpened }: ButtonProps) {
  const { t } = useTranslation();
  const insert = (text: string) => {
    const from = area.current?.selectionStart ?? body.length;
    const next = insertAt(body, from, area.current?.selectionEnd ?? from, text);
    write(next.body);
    setOpened('no');
    // After the dialog has given the focus back.
    setTimeout(() => {
      area.current?.focus();
      area.current?.setSelectionRange(next.caret, next.caret);
    }, 50);
  };
  return (
    <>
      <Tooltip label={`${t('tickets.canned.insert')} /`}>
        <ActionIcon onClick={() => setOpened('by_button')} aria-label={t('tickets.canned.insert')}>
          <IconTextPlus size={18} />
        </ActionIcon>
      </Tooltip>
      <Dialog isOpen={opened !== 'no'} onClose={() => (opened === 'by_slash' ? insert('/') : setOpened('no'))} title={t('tickets.canned.insert')} size="lg">
        <Suspense fallback={<Waiting lines={4} />}>
          <CannedPicker ticket={ticket} onInsert={insert} />
        </Suspense>
      </Dialog>
    </>
  );
}
