export * from './federationSpec';
export * from './interconnect/skupper';
export * from './names';
export * from './parseFederationSpec';
export * from './types';
export {
  DEFAULT_FLOWER_VERSION,
  flowerMemberSchema,
  flowerSpec,
  flowerWorkloadSchema,
  superNodeSpecSchema,
  workloadPersistenceSchema,
  workloadSecuritySchema,
  type FlowerFederationSpec,
  type FlowerMemberSpec,
  type FlowerWorkloadSpec,
  type SuperNodeSpec,
  type WorkloadSecurity,
} from './workload/flower';
