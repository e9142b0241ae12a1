import { IconMail, IconMailExclamation, IconMailForward } from '@tabler/icons-react';
import type { SliceUi } from '@ui/shell/registry';

const slice: SliceUi = {
  routes: [
    { path: '/mail/unprocessed', access: 'agents', load: () => import('./unprocessed_page') },
    { path: '/mail/outbox', access: 'agents', load: () => import('./outbox_page') },
    { path: '/mail/mailboxes', access: 'admin', load: () => import('./mailboxes_page') },
    { path: '/demo', access: 'anyone', load: () => import('./demo_page') },
  ],
  nav: [
    { labelKey: 'channels.outbox.title', to: '/mail/outbox', icon: IconMailForward, access: 'agents', place: 'admin', order: 40, sectionKey: 'shell.section.mail', key: 'o' },
    { labelKey: 'channels.unprocessed.title', to: '/mail/unprocessed', icon: IconMailExclamation, access: 'agents', place: 'admin', order: 41, sectionKey: 'shell.section.mail', key: 'm' },
    { labelKey: 'channels.mailboxes.title', to: '/mail/mailboxes', icon: IconMail, access: 'admin', place: 'admin', order: 42, sectionKey: 'shell.section.mail' },
  ],
  stale: (event) => (event.kind.startsWith('channels.') || event.kind.startsWith('tickets.message') ? [['mail']] : []),
};

export default slice;
