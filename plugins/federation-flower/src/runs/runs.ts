import { createHash } from 'node:crypto';
import {
  InputError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { FlowerFederationSpec } from '@backstage-federation/plugin-federation-common';
import { ClusterClient } from '@backstage-federation/kubernetes-clusters';
import { callControl, ControlCallOptions } from '../control/callControl';
import { CONTROL_CODES, ControlApiError } from '../control/controlApiError';
import {
  decodeRuns,
  decodeStartRun,
  encodeRunId,
  encodeStartRun,
  FlowerRun,
  RunConfigValue,
} from '../control/runMessages';
import { superLinkApi } from '../plan/superLinkAccess';

/** A SuperLink answers 200 without a run for more. */
const MAX_FAB_BYTES = 10 * 1024 * 1024;
/** Unpacking an app takes a SuperLink a moment. */
const START_TIMEOUT_MS = 30_000;

/** The SuperLink of a federation, reached through the hub's cluster. @public */
export interface SuperLinkPlace {
  spec: FlowerFederationSpec;
  /** The hub's cluster. */
  client: ClusterClient;
}

/** A Flower app in one file, as `flwr build` makes it. @public */
export interface FlowerFab {
  content: Uint8Array;
  /** SHA-256 in hexadecimal. */
  hash: string;
}

/**
 * Looks at a FAB before it is sent: a SuperLink only says that it made no run.
 *
 * @param field - what the message names
 * @throws InputError
 * @public
 */
export function flowerFab(content: Uint8Array, field: string): FlowerFab {
  if (content.length > MAX_FAB_BYTES) {
    throw new InputError(
      `${field}: the FAB has ${content.length} bytes; Flower takes at most ${MAX_FAB_BYTES}`,
    );
  }
  const zip = content[0] === 0x50 && content[1] === 0x4b;
  if (!zip) {
    throw new InputError(
      `${field}: this is no FAB (a ZIP file that "flwr build" makes)`,
    );
  }
  return { content, hash: createHash('sha256').update(content).digest('hex') };
}

async function call(
  { spec, client }: SuperLinkPlace,
  method: string,
  request: Uint8Array,
  options: ControlCallOptions,
): Promise<Uint8Array> {
  const api = await superLinkApi(spec, client, options.signal);
  return callControl(api, method, request, options);
}

function hasCode(error: unknown, code: number): boolean {
  return error instanceof ControlApiError && error.code === code;
}

/**
 * Runs that a SuperLink knows, oldest first.
 *
 * @throws ServiceUnavailableError that names cluster, pod and reason
 * @public
 */
export async function listRuns(
  place: SuperLinkPlace,
  options: { signal: AbortSignal },
): Promise<FlowerRun[]> {
  const answer = await call(place, 'ListRuns', encodeRunId(), options);
  return decode(answer);
}

function decode(answer: Uint8Array): FlowerRun[] {
  try {
    return decodeRuns(answer);
  } catch (error) {
    throw new ServiceUnavailableError(
      'The SuperLink’s list of runs makes no sense for this Flower release',
      error,
    );
  }
}

/**
 * One run.
 *
 * @throws NotFoundError when the SuperLink does not know it (any more); ServiceUnavailableError when it does not answer
 * @public
 */
export async function readRun(
  place: SuperLinkPlace,
  runId: string,
  options: { signal: AbortSignal },
): Promise<FlowerRun> {
  try {
    const answer = await call(place, 'ListRuns', encodeRunId(runId), options);
    const run = decode(answer).find(found => found.runId === runId);
    if (run) return run;
  } catch (error) {
    if (!hasCode(error, CONTROL_CODES.runNotFound)) throw error;
  }
  throw new NotFoundError(
    `The SuperLink knows no run ${runId}. It keeps runs in memory: those from before its last start are gone`,
  );
}

/**
 * Starts a run. Asking twice starts two: whoever may ask again looks at `listRuns` first.
 *
 * @returns the run's id
 * @throws InputError when the SuperLink refuses the app or its configuration
 * @public
 */
export async function startRun(
  place: SuperLinkPlace,
  fab: FlowerFab,
  config: Record<string, RunConfigValue>,
  options: { signal: AbortSignal },
): Promise<string> {
  const refused = (why: string) =>
    new InputError(
      `The SuperLink refused to start the run: ${why}. Its log has the reason; most often a key of the configuration is not in the app’s own`,
    );
  try {
    const answer = await call(place, 'StartRun', encodeStartRun(fab, config), {
      ...options,
      timeoutMs: START_TIMEOUT_MS,
    });
    const runId = decodeStartRun(answer);
    if (runId) return runId;
  } catch (error) {
    if (!(error instanceof ControlApiError)) throw error;
    throw refused(error.reason);
  }
  // Releases before 1.33 and too large an app.
  throw refused('it gave no reason');
}

/**
 * Stops a run.
 *
 * @returns false when it had ended already
 * @throws NotFoundError when the SuperLink does not know it
 * @public
 */
export async function stopRun(
  place: SuperLinkPlace,
  runId: string,
  options: { signal: AbortSignal },
): Promise<boolean> {
  const run = await readRun(place, runId, options);
  if (run.status === 'finished') return false;
  try {
    await call(place, 'StopRun', encodeRunId(runId), options);
    return true;
  } catch (error) {
    if (hasCode(error, CONTROL_CODES.runFinished)) return false;
    throw error;
  }
}
