import { KubeObject, resources, SandboxClient } from '../../client';
import {
  installSkupperController,
  SkupperController,
  startSkupperController,
  startWorkloadController,
} from '..';
import { until } from '../../__testUtils__/until';

/** Namespace of the tests' sites. */
export const NS = 'fed';

/** An object of `skupper.io` in the tests' namespace. */
export function skupperObject(
  kind: string,
  name: string,
  spec: object,
): KubeObject {
  return {
    apiVersion: 'skupper.io/v2alpha1',
    kind,
    metadata: { name, namespace: NS },
    spec,
  };
}

export const condition = (object: KubeObject | undefined, type: string) =>
  object?.status?.conditions?.find((c: any) => c.type === type);

/** Starts the controllers of a cluster, in a hurry. */
export async function startControllers(
  client: SandboxClient,
  signal: AbortSignal,
  resyncMs = 200,
): Promise<SkupperController> {
  startWorkloadController({ client, signal });
  await installSkupperController(client);
  const controller = startSkupperController({
    client,
    signal,
    resyncMs,
    timings: { certificateMs: 0, siteMs: 0 },
  });
  await controller.ready;
  return controller;
}

/** Does what a kubelet does with the first router pod. */
export async function makeRouterReady(client: SandboxClient): Promise<void> {
  const abort = new AbortController();
  const pod = await new Promise<KubeObject>(resolve => {
    client.watch(resources.pods, {
      namespace: NS,
      labelSelector: 'skupper.io/component=router',
      signal: abort.signal,
      onUpsert: resolve,
      onDelete: () => {},
    });
  });
  abort.abort();
  await client.patch(
    resources.pods,
    NS,
    pod.metadata.name,
    {
      status: {
        phase: 'Running',
        podIP: '10.1.0.1',
        podIPs: [{ ip: '10.1.0.1' }],
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    },
    'status',
  );
}

/** Creates a Site and brings it up. */
export async function createSite(
  client: SandboxClient,
  name: string,
  spec: object,
): Promise<KubeObject> {
  await client.create(resources.sites, skupperObject('Site', name, spec));
  await until(
    client,
    resources.sites,
    NS,
    name,
    s => condition(s, 'Configured')?.status === 'True',
  );
  await makeRouterReady(client);
  return until(
    client,
    resources.sites,
    NS,
    name,
    s => s.status?.status === 'Ready',
  );
}

/** Creates a grant on the hub and a token of it on the member. */
export async function createToken(
  hub: SandboxClient,
  member: SandboxClient,
  name: string,
  change: object = {},
  grantSpec: object = {},
): Promise<KubeObject> {
  await hub.create(
    resources.accessGrants,
    skupperObject('AccessGrant', name, {
      redemptionsAllowed: 1,
      expirationWindow: '15m',
      ...grantSpec,
    }),
  );
  const grant = await until(
    hub,
    resources.accessGrants,
    NS,
    name,
    g => g.status?.url !== undefined,
  );
  const { url, code, ca } = grant.status;
  await member.create(
    resources.accessTokens,
    skupperObject('AccessToken', name, { url, code, ca, ...change }),
  );
  return grant;
}
