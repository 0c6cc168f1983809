import { createHash } from 'node:crypto';
import type { KubeObject } from '../../client';
import { readTemplates } from '../../shared/templates';
import { ROUTER, ROUTER_VERSION } from './names';
import { ownedBy } from './objects';
import type { ResolvedOptions } from './options';

const template = readTemplates(require.resolve('./site.yaml'));

/** A change of these settings needs new router pods. */
function configDigest(site: KubeObject): string {
  const { edge = false, settings = {} } = site.spec ?? {};
  const parts = [edge ? 'edge' : 'interior', settings['router-logging'] ?? ''];
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}

/** An object of a Site that is the same for all of its routers, by its name in `site.yaml`. */
export function siteObject(
  site: KubeObject,
  name: 'serviceAccount' | 'role' | 'roleBinding' | 'localService',
): KubeObject {
  return template(name, ownedBy(site));
}

/** The Deployment of one group of routers. */
export function routerDeployment(
  site: KubeObject,
  group: string,
  { imageRegistry, version }: ResolvedOptions,
): KubeObject {
  return template('deployment', {
    ...ownedBy(site),
    group,
    version,
    registry: imageRegistry,
    routerVersion: ROUTER_VERSION,
    account: site.spec?.serviceAccount || ROUTER,
    affinity: site.spec?.ha ? template('affinity') : undefined,
    digest: configDigest(site),
    siteId: site.metadata.uid,
    siteName: site.metadata.name,
  });
}
