/** Builds the tree of routes from what the slices bring. */
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  type AnyRoute,
} from '@tanstack/react-router';
import { CrashPage } from './crash_page';
import { ConsoleGate } from './console_gate';
import { NotFoundPage } from './not_found_page';
import { mayOpen, slices, type PageRoute } from './registry';
import { meQuery } from './session';

interface RouterContext {
  queries: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({ component: Outlet, notFoundComponent: NotFoundPage });

const bare = createRoute({ getParentRoute: () => root, id: 'bare', component: Outlet });

/** Everything behind sign-in; `next` brings the person back to where they wanted to go. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: ConsoleGate,
  beforeLoad: async ({ context, location }) => {
    const me = await context.queries.ensureQueryData(meQuery);
    if (me) return;
    const isHome = location.pathname === '/' || location.pathname === '/sign-in';
    throw redirect({ to: '/sign-in' as '/', search: (isHome ? {} : { next: location.href }) as never });
  },
});

const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/tickets' as '/' });
  },
});

function buildRoute(page: PageRoute): AnyRoute {
  const parent = (page.access === 'anyone' ? bare : inside) as unknown as AnyRoute;
  const route = createRoute({
    getParentRoute: () => parent,
    ...(page.path ? { path: page.path } : { id: page.id! }),
    component: lazyRouteComponent(page.load),
    beforeLoad: async ({ context }: { context: RouterContext }) => {
      const me = (await context.queries.ensureQueryData(meQuery).catch(() => null)) ?? null;
      if (me && !mayOpen(page.access, me)) throw redirect({ to: '/tickets' as '/' });
    },
  } as never) as unknown as AnyRoute;
  const children = (page.children ?? []).map((child) =>
    createRoute({ getParentRoute: () => route, path: child.path!, component: lazyRouteComponent(child.load) } as never) as unknown as AnyRoute,
  );
  return children.length > 0 ? (route.addChildren(children as never) as unknown as AnyRoute) : route;
}

function treeOf(): AnyRoute {
  const pages = slices.flatMap((slice) => slice.routes);
  const open = pages.filter((page) => page.access === 'anyone').map(buildRoute);
  const closed = pages.filter((page) => page.access !== 'anyone').map(buildRoute);
  return root.addChildren([bare.addChildren(open as never), inside.addChildren([home, ...closed] as never)] as never) as unknown as AnyRoute;
}

/** Plain addresses: every parameter is a text, nothing is wrapped in JSON. */
function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

function stringifySearch(search: Record<string, unknown>): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== '') words.set(name, String(value));
  }
  const text = words.toString();
  return text ? `?${text}` : '';
}

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: treeOf(),
    context: { queries },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPreloadDelay: 60,
    defaultErrorComponent: CrashPage,
    defaultNotFoundComponent: NotFoundPage,
  });
}
