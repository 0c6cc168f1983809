import { InputError } from '@backstage/errors';
import {
  clusterName,
  dnsLabel,
  memberName,
  FlowerFederationSpec,
  flowerSpec,
  parseFederationSpec,
  superNodeSpecSchema,
  flowerWorkloadSchema,
} from '@backstage-federation/plugin-federation-common';
import {
  placeInput,
  placeSpec,
} from '@backstage-federation/plugin-federation-node';
import { z } from 'zod';

export const { version } = flowerWorkloadSchema.shape;
export const security = flowerWorkloadSchema.shape.security.describe(
  "The federation's security; default supernode-auth",
);
const { persistence, storageClass, imageRegistry } = flowerWorkloadSchema.shape;

/** Inputs of the actions that are about a SuperLink. */
export const superLinkInput = placeInput.extend({
  version,
  security,
  installDependencies: flowerWorkloadSchema.shape.installDependencies,
});

/** Inputs of the action that makes one. */
export const newSuperLinkInput = superLinkInput.extend({
  persistence,
  storageClass,
  imageRegistry,
});

/** Inputs of the action that makes a SuperNode, besides {@link superNodeInput}. */
export const newSuperNodeInput = { imageRegistry };

/** The inputs' names of the fields of {@link superLinkSpec}. */
export const superLinkFields = {
  'workload.version': 'version',
  'workload.persistence': 'persistence',
  'workload.storageClass': 'storageClass',
  'workload.imageRegistry': 'imageRegistry',
};

/** A spec with the SuperLink's place only. */
export function superLinkSpec(
  input: z.output<typeof superLinkInput> &
    Partial<z.output<typeof newSuperLinkInput>>,
): FlowerFederationSpec {
  const workload = {
    version: input.version,
    security: input.security,
    installDependencies: input.installDependencies,
    persistence: input.persistence,
    storageClass: input.storageClass,
    imageRegistry: input.imageRegistry,
  };
  return flowerSpec(placeSpec(input, { workload }));
}

/** Inputs of the actions that are about one SuperNode and, with TLS, about its SuperLink. */
export const superNodeInput = placeInput.extend({
  member: memberName('member').describe('Name of the member'),
  name: superNodeSpecSchema.shape.name
    .default('supernode-1')
    .describe('Name of the Deployment; default supernode-1'),
  hubCluster: clusterName
    .optional()
    .describe("The SuperLink's cluster; needed unless `insecure`"),
  hubNamespace: dnsLabel('namespace')
    .optional()
    .describe("The SuperLink's namespace; needed unless `insecure`"),
  version,
});

/** The inputs' names of the fields of {@link superNodeSpec}. */
export const superNodeFields = {
  name: 'federation',
  'hub.cluster': 'hubCluster',
  'hub.namespace': 'hubNamespace',
  'members[0].name': 'member',
  'members[0].cluster': 'cluster',
  'members[0].namespace': 'namespace',
  'members[0].superNodes[0].name': 'name',
  'workload.version': 'version',
};

/**
 * A spec with the SuperNode's place and, where it is given, the SuperLink's.
 *
 * @throws InputError when the SuperLink's place is needed and not given
 */
export function superNodeSpec(
  input: z.output<typeof superNodeInput> & { imageRegistry?: string },
  kind: z.output<typeof security>,
): FlowerFederationSpec {
  const { federation, cluster, namespace, member, name } = input;
  const { hubCluster, hubNamespace } = input;
  const workload = {
    version: input.version,
    security: kind,
    imageRegistry: input.imageRegistry,
  };
  if (hubCluster && hubNamespace) {
    return flowerSpec(
      parseFederationSpec({
        name: federation,
        hub: { cluster: hubCluster, namespace: hubNamespace },
        members: [{ name: member, cluster, namespace, superNodes: [{ name }] }],
        workload,
      }),
    );
  }
  if (kind !== 'insecure') {
    throw new InputError(
      `${
        hubCluster ? 'hubNamespace' : 'hubCluster'
      }: needed, as the SuperNode must know the SuperLink's authority; only a federation whose security is "insecure" can do without`,
    );
  }
  return flowerSpec(placeSpec(input, { workload }));
}
