import { KubeObject, resources, SandboxClient } from '../../client';
import { createIfMissing } from '../../shared/objects';
import { COMPONENT } from './names';

const NAME = 'skupper-controller';
const REGISTRY = 'quay.io/skupper';
const VERSION = '2.2.1';

/** Options of {@link installSkupperController}. */
export interface SkupperInstallOptions {
  namespace?: string;
  /** Labels of the namespace, ServiceAccount and Deployment. */
  labels?: Record<string, string>;
}

/**
 * Makes the objects of an ordinary installation of the controller: namespace, ServiceAccount, Deployment. The work is
 * done by `startSkupperController`; its pod is there to be found.
 */
export async function installSkupperController(
  client: SandboxClient,
  options: SkupperInstallOptions = {},
): Promise<void> {
  const { namespace = 'skupper', labels } = options;
  await createIfMissing(client, resources.namespaces, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace, labels },
  });
  await createIfMissing(client, resources.serviceAccounts, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: NAME, namespace, labels },
  });
  await client.apply(
    resources.deployments,
    controllerDeployment({ ...options, namespace }),
    'kubectl',
  );
}

/** The controller's Deployment. As upstream, it has no labels of its own; its pods have. */
export function controllerDeployment(
  options: SkupperInstallOptions & { namespace: string },
): KubeObject {
  const labels = {
    'app.kubernetes.io/name': NAME,
    'app.kubernetes.io/part-of': 'skupper',
    application: NAME,
    [COMPONENT]: 'controller',
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: NAME,
      namespace: options.namespace,
      ...(options.labels && { labels: options.labels }),
    },
    spec: {
      replicas: 1,
      selector: { matchLabels: { application: NAME } },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: NAME,
          securityContext: { runAsNonRoot: true },
          containers: [
            {
              name: 'controller',
              image: `${REGISTRY}/controller:${VERSION}`,
              args: ['-enable-grants', '-grant-server-autoconfigure'],
              env: [
                {
                  name: 'NAMESPACE',
                  valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } },
                },
                { name: 'CONTROLLER_NAME', value: NAME },
                {
                  name: 'SKUPPER_KUBE_ADAPTOR_IMAGE',
                  value: `${REGISTRY}/kube-adaptor:${VERSION}`,
                },
              ],
              ports: [
                { name: 'metrics', containerPort: 9000, protocol: 'TCP' },
              ],
              securityContext: {
                capabilities: { drop: ['ALL'] },
                runAsNonRoot: true,
                allowPrivilegeEscalation: false,
              },
            },
          ],
        },
      },
    },
  };
}
