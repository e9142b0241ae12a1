import { IconBuilding } from '@tabler/icons-react';
import { api } from '@ui/api/client';
import type { Organisation, Page } from '@ui/api/types';
import type { SliceUi } from '@ui/shell/registry';

const slice: SliceUi = {
  routes: [
    { path: '/customers', access: 'agents', load: () => import('./customers_page') },
    { path: '/customers/$organisation', access: 'agents', load: () => import('./organisation_page') },
    { path: '/people/$person', access: 'agents', load: () => import('./person_page') },
  ],
  nav: [{ labelKey: 'customers.title', to: '/customers', icon: IconBuilding, access: 'agents', place: 'rail', order: 20, key: 'c' }],
  finders: [
    {
      labelKey: 'customers.title',
      access: 'agents',
      find: async (words, signal) => {
        const { items } = await api.get<Page<Organisation>>('/organisations', { q: words, limit: 6 }, signal);
        return items.map((one) => ({ id: one.id, title: one.name, detail: one.domains[0]?.domain, to: `/customers/${one.id}` }));
      },
    },
  ],
  cards: [{ id: 'customer', titleKey: 'customers.card', order: 10, load: () => import('./customer_card') }],
  stale: (event) => (event.kind.startsWith('customers.') ? [['organisations'], ['organisation', event.subject_id]] : []),
};

export default slice;
