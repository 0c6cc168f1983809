import { randomBytes } from 'node:crypto';
import {
  KubeObject,
  resources,
  SandboxClient,
  skupperResources,
} from '../../client';
import { readTemplates } from '../../shared/templates';
import type { SandboxPart } from '../options';
import { isMarked, MARK } from './marks';

const template = readTemplates(require.resolve('./probe.yaml'));

/** What a cluster has of its own, so that no emulation takes its place. */
export interface ClusterFacts {
  /** Names of Nodes that are not a sandbox's. */
  nodes: string[];
  /** `namespace/name` of Skupper controllers that are not a sandbox's. */
  skupper: string[];
  /** Whether a controller manager makes ReplicaSets of Deployments. */
  deployments: boolean;
  /** Plural names of Skupper's types that are not served. */
  missingTypes: string[];
  openshift: boolean;
}

/** What is emulated in a cluster, and why the rest is not. */
export interface AttachDecision {
  without: SandboxPart[];
  /** Whether the sandbox makes ReplicaSets and Pods. */
  deployments: boolean;
  /** One sentence per part that stays off, and one for what is missing. */
  reasons: string[];
}

/** How long a controller manager may take to notice a Deployment. */
const PROBE_MS = 5_000;

/** Looks at a cluster: its Nodes, Skupper controllers, types, and whether Deployments are worked on. */
export async function detectCluster(
  client: SandboxClient,
  probeMs = PROBE_MS,
): Promise<ClusterFacts> {
  const [nodes, deployments, crds, worksOnDeployments] = await Promise.all([
    client.list(resources.nodes),
    client.list(resources.deployments),
    client.list(resources.customResourceDefinitions),
    hasDeploymentController(client, probeMs),
  ]);
  const served = new Set(crds.map(({ metadata }) => metadata.name));
  return {
    nodes: nodes.filter(n => !isMarked(n)).map(({ metadata }) => metadata.name),
    skupper: deployments
      .filter(object => isSkupperController(object) && !isMarked(object))
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
    deployments: worksOnDeployments,
    missingTypes: skupperResources
      .map(({ plural }) => plural)
      .filter(plural => !served.has(`${plural}.skupper.io`)),
    openshift: served.has('clusterversions.config.openshift.io'),
  };
}

/** Upstream's, the operator's and Red Hat's controller have this name or image. */
function isSkupperController({ metadata, spec }: KubeObject): boolean {
  const images: string[] = (spec?.template?.spec?.containers ?? []).map(
    (container: any) => container.image ?? '',
  );
  return (
    metadata.name === 'skupper-controller' ||
    images.some(image => /skupper[^:@]*controller/.test(image))
  );
}

/**
 * Whether somebody works on Deployments, found out by one without pods: leases and health endpoints of a controller
 * manager are hidden in many clusters, what it does is not.
 */
async function hasDeploymentController(
  client: SandboxClient,
  probeMs: number,
): Promise<boolean> {
  const name = `federation-sandbox-probe-${randomBytes(4).toString('hex')}`;
  const abort = new AbortController();
  const probe = template('deployment', { name, labels: MARK });
  await client.create(resources.deployments, probe);
  try {
    return await new Promise<boolean>(resolve => {
      const timer = setTimeout(() => resolve(false), probeMs);
      abort.signal.addEventListener('abort', () => clearTimeout(timer));
      client.watch(resources.deployments, {
        namespace: 'default',
        signal: abort.signal,
        onUpsert({ metadata, status }) {
          if (metadata.name === name && status?.observedGeneration) {
            resolve(true);
          }
        },
        onDelete: () => undefined,
      });
    });
  } finally {
    abort.abort();
    await client.delete(resources.deployments, 'default', name);
  }
}

/** What to emulate where these things are; pure. */
export function decideParts(facts: ClusterFacts): AttachDecision {
  const reasons: string[] = [];
  if (facts.deployments) {
    reasons.push('a controller manager works on Deployments: ours is off');
  }
  const real = facts.nodes.length > 0;
  if (real) {
    reasons.push(
      `Node ${facts.nodes[0]} has a kubelet: kubelet, routers and load balancers of the sandbox are off`,
    );
  }
  const skupper = facts.skupper.length > 0;
  if (skupper) {
    reasons.push(
      `Skupper runs as ${facts.skupper[0]}: the emulated controller is off`,
    );
  } else if (real) {
    reasons.push(
      'no Skupper controller was found, and emulated routers need the emulated kubelet: install Skupper',
    );
  }
  if (facts.missingTypes.length > 0) {
    reasons.push(
      `Skupper's types ${facts.missingTypes.join(', ')} are not installed`,
    );
  }
  return {
    without: [
      ...(real ? (['workload', 'kubelet', 'routers'] as const) : []),
      ...(real || skupper ? (['skupper-controller'] as const) : []),
    ],
    deployments: !facts.deployments,
    reasons,
  };
}
