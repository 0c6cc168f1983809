import { timingSafeEqual } from 'node:crypto';
import { stringify } from 'yaml';
import type { KubeObject } from '../../client';
import { isEqual } from '../../shared/objects';
import { tlsData } from './certificates';
import { activeSite, secretText, SkupperContext, writeStatus } from './context';
import { makeLeaf } from '../../shared/x509';

/** An answer of the grant server. */
export interface RedemptionAnswer {
  status: number;
  body: string;
}

const refused = (status: number, body: string): RedemptionAnswer => ({
  status,
  body,
});

/**
 * Redeems a grant: checks it, counts it and only then makes what the other site needs, so that a failure costs a
 * redemption, as in Skupper 2.2.1.
 *
 * @param uid - UID of the AccessGrant
 * @param request - the code, the name of the Link to be, and the UID of the linking Site
 */
export async function redeem(
  ctx: SkupperContext,
  uid: string,
  request: { code: string; name: string; subject: string },
): Promise<RedemptionAnswer> {
  const grant = ctx.kinds.accessGrants
    .list()
    .find(candidate => candidate.metadata.uid === uid);
  if (!grant) {
    return refused(404, 'No such claim');
  }
  const refusal = check(grant, request.code);
  if (refusal) {
    return refusal;
  }
  const counted = await count(ctx, grant);
  if (!counted) {
    return refused(404, 'No such access granted');
  }
  return linkDocuments(ctx, grant.metadata.namespace!, request);
}

function check(grant: KubeObject, code: string): RedemptionAnswer | undefined {
  const expires = Date.parse(grant.status?.expirationTime ?? '');
  if (Number.isNaN(expires)) {
    return refused(500, 'Corrupted claim');
  }
  if (expires <= Date.now()) {
    return refused(404, 'No such claim');
  }
  if ((grant.status.redemptions ?? 0) >= grant.spec.redemptionsAllowed) {
    return refused(404, 'No such access granted');
  }
  return sameText(grant.status.code ?? '', code)
    ? undefined
    : refused(403, 'Redemption of access token refused');
}

function sameText(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.length === second.length && timingSafeEqual(first, second);
}

async function count(ctx: SkupperContext, grant: KubeObject): Promise<boolean> {
  let allowed = false;
  await writeStatus(ctx, 'accessGrants', grant, (status, current) => {
    const redemptions = status.redemptions ?? 0;
    allowed = redemptions < current.spec.redemptionsAllowed;
    return allowed ? { ...status, redemptions: redemptions + 1 } : status;
  });
  return allowed;
}

async function linkDocuments(
  ctx: SkupperContext,
  namespace: string,
  { name, subject }: { name: string; subject: string },
): Promise<RedemptionAnswer> {
  const site = activeSite(ctx, namespace)?.site;
  if (!site) {
    return refused(500, `Site not yet defined for ${namespace}`);
  }
  const groups = endpointGroups(site);
  if (groups.length === 0) {
    return refused(500, 'Could not resolve any endpoints for requested link');
  }
  const issuer = ctx.kinds.secrets.get(namespace, site.status.defaultIssuer);
  const certPem = secretText(issuer, 'tls.crt');
  const keyPem = secretText(issuer, 'tls.key');
  if (!certPem || !keyPem) {
    return refused(500, 'Could not get issuer for requested certificate');
  }
  // A host is named once for each of its endpoints, as in Skupper 2.2.1.
  const hosts = groups.flat().map((endpoint: any) => endpoint.host);
  const pair = await makeLeaf(subject, hosts, { certPem, keyPem });
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name },
    type: 'kubernetes.io/tls',
    data: tlsData(pair),
  };
  const links = groups.map((endpoints, index) => ({
    apiVersion: 'skupper.io/v2alpha1',
    kind: 'Link',
    metadata: { name: groups.length > 1 ? `${name}-${index + 1}` : name },
    spec: { endpoints, tlsCredentials: name },
  }));
  return {
    status: 200,
    body: [secret, ...links].map(doc => stringify(doc)).join('---\n'),
  };
}

/** A Site's endpoints by group of routers, each of which gets a Link of its own. */
export function endpointGroups(site: KubeObject): any[][] {
  const groups = new Map<string, any[]>();
  for (const endpoint of site.status?.endpoints ?? []) {
    const group = groups.get(endpoint.group) ?? [];
    if (!group.some(other => isEqual(other, endpoint))) {
      groups.set(endpoint.group, [...group, endpoint]);
    }
  }
  return [...groups.keys()].sort().map(key => groups.get(key)!);
}
