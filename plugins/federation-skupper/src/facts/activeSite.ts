import { configuredError, isTrue } from '../conditions';
import { siteError } from '../diagnose/siteErrors';
import { SkupperSite } from '../types';

/** Whether Skupper ignores a Site because another one in its namespace is active. @internal */
export function isSecond(site: SkupperSite): boolean {
  const error = configuredError(site);
  return error !== undefined && siteError(error).cause === 'second-site';
}

/**
 * The Sites of a namespace that count: Skupper activates one and ignores the others. While the Site of the wanted name is
 * the active one, no other is in its way.
 *
 * @param name - of the Site that is wanted
 * @internal
 */
export function countingSites(
  sites: SkupperSite[],
  name: string,
): SkupperSite[] {
  const own = sites.find(
    ({ metadata }) => metadata.name === name && !metadata.deletionTimestamp,
  );
  const isActive = own && !isSecond(own) && isTrue(own, 'Configured');
  return isActive ? [own] : sites.filter(site => !isSecond(site));
}
