import { IconUsers, IconUsersGroup } from '@tabler/icons-react';
import { api } from '@ui/api/client';
import type { Page, Person } from '@ui/api/types';
import type { SliceUi } from '@ui/shell/registry';

const slice: SliceUi = {
  routes: [
    { path: '/sign-in', access: 'anyone', load: () => import('./sign_in_page') },
    { path: '/register', access: 'anyone', load: () => import('./register_page') },
    { path: '/verify', access: 'anyone', load: () => import('./verify_page') },
    { path: '/reset', access: 'anyone', load: () => import('./reset_page') },
    { path: '/invitation', access: 'anyone', load: () => import('./invitation_page') },
    { path: '/setup', access: 'anyone', load: () => import('./setup_page') },
    { path: '/settings', access: 'signed_in', load: () => import('./settings_page') },
    { path: '/users', access: 'agents', load: () => import('./users_page') },
    { path: '/teams', access: 'agents', load: () => import('./teams_page') },
  ],
  nav: [
    { labelKey: 'accounts.users.title', to: '/users', icon: IconUsers, access: 'agents', place: 'admin', order: 50, sectionKey: 'shell.section.people', key: 'u' },
    { labelKey: 'accounts.teams.title', to: '/teams', icon: IconUsersGroup, access: 'agents', place: 'admin', order: 51, sectionKey: 'shell.section.people' },
  ],
  finders: [
    {
      labelKey: 'accounts.people',
      access: 'agents',
      find: async (words, signal) => {
        const { items } = await api.get<Page<Person>>('/people', { q: words, limit: 6 }, signal);
        return items.map((person) => ({ id: person.id, title: person.name, detail: person.email, to: `/people/${person.id}` }));
      },
    },
  ],
  stale: (event) => (event.kind.startsWith('accounts.') ? [['people'], ['teams']] : []),
};

export default slice;
