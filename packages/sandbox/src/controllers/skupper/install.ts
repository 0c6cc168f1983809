import { resources, SandboxClient } from '../../client';
import { createIfMissing } from '../../shared/objects';
import { readTemplates } from '../../shared/templates';

const template = readTemplates(require.resolve('./controller.yaml'));

/**
 * Makes the objects of an ordinary installation of the controller: namespace, ServiceAccount, Deployment. The work is
 * done by `startSkupperController`; its pod is there to be found.
 *
 * @param values - the namespace, and labels of the namespace, the ServiceAccount and the Deployment
 */
export async function installSkupperController(
  client: SandboxClient,
  values: { namespace?: string; labels?: Record<string, string> } = {},
): Promise<void> {
  const { namespaces, serviceAccounts, deployments } = resources;
  const make = (name: string) =>
    template(name, { namespace: 'skupper', ...values });
  await createIfMissing(client, namespaces, make('namespace'));
  await createIfMissing(client, serviceAccounts, make('serviceAccount'));
  await client.apply(deployments, make('deployment'), 'kubectl');
}
