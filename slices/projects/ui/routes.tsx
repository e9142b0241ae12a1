import { IconPackage } from '@tabler/icons-react';
import type { SliceUi } from '@ui/shell/registry';

const slice: SliceUi = {
  routes: [{ path: '/projects', access: 'agents', load: () => import('./projects_page') }],
  nav: [
    { labelKey: 'projects.title', to: '/projects', icon: IconPackage, access: 'agents', place: 'admin', order: 52, sectionKey: 'shell.section.people', key: 'p' },
  ],
  stale: (event) => (event.kind.startsWith('projects.') ? [['projects']] : []),
};

export default slice;
