import { KubeObject, resources, SandboxClient } from '../../client';
import { recordEvent } from '../../shared/events';
import { isEqual, isOwnedBy, ownerReference } from '../../shared/objects';
import { deploymentStatus, maxSurge, maxUnavailable } from './deploymentStatus';
import { canonical, templateHash } from './names';

const REVISION = 'deployment.kubernetes.io/revision';
const HASH = 'pod-template-hash';

const revisionOf = (set: KubeObject): number =>
  Number(set.metadata.annotations?.[REVISION] ?? 0);
const sizeOf = (set: KubeObject): number => set.spec.replicas ?? 0;
const availableOf = (set: KubeObject): number =>
  set.status?.availableReplicas ?? 0;

function hasTemplate(set: KubeObject, deployment: KubeObject): boolean {
  const template = structuredClone(set.spec.template);
  delete template.metadata?.labels?.[HASH];
  const target = structuredClone(deployment.spec.template);
  delete template.metadata?.creationTimestamp;
  delete target.metadata?.creationTimestamp;
  return canonical(template) === canonical(target);
}

/** One step of a Deployment from its former templates to its present one. */
class Rollout {
  /** The ReplicaSet of the present template. */
  private current?: KubeObject;
  private readonly old: KubeObject[];

  constructor(
    private readonly client: SandboxClient,
    private deployment: KubeObject,
    sets: KubeObject[],
  ) {
    this.current = sets.find(set => hasTemplate(set, deployment));
    this.old = sets.filter(set => set !== this.current);
  }

  private get wanted(): number {
    return this.deployment.spec.replicas ?? 1;
  }

  async go(): Promise<void> {
    const recreates = this.deployment.spec.strategy?.type === 'Recreate';
    if (recreates && (await this.scaleDownAll())) {
      return;
    }
    const current = this.current ?? (await this.createReplicaSet());
    this.current = current;
    await this.annotateRevision(current);
    this.current = recreates
      ? await this.scale(current, this.wanted)
      : await this.roll(current);
    await this.dropHistory();
  }

  async writeStatus(): Promise<void> {
    const { deployment, current, old } = this;
    const status = deploymentStatus({ deployment, current, old });
    if (!isEqual(status, deployment.status)) {
      const next = { ...deployment, status };
      await this.client.replaceStatus(resources.deployments, next);
    }
  }

  /** @returns whether pods of former templates are still there */
  private async scaleDownAll(): Promise<boolean> {
    for (const set of this.old) {
      await this.scale(set, 0);
    }
    const { namespace } = this.deployment.metadata;
    const pods = await this.client.list(resources.pods, { namespace });
    return this.old.some(({ metadata: { uid } }) =>
      pods.some(pod => isOwnedBy(pod, uid)),
    );
  }

  private createReplicaSet(): Promise<KubeObject> {
    const { metadata, spec } = this.deployment;
    const hash = templateHash(spec.template);
    const labels = { ...spec.template.metadata?.labels, [HASH]: hash };
    const revision = Math.max(0, ...this.old.map(revisionOf)) + 1;
    const template = structuredClone(spec.template);
    template.metadata = { ...template.metadata, labels };
    return this.client.create(resources.replicaSets, {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${metadata.name}-${hash}`,
        namespace: metadata.namespace,
        labels,
        annotations: { [REVISION]: String(revision) },
        ownerReferences: [
          ownerReference(
            { ...this.deployment, apiVersion: 'apps/v1', kind: 'Deployment' },
            { controller: true },
          ),
        ],
      },
      spec: {
        replicas: 0,
        ...(spec.minReadySeconds && { minReadySeconds: spec.minReadySeconds }),
        selector: {
          ...spec.selector,
          matchLabels: { ...spec.selector?.matchLabels, [HASH]: hash },
        },
        template,
      },
    });
  }

  private async annotateRevision(current: KubeObject) {
    const { namespace, name, annotations } = this.deployment.metadata;
    const revision = current.metadata.annotations?.[REVISION] ?? '1';
    if (annotations?.[REVISION] !== revision) {
      const type = resources.deployments;
      this.deployment = await this.client.patch(type, namespace, name, {
        metadata: { annotations: { [REVISION]: revision } },
      });
    }
  }

  private async roll(current: KubeObject): Promise<KubeObject> {
    const size = sizeOf(current);
    const oldTotal = this.old.reduce((total, set) => total + sizeOf(set), 0);
    const room = this.wanted + maxSurge(this.deployment) - oldTotal - size;
    if (size > this.wanted) {
      return this.scale(current, this.wanted);
    }
    if (size < this.wanted && room > 0) {
      return this.scale(current, Math.min(this.wanted, size + room));
    }
    await this.scaleDownOld(current);
    return current;
  }

  // Pods of former templates go as new ones take their place; those that don't run anyway go first, the oldest before
  // others, and never more than the new template's pods that are still to come leave room for.
  private async scaleDownOld(current: KubeObject) {
    const total = (count: (set: KubeObject) => number) =>
      [current, ...this.old].reduce((sum, set) => sum + count(set), 0);
    const needed = this.wanted - maxUnavailable(this.deployment);
    const coming = sizeOf(current) - availableOf(current);
    let broken = total(sizeOf) - needed - coming;
    let spare = Math.min(broken, total(availableOf) - needed);
    const byAge = [...this.old].sort((a, b) => revisionOf(a) - revisionOf(b));
    for (const set of byAge) {
      const size = sizeOf(set);
      const unready = Math.min(
        Math.max(0, size - availableOf(set)),
        Math.max(0, broken),
      );
      const ready = Math.min(size - unready, Math.max(0, spare - unready));
      broken -= unready + ready;
      spare -= ready;
      if (unready + ready > 0) {
        await this.scale(set, size - unready - ready);
      }
    }
  }

  private async scale(set: KubeObject, replicas: number): Promise<KubeObject> {
    const before = sizeOf(set);
    if (before === replicas) {
      return set;
    }
    const { client, deployment } = this;
    const { namespace, name } = set.metadata;
    const type = resources.replicaSets;
    const spec = { replicas };
    const scaled = await client.patch(type, namespace, name, { spec });
    const direction = replicas > before ? 'up' : 'down';
    await recordEvent(client, deployment, {
      type: 'Normal',
      reason: 'ScalingReplicaSet',
      message: `Scaled ${direction} replica set ${name} from ${before} to ${replicas}`,
      component: 'deployment-controller',
    });
    return scaled;
  }

  private async dropHistory() {
    const limit = this.deployment.spec.revisionHistoryLimit ?? 10;
    const idle = this.old
      .filter(set => set.spec.replicas === 0 && !set.status?.replicas)
      .sort((a, b) => revisionOf(b) - revisionOf(a));
    for (const { metadata } of idle.slice(limit)) {
      const { namespace, name } = metadata;
      await this.client.delete(resources.replicaSets, namespace, name);
    }
  }
}

/** Makes the ReplicaSets of a Deployment follow its template and scale, and writes its status. */
export async function reconcileDeployment(
  client: SandboxClient,
  namespace: string,
  name: string,
): Promise<void> {
  const deployment = await client.get(resources.deployments, namespace, name);
  if (!deployment || deployment.metadata.deletionTimestamp) {
    return;
  }
  const sets = (await client.list(resources.replicaSets, { namespace }))
    .filter(set => isOwnedBy(set, deployment.metadata.uid))
    .filter(set => !set.metadata.deletionTimestamp);
  const rollout = new Rollout(client, deployment, sets);
  if (!deployment.spec.paused) {
    await rollout.go();
  }
  await rollout.writeStatus();
}
