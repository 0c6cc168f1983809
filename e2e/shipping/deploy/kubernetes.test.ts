import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse, parseAllDocuments } from 'yaml';
import { root } from '../../../scripts/lib.mjs';
import { kubectl } from '../../support/kubectl';
import { SandboxProcess } from '../../support/sandbox';
import { CHART_VALUES, Keys } from './chartValues';

const read = (file: string) =>
  parse(readFileSync(join(root, 'deploy', file), 'utf8'));

/** Keys of a value that a schema does not have, as paths. */
function unknownKeys(value: any, keys: Keys, path = ''): string[] {
  if (keys === 'any' || typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) =>
    key in keys
      ? unknownKeys(below, keys[key], `${path}.${key}`)
      : [`${path}.${key}`],
  );
}

/** What Pod Security "restricted" asks of a pod; texts of what it breaks. */
function brokenRules(pod: any): string[] {
  const broken: string[] = [];
  const rule = (holds: unknown, text: string) => {
    if (!holds) broken.push(text);
  };
  for (const key of ['hostNetwork', 'hostPID', 'hostIPC']) {
    rule(!pod[key], key);
  }
  const VOLUMES = [
    ...['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral'],
    ...['persistentVolumeClaim', 'projected', 'secret'],
  ];
  for (const { name, ...volume } of pod.volumes ?? []) {
    rule(
      Object.keys(volume).every(kind => VOLUMES.includes(kind)),
      `volume ${name}`,
    );
  }
  for (const { securityContext = {}, ports = [] } of pod.containers) {
    const of = (key: string) =>
      securityContext[key] ?? pod.securityContext?.[key];
    rule(!securityContext.privileged, 'privileged');
    rule(securityContext.allowPrivilegeEscalation === false, 'escalation');
    rule(securityContext.capabilities?.drop?.includes('ALL'), 'drop ALL');
    rule(!securityContext.capabilities?.add?.length, 'add');
    rule(of('runAsNonRoot') === true, 'runAsNonRoot');
    rule(of('runAsUser') !== 0, 'runAsUser');
    rule(
      ['RuntimeDefault', 'Localhost'].includes(of('seccompProfile')?.type),
      'seccompProfile',
    );
    rule(
      ports.every(({ hostPort }: any) => !hostPort),
      'hostPort',
    );
  }
  return broken;
}

