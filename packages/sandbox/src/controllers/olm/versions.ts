import { KubeObject, KubeStatusError, resources } from '../../client';
import { isEqual, ownerReference } from '../../shared/objects';
import { readTemplates } from '../../shared/templates';
import { list, OlmContext, open, stateOf, writeStatus } from './context';
import { unsupportedMode } from './installModes';
import { requirementsOf } from './requirements';
import { deploymentsOf, enterPhase, stateOfVersion } from './versionPhases';

const template = readTemplates(require.resolve('./objects.yaml'));
const KIND = 'clusterServiceVersions';

/** One change of a ClusterServiceVersion. */
interface Work {
  ctx: OlmContext;
  version: KubeObject;
  /** @param more - fields of the status beside those of the phase */
  enter(
    state: string,
    values?: Record<string, unknown>,
    more?: object,
  ): Promise<void>;
  /** Whether the phase has taken its time. */
  isOver(ms?: number): boolean;
}

const PHASES: Record<string, (work: Work) => Promise<void>> = {
  '': ({ enter }) => enter('Pending/RequirementsUnknown'),
  'Pending/RequirementsUnknown': checkRequirements,
  'Pending/RequirementsNotMet': checkRequirements,
  'Pending/NeedsReinstall': checkRequirements,
  'InstallReady/AllRequirementsMet': install,
  async 'Installing/InstallSucceeded'({ ctx, version, enter, isOver }) {
    if (isOver()) {
      await enter('Installing/InstallWaiting', found(ctx, version));
    }
  },
  'Installing/InstallWaiting': waitForDeployments,
  'Failed/InstallCheckFailed': tryAgain,
  'Succeeded/InstallSucceeded': removeReplaced,
};

/** Brings a ClusterServiceVersion one phase further, where it can go. */
export async function advance(
  ctx: OlmContext,
  namespace: string,
  name: string,
): Promise<void> {
  const version = ctx.kinds[KIND].get(namespace, name);
  if (!version || version.metadata.deletionTimestamp) {
    return;
  }
  const state = stateOfVersion(version);
  const work: Work = {
    ctx,
    version,
    async enter(next, values, more) {
      const same = next === state;
      const status = {
        ...(same ? version.status : enterPhase(version, next, values)),
        ...more,
      };
      if (!isEqual(status, version.status)) {
        await writeStatus(ctx, KIND, version, status);
      }
    },
    isOver(ms = ctx.timings.phaseMs) {
      // Each time that it is in this phase.
      const time = version.status?.conditions?.length ?? 0;
      return ctx.isOver(ms, `${state} ${time}`, 'version', version);
    },
  };
  if (!(await checkMode(work, state))) {
    await PHASES[state ?? '']?.(work);
  }
}

const UNSUPPORTED = 'Failed/UnsupportedOperatorGroup';

/** @returns whether the OperatorGroup keeps the version from going on */
async function checkMode(work: Work, state: string | undefined) {
  const { ctx, version, enter } = work;
  if (state?.startsWith('Succeeded')) {
    return false;
  }
  const [group] = list(ctx, 'operatorGroups', version.metadata.namespace!);
  const error = unsupportedMode(version, group);
  if (error) {
    await enter(UNSUPPORTED, { error });
  } else if (state === UNSUPPORTED) {
    await enter('Pending/RequirementsUnknown');
  }
  return Boolean(error);
}

async function checkRequirements({ ctx, version, enter, isOver }: Work) {
  if (!isOver()) {
    return;
  }
  const requirementStatus = requirementsOf(
    version,
    ctx.kinds.customResourceDefinitions.list(),
  );
  const isMet = requirementStatus.every(({ status }) => status === 'Present');
  const isFirst = stateOfVersion(version) === 'Pending/RequirementsUnknown';
  // Types that were just made are not seen at the first look.
  const next =
    isFirst || !isMet
      ? 'Pending/RequirementsNotMet'
      : 'InstallReady/AllRequirementsMet';
  await enter(next, {}, { requirementStatus });
}

async function install({ ctx, version, enter, isOver }: Work) {
  const { name, namespace } = version.metadata;
  for (const deployment of version.spec.install.spec.deployments) {
    const wanted = template('deployment', {
      ...deployment,
      namespace,
      labels: {
        'olm.owner': name,
        'olm.owner.namespace': namespace,
        ...ctx.labels,
      },
      owner: ownerReference(version),
    });
    try {
      await ctx.client.apply(resources.deployments, wanted, 'olm');
    } catch (error) {
      if (!(error instanceof KubeStatusError) || error.code !== 422) {
        throw error;
      }
      await enter('Failed/InstallComponentFailed', { error: error.message });
      return;
    }
  }
  if (isOver()) {
    await enter('Installing/InstallSucceeded');
  }
}

async function waitForDeployments(work: Work) {
  const { ctx, version, enter, isOver } = work;
  const { isAvailable, exceeded } = found(ctx, version);
  if (isAvailable) {
    await succeed(work);
  } else if (exceeded) {
    await enter('Failed/InstallCheckFailed', { error: exceeded });
  } else if (isOver(ctx.timings.installTimeoutMs)) {
    const error = template<string>('timeout');
    await enter('Failed/InstallCheckFailed', { error });
  }
}

/** After a failure: by itself where the time was over, else when the Deployment comes up after all. */
async function tryAgain(work: Work) {
  const { ctx, version, enter, isOver } = work;
  const now = found(ctx, version);
  if (now.isAvailable) {
    await succeed(work);
  } else if (!now.exceeded && isOver(ctx.timings.failedMs)) {
    await enter('Pending/NeedsReinstall', now);
  }
}

async function succeed({ ctx, version, enter }: Work) {
  const { namespace } = version.metadata;
  await ctx.onSucceeded(version);
  await enter('Succeeded/InstallSucceeded');
  // There may be a newer one.
  if (!stateOf(ctx, namespace!).failure) {
    open(ctx, namespace!);
  }
}

async function removeReplaced({ ctx, version }: Work) {
  const { namespace } = version.metadata;
  const { replaces } = version.spec;
  if (replaces && ctx.kinds[KIND].get(namespace, replaces)) {
    await ctx.client.delete(ctx.kinds[KIND].type, namespace, replaces);
  }
}

function found(ctx: OlmContext, version: KubeObject) {
  return deploymentsOf(version, name =>
    ctx.kinds.deployments.get(version.metadata.namespace, name),
  );
}
