/** Chooses the frame: the console for the desk, the portal for customers. */
import { useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { useGo } from '@ui/kit/route_link';
import { useLive } from './live';
import { isDesk } from './registry';
import { useMe } from './session';

const ConsoleFrame = lazy(() => import('./console_frame'));
const PortalFrame = lazy(() => import('./portal_frame'));

export function ConsoleGate() {
  const me = useMe();
  useLive(me !== null);
  useBackToSignIn(me === null);
  if (!me) return null;
  return <Suspense fallback={null}>{isDesk(me) ? <ConsoleFrame me={me} /> : <PortalFrame me={me} />}</Suspense>;
}

/** A session that ended elsewhere leads to sign-in, and from there back to the same page. */
function useBackToSignIn(isOut: boolean): void {
  const go = useGo();
  const here = useRouterState({ select: (state) => state.location.href });
  useEffect(() => {
    if (isOut) go('/sign-in', { search: here === '/' || here.startsWith('/sign-in') ? {} : { next: here }, replace: true });
    // Only the moment of leaving matters, not where the router goes afterwards.
  }, [isOut]);
}
