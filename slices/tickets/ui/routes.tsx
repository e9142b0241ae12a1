import { IconForms, IconInbox, IconListSearch, IconMailQuestion, IconPencilPlus, IconTextPlus } from '@tabler/icons-react';
import { api } from '@ui/api/client';
import type { LiveEvent, Page, TicketRow } from '@ui/api/types';
import type { SliceUi } from '@ui/shell/registry';

function stale(event: LiveEvent) {
  if (event.kind.startsWith('tickets.field_')) return [['ticket-fields']];
  if (event.kind.startsWith('tickets.canned_reply_')) return [['canned-replies']];
  if (event.kind.startsWith('tickets.view_')) return [['views'], ['saved-view']];
  if (event.kind === 'views.counted') return [['views']];
  const isDelivery = event.kind === 'channels.delivery_changed';
  if (!isDelivery && !event.kind.startsWith('tickets.')) return [];
  const one = [['ticket', event.subject_id], ...(event.number ? [['ticket', String(event.number)]] : [])];
  return isDelivery ? one : [...one, ['tickets'], ['views']];
}

const slice: SliceUi = {
  routes: [
    {
      id: 'workspace',
      access: 'signed_in',
      load: () => import('./workspace_page'),
      children: [
        { path: '/tickets', load: () => import('./home_page') },
        { path: '/views/$view', load: () => import('./home_page') },
        { path: '/tickets/$ticket', load: () => import('./ticket_page') },
      ],
    },
    { path: '/tickets/new', access: 'signed_in', load: () => import('./new_ticket_page') },
    { path: '/ticket-fields', access: 'admin', load: () => import('./fields_page') },
    { path: '/canned-replies', access: 'lead', load: () => import('./canned_replies_page') },
    { path: '/search', access: 'signed_in', load: () => import('./search_page') },
  ],
  nav: [
    { labelKey: 'tickets.title', to: '/tickets', icon: IconInbox, access: 'agents', place: 'rail', order: 10, key: 't' },
    { labelKey: 'tickets.search.title', to: '/search', icon: IconListSearch, access: 'agents', place: 'rail', order: 11, key: 's' },
    { labelKey: 'tickets.portal.mine', to: '/tickets', icon: IconMailQuestion, access: 'signed_in', place: 'portal', order: 10 },
    { labelKey: 'tickets.portal.ask', to: '/tickets/new', icon: IconPencilPlus, access: 'signed_in', place: 'portal', order: 11 },
    { labelKey: 'tickets.search.title', to: '/search', icon: IconListSearch, access: 'signed_in', place: 'portal', order: 12 },
    { labelKey: 'tickets.canned.title', to: '/canned-replies', icon: IconTextPlus, access: 'lead', place: 'admin', order: 52, sectionKey: 'shell.section.people' },
    { labelKey: 'tickets.fields.title', to: '/ticket-fields', icon: IconForms, access: 'admin', place: 'admin', order: 53, sectionKey: 'shell.section.people' },
  ],
  finders: [
    {
      labelKey: 'tickets.title',
      access: 'signed_in',
      find: async (words, signal) => {
        const { items } = await api.get<Page<TicketRow>>('/search', { q: words.replace(/^#/, ''), limit: 6 }, signal);
        return items.map((row) => ({ id: row.id, title: `#${row.number} ${row.subject}`, detail: row.requester.name, to: `/tickets/${row.number}` }));
      },
    },
  ],
  stale,
};

export default slice;
