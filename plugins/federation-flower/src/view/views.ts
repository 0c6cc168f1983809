import {
  FlowerFederationSpec,
  ObjectReference,
  State,
  SuperLinkView,
  SuperNodeView,
} from '@backstage-federation/plugin-federation-common';
import { ControlNode, ControlReading } from '../control/types';
import { lastHeartbeatMs } from '../facts/matchNodes';
import { podView } from '../facts/pods';
import { FlowerProcess } from '../facts/process';
import { SuperNodeFacts } from '../facts/superNodes';

/** Leaves out what is undefined, so that equal views are equal JSON. */
function known<T extends object>(
  parts: T,
): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(
    Object.entries(parts).filter(([, value]) => value !== undefined),
  ) as { [K in keyof T]?: NonNullable<T[K]> };
}

function reference(process: FlowerProcess): ObjectReference | undefined {
  const { deployment, cluster, namespace, name } = process;
  return (
    deployment && {
      cluster,
      namespace,
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name,
    }
  );
}

function heartbeat(node: ControlNode | undefined): string | undefined {
  const ms = node && lastHeartbeatMs(node);
  return ms === undefined || node?.status === 'unregistered'
    ? undefined
    : new Date(Math.round(ms / 1000) * 1000).toISOString();
}

/** @internal */
export function superLinkView(
  process: FlowerProcess,
  states: { state: State; controlApi: State },
  spec: FlowerFederationSpec,
  control: ControlReading | undefined,
): SuperLinkView {
  const { cluster, namespace, name, version, image, pods, pod } = process;
  const certificate = pod?.ready ? control?.certificate : undefined;
  return {
    cluster,
    namespace,
    name,
    version: version ?? spec.workload.version,
    state: states.state,
    pods: pods.map(podView),
    controlApi: states.controlApi,
    ...known({
      image,
      certificate: certificate && {
        hosts: certificate.hosts,
        notAfter: certificate.notAfter,
      },
      ref: reference(process),
    }),
  };
}

/** @internal */
export function superNodeView(
  facts: SuperNodeFacts,
  state: State,
): SuperNodeView {
  const { subject, name, member, cluster, namespace, node, pod } = facts;
  return {
    id: subject.id,
    name,
    member,
    cluster,
    namespace,
    state,
    ...known({
      nodeId: node?.nodeId ?? facts.log?.nodeId,
      version: facts.version,
      pod: pod && podView(pod),
      lastHeartbeat: heartbeat(node),
      ref: reference(facts),
    }),
  };
}

/** A node that no Deployment of the federation runs. @internal */
export function foreignNodeView(row: {
  node: ControlNode;
  name: string;
  state: State;
}): SuperNodeView {
  const { node, name, state } = row;
  return {
    id: `node/${node.nodeId}`,
    name,
    nodeId: node.nodeId,
    state,
    ...known({ lastHeartbeat: heartbeat(node) }),
  };
}
