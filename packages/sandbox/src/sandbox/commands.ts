import { isServed, KubeObject, resources } from '../client';
import { LINK_CAUSES as CAUSES, type LinkFault } from '../routers';
import { ControlCommand, ControlInputError } from './controlServer';
import {
  findCluster,
  findLinks,
  firstLink,
  LinkTarget,
  parseObject,
} from './targets';
import type { SandboxCluster, SandboxState, SandboxStatus } from './types';

/** Causes that `link break` takes. */
export const LINK_CAUSES = Object.keys(CAUSES) as readonly LinkFault[];

/** The sandbox's commands, by the names under which the control surface serves them. */
export function createCommands(
  state: SandboxState,
): Record<string, ControlCommand> {
  const { faults } = state;
  return {
    status: () => status(state),

    freeze: ({ cluster }) => findCluster(state, cluster).api.freeze(),
    thaw: ({ cluster }) => findCluster(state, cluster).api.thaw(),
    latency({ cluster, ms }) {
      findCluster(state, cluster).api.setLatency(milliseconds(ms));
    },
    async kill({ cluster: name }) {
      const cluster = findCluster(state, name);
      const { runtime } = cluster;
      await cluster.api.kill();
      cluster.runtime = undefined;
      await runtime?.stop();
    },
    async restart({ cluster: name }) {
      const cluster = findCluster(state, name);
      if (cluster.api.state !== 'dead') {
        await cluster.api.kill();
        await cluster.runtime?.stop();
      }
      await cluster.api.restart();
      cluster.runtime = state.startRuntime(cluster);
      await cluster.runtime.ready;
    },
    compact({ cluster }) {
      const all = cluster
        ? [findCluster(state, cluster)]
        : [...state.clusters.values()];
      all.forEach(({ api }) => api.compact());
    },

    async 'link-break'({ target, cause = 'refused' }) {
      if (!LINK_CAUSES.includes(cause as LinkFault)) {
        throw new ControlInputError(
          `"${cause}" is no cause; there are ${LINK_CAUSES.join(', ')}.`,
        );
      }
      const first = target ? undefined : await firstLink(state);
      if (!target && !first) {
        throw new ControlInputError('There is no link yet.');
      }
      const links = first ? [first] : await findLinks(state, target);
      links.forEach(({ cluster, namespace, link }) =>
        faults.breakLink(cluster, namespace, link, cause as LinkFault),
      );
      return links;
    },
    async 'link-mend'({ target }) {
      const links: LinkTarget[] = target
        ? await findLinks(state, target)
        : faults.list();
      links.forEach(({ cluster, namespace, link }) =>
        faults.mendLink(cluster, namespace, link),
      );
      return links.map(({ cluster, namespace, link }) => ({
        cluster,
        namespace,
        link,
      }));
    },
    async 'link-latency'({ target, ms }) {
      const latency = milliseconds(ms);
      const links = await findLinks(state, target);
      links.forEach(({ cluster, namespace, link }) =>
        faults.setLinkLatency(cluster, namespace, link, latency),
      );
      return links;
    },

    async 'grant-expire'({ target }) {
      const { cluster, namespace, name } = parseObject(state, target, 'grant');
      if (
        !(await cluster.client.get(resources.accessGrants, namespace, name))
      ) {
        throw new ControlInputError(`There is no access grant ${target}.`);
      }
      if (!cluster.runtime?.skupper) {
        throw new ControlInputError(
          `No Skupper controller of the sandbox runs in ${cluster.name}.`,
        );
      }
      await cluster.runtime.skupper.expireGrant(namespace, name);
    },
    async 'pod-kill'({ target }) {
      const { cluster, namespace, name } = parseObject(state, target, 'pod');
      if (!(await cluster.runtime?.kubelet?.kill(namespace, name))) {
        throw new ControlInputError(`No pod ${target} runs in the sandbox.`);
      }
    },

    stop() {
      // After the answer.
      setImmediate(() => void state.stop());
    },
  };
}

function milliseconds(value: unknown): number {
  const ms = Number(value);
  if (!Number.isFinite(ms) || ms < 0 || ms > 600_000) {
    throw new ControlInputError(
      `"${value}" is no latency: give milliseconds from 0 to 600000.`,
    );
  }
  return ms;
}

async function status(state: SandboxState): Promise<SandboxStatus> {
  return {
    flower: state.flower,
    faults: state.faults.list(),
    clusters: await Promise.all(
      [...state.clusters.values()].map(clusterStatus),
    ),
  };
}

async function clusterStatus(
  cluster: SandboxCluster,
): Promise<SandboxStatus['clusters'][number]> {
  const { api, client, runtime } = cluster;
  const answering = api.state === 'running';
  // An OpenShift cluster has Skupper's types only once the operator is installed.
  const list = async (type: typeof resources.sites) =>
    answering && (await isServed(client, type))
      ? (await client.list(type)).map(summary)
      : [];
  return {
    name: cluster.name,
    url: api.access.url,
    openshift: cluster.openshift,
    state: api.state,
    latencyMs: api.latencyMs,
    sites: await list(resources.sites),
    links: await list(resources.links),
    containers: runtime?.kubelet?.containers() ?? [],
  };
}

function summary({ metadata, status: current }: KubeObject) {
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    status: current?.status ?? 'Pending',
    message: current?.message ?? '',
  };
}
