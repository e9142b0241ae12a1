/** A link by address, so that slices need not know each other. */
import { Link, useNavigate } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, ReactNode, Ref } from 'react';

export type Search = Record<string, string | undefined>;

export interface RouteLinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  to: string;
  search?: Search;
  exact?: boolean;
  children?: ReactNode;
  ref?: Ref<HTMLAnchorElement>;
}

export function RouteLink({ to, search, exact, ...rest }: RouteLinkProps) {
  return (
    <Link
      to={to as '/'}
      search={(search ?? {}) as never}
      activeOptions={{ exact: exact ?? false, includeSearch: false }}
      {...rest}
    />
  );
}

export type Go = (to: string, options?: { search?: Search; replace?: boolean }) => void;

export function useGo(): Go {
  const navigate = useNavigate();
  return (to, options = {}) => {
    void navigate({ to: to as '/', search: (options.search ?? {}) as never, replace: options.replace ?? false });
  };
}
