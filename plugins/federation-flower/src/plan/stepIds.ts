import { FlowerMemberSpec } from '@backstage-federation/plugin-federation-common';

/** A member and where it is. @public */
export type MemberPlace = Pick<
  FlowerMemberSpec,
  'name' | 'cluster' | 'namespace'
>;

/**
 * Ids of the steps that the workload makes, and of those that it waits for.
 *
 * @public
 */
export const flowerSteps = {
  hubNamespace: 'hub/namespace',
  memberNamespace: (member: string) => `${member}/namespace`,
  linkOperational: (member: string) => `${member}/link-operational`,
  listeners: (member: string) => `${member}/listeners`,
  certificates: 'hub/certificates',
  authority: (member: string) => `${member}/authority`,
  superNodeKeys: (member: string) => `${member}/supernode-keys`,
  superNodesRegistered: (member: string) => `${member}/supernodes-registered`,
  superNodesUnregistered: (member: string) =>
    `${member}/supernodes-unregistered`,
  superLinkVolume: 'hub/superlink-volume',
  superLink: 'hub/superlink',
  superLinkAvailable: 'hub/superlink-available',
  superNodes: (member: string) => `${member}/supernodes`,
  superNodesRunning: (member: string) => `${member}/supernodes-running`,
  superNodesOnline: 'supernodes-online',
} as const;
