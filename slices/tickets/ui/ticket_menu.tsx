import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArrowMerge,
  IconClockPause,
  IconDots,
  IconLink,
  IconLock,
  IconPencil,
  IconPlayerPlay,
  IconUserPlus,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Ticket } from '@ui/api/types';
import { useErrorText } from '@ui/kit/states';
import { warn } from '@ui/kit/toast';
import { useChange } from './queries';
import { useTicketWork } from './ticket_work';

export function TicketMenu({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const { openDialog, setStatus } = useTicketWork();
  const textOf = useErrorText();
  const resume = useChange<void>({
    number: ticket.number,
    send: () => api.remove<Ticket>(`/tickets/${ticket.number}/hold`),
    onError: (error) => void warn(textOf(error)),
  });
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon aria-label={t('tickets.more_actions')}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => openDialog('rename')}>
          {t('tickets.rename')}
        </Menu.Item>
        <Menu.Item leftSection={<IconUserPlus size={16} />} onClick={() => openDialog('participant')}>
          {t('tickets.add_participant')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLink size={16} />} onClick={() => openDialog('link')}>
          {t('tickets.link.action')}
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowMerge size={16} />} onClick={() => openDialog('merge')}>
          {t('tickets.merge.action')}
        </Menu.Item>
        {ticket.status === 'on_hold' ? (
          <Menu.Item leftSection={<IconPlayerPlay size={16} />} onClick={() => resume.mutate()}>
            {t('tickets.hold.resume')}
          </Menu.Item>
        ) : (
          <Menu.Item leftSection={<IconClockPause size={16} />} onClick={() => openDialog('hold')}>
            {t('tickets.hold.action')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconLock size={16} />} onClick={() => setStatus('closed')} disabled={ticket.status === 'closed'}>
          {t('tickets.close')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
