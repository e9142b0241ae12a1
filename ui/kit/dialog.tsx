import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface DialogProps {
  isOpen: boolean;
  title: string;
  onClose: () => void;
  size?: string | number;
  children: ReactNode;
}

export function Dialog({ isOpen, title, onClose, size = 'md', children }: DialogProps) {
  const { t } = useTranslation();
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} size={size} closeButtonProps={{ 'aria-label': t('kit.close') }}>
      {children}
    </Modal>
  );
}
