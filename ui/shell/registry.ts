/** What a slice may bring to the console, and the one place where the slices are collected. */
import type { ComponentType } from 'react';
import type { QueryKey } from '@tanstack/react-query';
import type { LiveEvent, Me, Role, Ticket } from '@ui/api/types';

export type Access = 'anyone' | 'signed_in' | 'agents' | 'lead' | 'admin';

export interface PageRoute {
  /** TanStack syntax: /tickets/$ticket. A route without a path only frames its children. */
  path?: string;
  id?: string;
  access: Access;
  load: () => Promise<{ default: ComponentType }>;
  children?: Omit<PageRoute, 'access' | 'children'>[];
}

export interface NavItem {
  labelKey: string;
  to: string;
  icon: ComponentType<{ size?: number; stroke?: number }>;
  access: Access;
  place: 'rail' | 'admin' | 'portal';
  order: number;
  /** The heading above it, among the pages of administration. */
  sectionKey?: string;
  /** Pressed after g. */
  key?: string;
}

export interface Found {
  id: string;
  title: string;
  detail?: string;
  to: string;
}

export interface Finder {
  labelKey: string;
  access: Access;
  find: (words: string, signal: AbortSignal) => Promise<Found[]>;
}

export interface TicketCard {
  id: string;
  titleKey: string;
  order: number;
  load: () => Promise<{ default: ComponentType<{ ticket: Ticket }> }>;
}

export interface SliceUi {
  routes: PageRoute[];
  nav?: NavItem[];
  finders?: Finder[];
  cards?: TicketCard[];
  /** Which queries a live event makes stale. */
  stale?: (event: LiveEvent) => QueryKey[];
}

const files = import.meta.glob<{ default: SliceUi }>('../../slices/*/ui/routes.tsx', { eager: true });
export const slices: SliceUi[] = Object.values(files).map((file) => file.default);

export const navItems = slices.flatMap((slice) => slice.nav ?? []).sort((a, b) => a.order - b.order);
export const finders = slices.flatMap((slice) => slice.finders ?? []);
export const ticketCards = slices.flatMap((slice) => slice.cards ?? []).sort((a, b) => a.order - b.order);

const deskRoles: Role[] = ['agent', 'lead', 'security', 'admin'];

export function isDesk(me: Pick<Me, 'role'> | null | undefined): boolean {
  return !!me && deskRoles.includes(me.role);
}

/** A guess for showing and hiding; the server decides what is really allowed. */
export function mayOpen(access: Access, me: Pick<Me, 'role'> | null): boolean {
  if (access === 'anyone') return true;
  if (!me) return false;
  if (access === 'signed_in') return true;
  if (access === 'agents') return isDesk(me);
  if (access === 'lead') return me.role === 'lead' || me.role === 'admin';
  return me.role === 'admin';
}
