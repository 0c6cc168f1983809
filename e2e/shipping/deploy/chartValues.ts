/** Keys that values may have: below each, or `any` where Kubernetes' own types begin. */
export type Keys = 'any' | { [key: string]: Keys };

const keys = (names: string): Keys =>
  Object.fromEntries(names.split(' ').map(name => [name, 'any' as const]));

/**
 * The keys of the chart `backstage` of github.com/backstage/charts, as its values.schema.json has them in 2026, which refuses
 * others. The chart itself cannot be had where the tests run.
 */
export const CHART_VALUES: Keys = {
  ...(keys(
    'global kubeVersion nameOverride fullnameOverride clusterDomain commonLabels commonAnnotations extraDeploy',
  ) as object),
  diagnosticMode: keys('enabled command args'),
  ingress: {
    ...(keys(
      'enabled className annotations host extraHosts path extraTls',
    ) as object),
    tls: keys('enabled secretName'),
  },
  backstage: {
    ...(keys(
      'replicas revisionHistoryLimit command args extraAppConfig extraContainers extraEnvVars extraEnvVarsCM extraEnvVarsSecrets extraPorts extraVolumeMounts extraVolumes initContainers installDir resources readinessProbe livenessProbe startupProbe podSecurityContext containerSecurityContext appConfig affinity topologySpreadConstraints nodeSelector tolerations hostAliases podAnnotations podLabels annotations',
    ) as object),
    image: keys('registry repository tag digest pullPolicy pullSecrets'),
    autoscaling: keys(
      'enabled minReplicas maxReplicas targetCPUUtilizationPercentage targetMemoryUtilizationPercentage',
    ),
    pdb: keys('create minAvailable maxUnavailable'),
    containerPorts: keys('backend'),
  },
  service: {
    ...(keys(
      'type sessionAffinity clusterIP loadBalancerIP loadBalancerSourceRanges externalTrafficPolicy annotations extraPorts ipFamilyPolicy ipFamilies',
    ) as object),
    ports: keys('backend name targetPort'),
    nodePorts: keys('backend'),
  },
  networkPolicy: {
    enabled: 'any',
    ingressRules: keys('namespaceSelector podSelector customRules'),
    egressRules: keys('denyConnectionsToExternal customRules'),
  },
  postgresql: 'any',
  serviceAccount: keys(
    'create name labels annotations automountServiceAccountToken',
  ),
  metrics: {
    serviceMonitor: keys('enabled annotations labels interval path port'),
  },
};