describe('deploy/kubernetes', () => {
  const built = () =>
    parseAllDocuments(
      kubectl(undefined, ['kustomize', 'deploy/kubernetes/base']).stdout,
    ).map(document => document.toJS());
  const one = (kind: string) => {
    const found = built().filter(object => object.kind === kind);
    assert.equal(found.length, 1, kind);
    return found[0];
  };

  describe('plain files', () => {
    let sandbox: SandboxProcess;
    before(async () => {
      sandbox = await SandboxProcess.start({
        clusters: 1,
        without: ['kubelet'],
      });
    });
    after(() => sandbox?.stop());

    it('are taken by a fresh cluster, and nothing changes the second time', () => {
      const cluster = {
        kubeconfig: sandbox.kubeconfig,
        context: sandbox.clusters[0],
      };
      const apply = () =>
        kubectl(cluster, ['apply', '-k', 'deploy/kubernetes/base']).stdout;
      const lines = (output: string) => output.trim().split('\n');
      for (const line of lines(apply())) assert.match(line, / created$/);
      for (const line of lines(apply())) assert.match(line, / unchanged$/);
    });
  });

  it('the pods meet Pod Security "restricted"', () => {
    assert.deepEqual(brokenRules(one('Deployment').spec.template.spec), []);
    assert.equal(
      one('Namespace').metadata.labels['pod-security.kubernetes.io/enforce'],
      'restricted',
    );
    // The rules themselves can fail.
    assert.ok(brokenRules({ containers: [{}] }).length >= 4);
  });

  it('the pods’ root file system is read-only, they have no token, and there are several', () => {
    const { replicas, template, strategy } = one('Deployment').spec;
    const [{ securityContext, volumeMounts }] = template.spec.containers;
    assert.equal(securityContext.readOnlyRootFilesystem, true);
    assert.deepEqual(
      volumeMounts
        .filter(({ readOnly }: any) => !readOnly)
        .map(({ mountPath }: any) => mountPath),
      ['/tmp'],
    );
    assert.equal(template.spec.automountServiceAccountToken, false);
    assert.ok(replicas >= 2);
    assert.equal(strategy.rollingUpdate.maxUnavailable, 0);
  });

  it('everything that selects the pods selects their labels', () => {
    const { labels } = one('Deployment').spec.template.metadata;
    const monitor = parse(
      readFileSync(join(root, 'deploy/monitoring/podmonitor.yaml'), 'utf8'),
    );
    for (const selector of [
      one('Service').spec.selector,
      one('NetworkPolicy').spec.podSelector.matchLabels,
      one('PodDisruptionBudget').spec.selector.matchLabels,
      read('monitoring/networkpolicy.yaml').spec.podSelector.matchLabels,
      monitor.spec.selector.matchLabels,
    ]) {
      assert.ok(Object.keys(selector).length);
      for (const [key, value] of Object.entries(selector)) {
        assert.equal(labels[key], value, key);
      }
    }
    const [{ ports }] = one('Deployment').spec.template.spec.containers;
    const names = ports.map(({ name }: any) => name);
    assert.ok(names.includes(one('Service').spec.ports[0].targetPort));
    assert.ok(names.includes(monitor.spec.podMetricsEndpoints[0].port));
  });

  describe('values of the Backstage chart', () => {
    const values = read('kubernetes/values.yaml');

    it('have keys that the chart has, and no others', () => {
      assert.deepEqual(unknownKeys(values, CHART_VALUES), []);
      assert.deepEqual(
        unknownKeys({ backstage: { replica: 1 } }, CHART_VALUES),
        ['.backstage.replica'],
      );
    });

    it('make the same pods as the plain files', () => {
      const { replicas, template } = one('Deployment').spec;
      const { spec } = template;
      const [container] = spec.containers;
      const { backstage, serviceAccount } = values;
      /** Probes name the port in the one, and have its number in the other. */
      const numbered = (probe: any) => ({
        ...probe,
        httpGet: { ...probe.httpGet, port: 7007 },
      });
      assert.deepEqual(
        {
          replicas: backstage.replicas,
          image: `${backstage.image.registry}/${backstage.image.repository}:${backstage.image.tag}`,
          args: backstage.args,
          env: backstage.extraEnvVars,
          secrets: backstage.extraEnvVarsSecrets,
          mounts: backstage.extraVolumeMounts,
          volumes: backstage.extraVolumes,
          pod: backstage.podSecurityContext,
          container: backstage.containerSecurityContext,
          resources: backstage.resources,
          spread: backstage.topologySpreadConstraints[0].topologyKey,
          startup: backstage.startupProbe,
          readiness: backstage.readinessProbe,
          liveness: backstage.livenessProbe,
          account: serviceAccount.name,
          token: serviceAccount.automountServiceAccountToken,
        },
        {
          replicas,
          image: container.image,
          args: container.args,
          env: container.env,
          secrets: container.envFrom.map(
            ({ secretRef }: any) => secretRef.name,
          ),
          mounts: container.volumeMounts,
          volumes: spec.volumes,
          pod: spec.securityContext,
          container: container.securityContext,
          resources: container.resources,
          spread: spec.topologySpreadConstraints[0].topologyKey,
          startup: numbered(container.startupProbe),
          readiness: numbered(container.readinessProbe),
          liveness: numbered(container.livenessProbe),
          account: spec.serviceAccountName,
          token: one('ServiceAccount').automountServiceAccountToken,
        },
      );
    });

    it('let the same through as the NetworkPolicy', () => {
      const { ingressRules, egressRules } = values.networkPolicy;
      const { ingress, egress } = one('NetworkPolicy').spec;
      assert.deepEqual(ingressRules.customRules, ingress);
      assert.deepEqual(egressRules.customRules, egress);
    });
  });
});
