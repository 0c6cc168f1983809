import { hostname } from 'node:os';
import {
  AuditorService,
  AuthService,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { ConflictError, toError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  FederationSpec,
  Finding,
} from '@backstage-federation/plugin-federation-common';
import {
  ActionContext,
  ClusterSnapshot,
  defineStepsAction,
  FederationAdapters,
  federationInput,
  Mend,
  SpecClaim,
} from '@backstage-federation/plugin-federation-node';
import { KubernetesClusters } from '@backstage-federation/kubernetes-clusters';

/** Pause after a try. It doubles with each further one, up to the longest, until nothing is to be mended for as long. */
const PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 1_800_000;
/** How long others who change the federation are waited for: longer than the lease of one that was killed lasts. */
const WAIT_MS = 20_000;
/** How long the view says what was mended. */
const SAID_FOR_MS = 600_000;

/** The one who mends, as others read it who have to wait: another one in each process. */
const HOLDER = `the backend itself (${hostname()}, process ${process.pid})`;

/** Whoever wrote the configuration has permitted it: no person asks for it. */
const permitted: PermissionsService = {
  authorize: async asked => asked.map(() => ({ result: AuthorizeResult.ALLOW })),
  authorizeConditional: async asked =>
    asked.map(() => ({ result: AuthorizeResult.ALLOW })),
};

/** What mending by itself needs of a backend. */
export interface Mending {
  adapters: FederationAdapters;
  auditor: AuditorService;
  auth: AuthService;
  /** Pause after the first try, milliseconds. */
  pauseMs?: number;
}

/**
 * Mends by itself what a federation's workload has lost, where the configuration allows it: with the steps, checks and the
 * lease of an action, never more than one try in a while, and each of them in the audit log. What it may not do, or cannot, stays with the
 * finding that tells a person what to do.
 */
export class Mender {
  /** What was mended in the last minutes. */
  findings: Finding[] = [];
  #running = false;
  #tries = 0;
  #notBefore = 0;
  #lastError = '';
  #forget: NodeJS.Timeout | undefined;

  constructor(
    private readonly options: Mending & {
      clusters: KubernetesClusters;
      logger: LoggerService;
      signal: AbortSignal;
      /** The findings changed. */
      onChange(): void;
    },
  ) {
    options.signal.addEventListener('abort', () => clearTimeout(this.#forget));
  }

  /**
   * Looks whether something is to be mended, and begins with it.
   *
   * @param claim - the spec as it is stored, with `spec` parsed by its adapters
   * @param reading - of the workload's probe
   */
  look(
    claim: SpecClaim,
    spec: FederationSpec,
    clusters: ClusterSnapshot[],
    reading: unknown,
  ): void {
    const { adapters, pauseMs = PAUSE_MS, signal } = this.options;
    if (this.#running || signal.aborted || Date.now() < this.#notBefore) return;
    const mend = adapters.for(spec).workload.mend?.(spec, clusters, reading);
    if (!mend) {
      this.#tries = 0;
      return;
    }
    const pause = Math.min(pauseMs * 2 ** this.#tries, LONGEST_PAUSE_MS);
    this.#tries++;
    this.#running = true;
    this.#mend(claim, spec, mend).finally(() => {
      this.#running = false;
      this.#notBefore = Date.now() + pause;
    });
  }

  async #mend(claim: SpecClaim, spec: FederationSpec, mend: Mend) {
    const { auditor, logger, signal } = this.options;
    const { name } = spec;
    const { title } = mend.finding;
    let event: Awaited<ReturnType<AuditorService['createEvent']>> | undefined;
    const action = actionOf(claim, spec, mend, async () => {
      event = await auditor.createEvent({
        eventId: 'federation-mend',
        severityLevel: 'medium',
        meta: { federation: name, what: title },
      });
    });
    try {
      const run = async (dryRun: boolean) => {
        const context = this.#context(dryRun);
        return (await action.run({ federation: name }, context)).changed;
      };
      // Tells beforehand which rights are missing, and whether there is anything to do.
      if (!(await run(true))) return;
      const changed = await run(false);
      await event?.success({ meta: { changed } });
      this.#lastError = '';
      if (changed) this.#say(mend.finding);
    } catch (thrown) {
      const error = toError(thrown);
      await event?.fail({ error }).catch(() => {});
      if (signal.aborted || error.message === this.#lastError) return;
      this.#lastError = error.message;
      logger.warn(
        `Federation ${name}: the backend cannot mend by itself what it should (${title}): ${error.message}`,
      );
    }
  }

  #context(dryRun: boolean): ActionContext {
    const { adapters, auth, clusters, logger, signal } = this.options;
    return {
      adapters,
      clusters,
      logger,
      signal,
      dryRun,
      permissions: permitted,
      holder: HOLDER,
      waitMs: WAIT_MS,
      workspacePath: '',
      credentials: () => auth.getOwnServiceCredentials(),
      checkpoint: ({ fn }) => fn(),
    };
  }

  #say(finding: Finding) {
    const { onChange } = this.options;
    const at = new Date().toISOString();
    this.findings = [
      {
        ...finding,
        evidence: [
          ...finding.evidence,
          { kind: 'api', source: 'federation backend', text: 'mended it', at },
        ],
      },
    ];
    clearTimeout(this.#forget);
    this.#forget = setTimeout(() => {
      this.findings = [];
      onChange();
    }, SAID_FOR_MS);
    this.#forget.unref();
    onChange();
  }
}

/**
 * The action that mends, declared as those that templates have: so it has their checks. It is offered to nobody.
 *
 * @param onStart - called when nothing but the steps is left to do
 */
function actionOf(
  claim: SpecClaim,
  spec: FederationSpec,
  { finding, steps }: Mend,
  onStart: () => Promise<void>,
) {
  return defineStepsAction({
    id: 'federation:mend',
    description: 'Mends what a federation has lost',
    examples: [],
    input: federationInput,
    access: 'make',
    async plan(_, context) {
      const { standing } = await context.claims();
      const now = standing.get(spec.name)?.object.metadata;
      const { uid, resourceVersion } = claim.object.metadata;
      if (
        now?.uid !== uid ||
        now?.resourceVersion !== resourceVersion ||
        now?.deletionTimestamp
      ) {
        throw new ConflictError(
          `the spec of "${spec.name}" is another than the one that was looked at, so nothing was changed`,
        );
      }
      if (!context.dryRun) await onStart();
      return { spec, steps, done: finding.title };
    },
  });
}
