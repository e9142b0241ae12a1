import { IconHistory, IconSubtask } from '@tabler/icons-react';
import type { SliceUi } from '@ui/shell/registry';

const slice: SliceUi = {
  routes: [
    { path: '/jobs', access: 'admin', load: () => import('./jobs_page') },
    { path: '/audit', access: 'admin', load: () => import('./audit_page') },
  ],
  nav: [
    { labelKey: 'audit.jobs.title', to: '/jobs', icon: IconSubtask, access: 'admin', place: 'admin', order: 60, sectionKey: 'shell.section.system' },
    { labelKey: 'audit.events.title', to: '/audit', icon: IconHistory, access: 'admin', place: 'admin', order: 61, sectionKey: 'shell.section.system' },
  ],
};

export default slice;
