/** Asks before something is lost for good. Where undo is possible, offer undo instead. */
import { Button, Group, Modal, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from './states';
import { warn } from './toast';

interface ConfirmProps {
  title: string;
  /** Names what will be lost. */
  children: ReactNode;
  action: string;
  onConfirm: () => Promise<unknown>;
  trigger: (open: () => void) => ReactNode;
}

export function Confirm({ title, children, action, onConfirm, trigger }: ConfirmProps) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const go = async () => {
    setBusy(true);
    try {
      await onConfirm();
      setOpen(false);
    } catch (error) {
      warn(textOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {trigger(() => setOpen(true))}
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={title} closeButtonProps={{ 'aria-label': t('kit.close') }}>
        <Text size="sm">{children}</Text>
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button onClick={() => setOpen(false)}>{t('kit.cancel')}</Button>
          <Button variant="danger" loading={isBusy} onClick={go} data-autofocus>
            {action}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
