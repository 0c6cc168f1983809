import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { readFields, WireFields } from './wire';

/** A value of an app's configuration. @public */
export type RunConfigValue = string | number | boolean;

/** A run as its SuperLink lists it. @public */
export interface FlowerRun {
  /** An uint64 as decimal text. */
  runId: string;
  /** `publisher/name` of the app. */
  fabId: string;
  fabVersion: string;
  /** SHA-256 of the FAB in hexadecimal. */
  fabHash: string;
  status: 'pending' | 'starting' | 'running' | 'finished';
  /** How it ended. */
  subStatus?: 'completed' | 'failed' | 'stopped';
  /** Why it failed. */
  details?: string;
  /** Times in ISO 8601. */
  pendingAt?: string;
  runningAt?: string;
  finishedAt?: string;
}

const text = (value: string) => new TextEncoder().encode(value);

/** Scalar: one of double 1, sint64 8, bool 13, string 14; the same in every release. */
function encodeScalar(value: RunConfigValue): Uint8Array {
  const writer = new BinaryWriter();
  if (typeof value === 'boolean') {
    return writer.tag(13, WireType.Varint).bool(value).finish();
  }
  if (typeof value === 'string') {
    return writer.tag(14, WireType.LengthDelimited).string(value).finish();
  }
  return Number.isSafeInteger(value)
    ? writer.tag(8, WireType.Varint).sint64(value).finish()
    : writer.tag(1, WireType.Bit64).double(value).finish();
}

/** StartRunRequest with an app and its overrides, which are fields 1 and 2 in every release. @internal */
export function encodeStartRun(
  fab: { hash: string; content: Uint8Array },
  config: Record<string, RunConfigValue>,
): Uint8Array {
  const writer = new BinaryWriter();
  writer
    .tag(1, WireType.LengthDelimited)
    .fork()
    .tag(1, WireType.LengthDelimited)
    .bytes(text(fab.hash))
    .tag(2, WireType.LengthDelimited)
    .bytes(fab.content)
    .join();
  for (const [key, value] of Object.entries(config)) {
    writer
      .tag(2, WireType.LengthDelimited)
      .fork()
      .tag(1, WireType.LengthDelimited)
      .bytes(text(key))
      .tag(2, WireType.LengthDelimited)
      .bytes(encodeScalar(value))
      .join();
  }
  return writer.finish();
}

/** ListRunsRequest for one run or all, and StopRunRequest. @internal */
export function encodeRunId(runId?: string): Uint8Array {
  return runId === undefined
    ? new Uint8Array()
    : new BinaryWriter().tag(1, WireType.Varint).uint64(runId).finish();
}

/** StartRunResponse. @returns undefined when the SuperLink made no run @internal */
export function decodeStartRun(answer: Uint8Array): string | undefined {
  return readFields(answer).integer(1);
}

const STATUSES = ['pending', 'starting', 'running', 'finished'] as const;
const SUB_STATUSES = ['completed', 'failed', 'stopped'] as const;

function toRun(run: WireFields): FlowerRun {
  const state = run.message(10);
  const status = STATUSES.find(s => s === state.text(1));
  const runId = run.integer(1);
  if (!status || runId === undefined) {
    throw new TypeError('a run without id or status');
  }
  const subStatus = SUB_STATUSES.find(s => s === state.text(2));
  const optional = (key: keyof FlowerRun, value: string) =>
    value ? { [key]: value } : {};
  return {
    runId,
    fabId: run.text(2),
    fabVersion: run.text(3),
    fabHash: run.text(5),
    status,
    ...(subStatus ? { subStatus } : {}),
    ...optional('details', state.text(3)),
    ...optional('pendingAt', run.text(6)),
    ...optional('runningAt', run.text(8)),
    ...optional('finishedAt', run.text(9)),
  };
}

/**
 * ListRunsResponse: a map of runs, sorted here by when they were asked for.
 *
 * @throws when the bytes are no such message
 * @internal
 */
export function decodeRuns(answer: Uint8Array): FlowerRun[] {
  return readFields(answer)
    .messages(1)
    .map(entry => toRun(entry.message(2)))
    .sort(
      (a, b) =>
        (a.pendingAt ?? '').localeCompare(b.pendingAt ?? '') ||
        a.runId.localeCompare(b.runId, 'en', { numeric: true }),
    );
}
