import { FederationSpecInput } from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  Adapters,
  Observed,
  PlanStep,
  Workload,
} from '@backstage-federation/plugin-federation-node';
import {
  FLEET_API,
  grant,
  guideSpec,
  hubSite,
  memberSite,
  observedOf,
} from './objects';
import { planSkupper } from '../plan';
import { skupper } from '../skupper';

/** A link certificate's Secret, as the controller makes it. */
const secret: KubeObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'link-supernode-1', namespace: 'flower-openshift-demo' },
  data: { 'ca.crt': 'QQ==', 'tls.crt': 'QQ==', 'tls.key': 'QQ==' },
};

/** What the steps that need other objects get. */
const INPUTS: Record<string, KubeObject> = {
  hubSite: hubSite(),
  memberSite: memberSite(),
  grant: grant(),
  secret,
};

/** Skupper alone, under a workload that makes nothing. */
export const skupperAlone: Adapters = {
  interconnect: skupper,
  workload: {
    services: () => [FLEET_API],
    plan: () => [],
    owns: () => undefined,
  } as Partial<Workload> as Workload,
};

/** The plan of the guide's federation. */
export function guidePlan(
  change: Partial<FederationSpecInput> = {},
  observed: Observed = observedOf(),
): PlanStep[] {
  return planSkupper(guideSpec(change), [FLEET_API], observed);
}

/** Everything that a plan writes, by step. */
export function writtenBy(
  plan: PlanStep[],
): { id: string; object: KubeObject }[] {
  return plan.flatMap(step => {
    if (step.kind === 'ensure') {
      return step.objects.map(object => ({ id: step.id, object }));
    }
    return step.kind === 'transfer'
      ? step.objects(INPUTS).map(object => ({ id: step.id, object }))
      : [];
  });
}

/** The specs of all objects of a kind that the guide's plans write, by token and by certificate. */
export function specsOf(kind: string): any[] {
  return (['token', 'certificate'] as const).flatMap(linkMode =>
    writtenBy(guidePlan({ interconnect: { kind: 'skupper', linkMode } }))
      .filter(({ object }) => object.kind === kind && object.spec)
      .map(({ object }) => object.spec),
  );
}

/** Whether one step waits for another, directly or not. */
export function waitsFor(plan: PlanStep[], id: string, other: string): boolean {
  const step = plan.find(s => s.id === id);
  return (step?.dependsOn ?? []).some(
    before => before === other || waitsFor(plan, before, other),
  );
}
