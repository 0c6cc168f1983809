import { JsonObject } from '@backstage/types';
import { ActionStep } from '../../support/ActionRunner';
import { unique } from '../../support/target';

const step = (id: string, input: JsonObject): ActionStep => ({ id, input });

/**
 * Runs of all actions: a federation is planned, made, looked at again, changed and removed; then single actions make one
 * each way and take it apart.
 */
export function everyAction(clusters: string[], version: string): ActionStep[] {
  const [hubCluster, memberCluster, otherCluster] = clusters;
  const federation = 'rbac-whole';
  const place = (cluster: string) => ({
    cluster,
    namespace: unique(federation),
  });
  const whole = {
    federation,
    owner: 'group:default/data-science',
    hub: place(hubCluster),
    members: [{ ...place(memberCluster), name: 'west' }],
    workload: { version },
  };
  const removal = { deleteNamespaces: true, federation };
  const added = { cluster: 'added', url: 'https://api.added.example.com:6443' };
  return [
    step('federation:cluster:render', added),
    step('federation:cluster:check', { cluster: hubCluster }),
    step('federation:plan', whole),
    step('federation:apply', whole),
    step('federation:plan', whole),
    step('federation:apply', whole),
    step('federation:member:add', {
      federation,
      ...place(otherCluster),
      member: 'north',
      linkMode: 'certificate',
    }),
    step('federation:reapply', { federation }),
    // The sandbox has no Flower app to run: a SuperLink is asked in the same way whether it has one or not.
    {
      id: 'flower:run:start',
      input: { federation, app: 'app.fab' },
      dryRun: true,
    },
    {
      id: 'flower:run:stop',
      input: { federation, runId: '1' },
      fails: /knows no run 1/,
    },
    step('federation:member:remove', { ...removal, member: 'north' }),
    step('federation:cleanup', { federation }),
    step('federation:delete', { ...removal, confirm: federation }),
    ...guide('rbac-token', clusters, 'token', {
      version,
      security: 'insecure',
    }),
    ...guide('rbac-certificate', clusters, 'certificate', { version }),
  ];
}

/** Flower's guide, step by step, there and back. */
export function guide(
  federation: string,
  [hubCluster, memberCluster]: string[],
  mode: string,
  workload: { version: string; security?: string },
): ActionStep[] {
  const hub = {
    federation,
    cluster: hubCluster,
    namespace: unique(`${federation}-hub`),
  };
  const node = {
    federation,
    cluster: memberCluster,
    namespace: unique(`${federation}-node`),
  };
  const member = { ...node, member: 'west' };
  const service = { routingKey: 'fleet-api', port: 9092 };
  const ofHub = { hubCluster, hubNamespace: hub.namespace };
  const link = { ...member, ...ofHub, site: 'node', hubSite: 'hub' };
  const secure = workload.security !== 'insecure';
  const superNode = secure ? { ...member, ...ofHub } : member;
  const { version } = workload;
  return [
    step('kubernetes:namespace:ensure', hub),
    step('kubernetes:namespace:ensure', node),
    step('skupper:controller:ensure', hub),
    step('skupper:site:create', {
      ...hub,
      name: 'hub',
      linkAccess: 'default',
    }),
    step('skupper:site:create', { ...member, name: 'node' }),
    step('skupper:link:create', { ...link, mode }),
    step('flower:superlink:deploy', { ...hub, ...workload }),
    step('skupper:connector:create', {
      ...hub,
      ...service,
      selector: { app: 'superlink' },
    }),
    step('skupper:listener:create', { ...member, ...service }),
    ...(secure
      ? [step('flower:supernode:register', { ...superNode, version })]
      : []),
    step('flower:supernode:deploy', { ...superNode, ...workload }),
    step('flower:supernodes:wait', { ...hub, ...workload, count: 1 }),
    ...(secure
      ? [step('flower:supernode:unregister', { ...superNode, version })]
      : []),
    step('flower:supernode:delete', superNode),
    step('skupper:listener:delete', { ...member, routingKey: 'fleet-api' }),
    step('skupper:link:delete', link),
    step('skupper:site:delete', { ...member, name: 'node' }),
    step('skupper:connector:delete', { ...hub, routingKey: 'fleet-api' }),
    step('flower:superlink:delete', hub),
    step('skupper:site:delete', { ...hub, name: 'hub' }),
  ];
}
