import { isDesk } from '@ui/shell/registry';
import { useMe } from '@ui/shell/session';
import { PortalList } from './portal_list';

/** The console draws its list in the frame around this page; customers have a page of their own. */
export default function HomePage() {
  return isDesk(useMe()) ? null : <PortalList />;
}
