import { KubeObject, KubeStatusError, resources } from '../../client';
import { createIfMissing } from '../../shared/objects';
import { readTemplates } from '../../shared/templates';
import { bundleOf } from './catalog';
import { list, OlmContext, writeStatus } from './context';

const template = readTemplates(require.resolve('./objects.yaml'));

/** Carries an InstallPlan out as soon as it is approved. */
export async function carryOut(
  ctx: OlmContext,
  namespace: string,
  name: string,
): Promise<void> {
  const plan = ctx.kinds.installPlans.get(namespace, name);
  const { phase } = plan?.status ?? {};
  if (!plan || ['Complete', 'Failed'].includes(phase)) {
    return;
  }
  const enter = (next: string, more: object = {}) =>
    phase === next
      ? undefined
      : writeStatus(ctx, 'installPlans', plan, {
          phase: next,
          catalogSources: [],
          ...more,
        });
  if (!plan.spec.approved) {
    await enter('RequiresApproval');
    return;
  }
  await enter('Installing');
  const isOver = ctx.isOver(ctx.timings.planMs, 'plan', 'plan', plan);
  if (!isOver || isContested(ctx, plan)) {
    return;
  }
  try {
    for (const version of plan.spec.clusterServiceVersionNames) {
      await install(ctx, namespace, version);
    }
  } catch (error) {
    if (!(error instanceof KubeStatusError) || error.code !== 422) {
      throw error;
    }
    const { message } = error;
    const reason = 'InstallComponentFailed';
    await enter('Failed', {
      message,
      conditions: [{ type: 'Installed', status: 'False', reason, message }],
    });
    return;
  }
  await enter('Complete', {
    conditions: [{ type: 'Installed', status: 'True' }],
  });
}

/** Whether Subscriptions of two names want one package: the real one then disagrees with itself for ever. */
function isContested(ctx: OlmContext, { metadata, spec }: KubeObject): boolean {
  const packages = list(ctx, 'subscriptions', metadata.namespace!).map(
    subscription => subscription.spec.name,
  );
  return spec.clusterServiceVersionNames.some((version: string) => {
    const name = bundleOf(version)?.package;
    return packages.filter(other => other === name).length > 1;
  });
}

/** Makes what comes with a version: first it itself, then the types, then the rest. */
async function install(ctx: OlmContext, namespace: string, name: string) {
  const { client, labels } = ctx;
  const { clusterServiceVersions, customResourceDefinitions } = ctx.kinds;
  const bundle = bundleOf(name)!;
  const replaced = list(ctx, 'clusterServiceVersions', namespace).find(
    version =>
      version.metadata.name !== name &&
      bundleOf(version.metadata.name)?.package === bundle.package,
  );
  const owned = bundle.definitions.map(({ metadata, spec }) => ({
    name: metadata.name,
    kind: spec.names.kind,
    version: spec.versions[0].name,
  }));
  if (!clusterServiceVersions.get(namespace, name)) {
    const { required, deployments } = bundle;
    const values = { ...bundle, name, namespace, owned, required, deployments };
    await createIfMissing(
      client,
      clusterServiceVersions.type,
      template('clusterServiceVersion', {
        ...values,
        replaces: replaced?.metadata.name,
      }),
    );
  }
  for (const { spec } of bundle.deployments) {
    const { serviceAccountName } = spec.template.spec;
    await createIfMissing(
      client,
      resources.serviceAccounts,
      template('serviceAccount', {
        name: serviceAccountName,
        namespace,
        labels,
      }),
    );
  }
  const { refused } = bundle;
  for (const definition of [
    ...bundle.definitions,
    ...(refused ? [refused] : []),
  ]) {
    await createIfMissing(client, customResourceDefinitions.type, definition);
  }
}
