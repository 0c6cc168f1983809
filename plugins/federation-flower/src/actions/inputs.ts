import { InputError } from '@backstage/errors';
import {
  FederationSpec,
  parseFederationSpec,
  WorkloadSecurity,
} from '@backstage-federation/plugin-federation-common';
import type { z as zod } from 'zod/v3';
import {
  nodeMember,
  nodeName,
  place,
  placeRules,
  rules,
} from '../../lib/inputs';
import { placeSpec } from '../../lib/placeSpec';

type Zod = typeof zod;

/** Inputs of the actions that are about one SuperNode and, with TLS, about its SuperLink. */
export const nodeInput = {
  ...place,
  member: nodeMember,
  name: nodeName,
  hubCluster: (z: Zod) =>
    z
      .string()
      .optional()
      .describe("The SuperLink's cluster; needed unless `insecure`"),
  hubNamespace: (z: Zod) =>
    z
      .string()
      .optional()
      .describe("The SuperLink's namespace; needed unless `insecure`"),
};

/** What the handlers hold those inputs against. */
export const nodeRules = {
  ...placeRules,
  member: rules.member,
  name: rules.superNode,
  hubCluster: rules.cluster.optional(),
  hubNamespace: rules.namespace.optional(),
};

/** The inputs' names of the fields of {@link nodeSpec}. */
export const nodeFields = {
  name: 'federation',
  'hub.cluster': 'hubCluster',
  'hub.namespace': 'hubNamespace',
  'members[0].name': 'member',
  'members[0].cluster': 'cluster',
  'members[0].namespace': 'namespace',
  'workload.version': 'version',
};

/** A SuperNode, and where its SuperLink is. */
export interface NodeInput {
  federation: string;
  cluster: string;
  namespace: string;
  member: string;
  name: string;
  hubCluster?: string;
  hubNamespace?: string;
  version?: string;
  security?: WorkloadSecurity;
}

/**
 * A spec with the SuperNode's place and, where it is given, the SuperLink's.
 *
 * @throws InputError when the SuperLink's place is needed and not given
 */
export function nodeSpec(input: NodeInput): FederationSpec {
  const { federation, cluster, namespace, member, name } = input;
  const { hubCluster, hubNamespace, version, security } = input;
  if (hubCluster && hubNamespace) {
    return parseFederationSpec({
      name: federation,
      hub: { cluster: hubCluster, namespace: hubNamespace },
      members: [{ name: member, cluster, namespace, superNodes: [{ name }] }],
      workload: { version, security },
    });
  }
  if (security !== 'insecure') {
    throw new InputError(
      `${
        hubCluster ? 'hubNamespace' : 'hubCluster'
      }: needed, as the SuperNode must know the SuperLink's authority; only a federation whose security is "insecure" can do without`,
    );
  }
  return placeSpec(input);
}
