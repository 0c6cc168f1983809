import { hostname } from 'node:os';
import {
  AuditorService,
  AuditorServiceEvent,
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
  authorize: async asked =>
    asked.map(() => ({ result: AuthorizeResult.ALLOW })),
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
  #lastErrors: string[] = [];

  constructor(
    private readonly options: Mending & {
      clusters: KubernetesClusters;
      logger: LoggerService;
      signal: AbortSignal;
      /** The findings changed. */
      onChange(): void;
    },
  ) {}

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
    const { workload } = adapters.for(spec);
    const mends = workload.mend?.(spec, clusters, reading) ?? [];
    if (!mends.length) {
      this.#tries = 0;
      return;
    }
    const pause = Math.min(pauseMs * 2 ** this.#tries, LONGEST_PAUSE_MS);
    this.#tries++;
    this.#running = true;
    this.#mend(claim, spec, mends).finally(() => {
      this.#running = false;
      this.#notBefore = Date.now() + pause;
    });
  }

  /** All at once; where a right is missing, what can be done without it. */
  async #mend(claim: SpecClaim, spec: FederationSpec, mends: Mend[]) {
    const errors = [await this.#try(claim, spec, mends)];
    if (errors[0]?.name === 'NotAllowedError' && mends.length > 1) {
      errors.pop();
      for (const mend of mends) {
        errors.push(await this.#try(claim, spec, [mend]));
      }
    }
    const messages = errors.flatMap(error => error?.message ?? []);
    for (const message of messages) {
      if (!this.#lastErrors.includes(message)) {
        this.options.logger.warn(
          `Federation ${spec.name}: the backend cannot mend by itself what it should: ${message}`,
        );
      }
    }
    this.#lastErrors = messages;
  }

  /** @returns why it was not done */
  async #try(
    claim: SpecClaim,
    spec: FederationSpec,
    mends: Mend[],
  ): Promise<Error | undefined> {
    const { auditor, signal } = this.options;
    const { name } = spec;
    const audit: { event?: AuditorServiceEvent } = {};
    const what = mends.map(({ finding }) => finding.title);
    const action = actionOf(claim, spec, mends, async () => {
      audit.event = await auditor.createEvent({
        eventId: 'federation-mend',
        severityLevel: 'medium',
        meta: { federation: name, what },
      });
    });
    try {
      const run = async (dryRun: boolean) => {
        const context = this.#context(dryRun);
        return (await action.run({ federation: name }, context)).changed;
      };
      // Tells beforehand which rights are missing, and whether there is anything to do.
      if (!(await run(true))) return undefined;
      const changed = await run(false);
      await audit.event?.success({ meta: { changed } });
      if (changed) this.#say(mends.map(({ finding }) => finding));
      return undefined;
    } catch (thrown) {
      const error = toError(thrown);
      await audit.event?.fail({ error }).catch(() => {});
      return signal.aborted ? undefined : error;
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

  #say(mended: Finding[]) {
    const at = new Date().toISOString();
    const source = 'federation backend';
    const said = mended.map(
      (finding): Finding => ({
        ...finding,
        evidence: [
          ...finding.evidence,
          { kind: 'api', source, text: 'mended it', at },
        ],
      }),
    );
    // One of each kind about each part.
    const isSaidAnew = (one: Finding) =>
      said.some(
        ({ cause, subject }) =>
          cause === one.cause && subject.id === one.subject.id,
      );
    this.#show([...this.findings.filter(one => !isSaidAnew(one)), ...said]);
    const timer = setTimeout(
      () => this.#show(this.findings.filter(one => !said.includes(one))),
      SAID_FOR_MS,
    );
    timer.unref();
    this.options.signal.addEventListener('abort', () => clearTimeout(timer));
  }

  #show(findings: Finding[]) {
    this.findings = findings;
    this.options.onChange();
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
  mends: Mend[],
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
      return {
        spec,
        steps: observed => mends.flatMap(({ steps }) => steps(observed)),
        done: mends.map(({ finding }) => finding.title).join(' '),
      };
    },
  });
}
