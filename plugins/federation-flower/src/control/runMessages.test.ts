import { controlBytes, controlJson } from '@backstage-federation/recordings';
import {
  decodeRuns,
  decodeStartRun,
  encodeRunId,
  encodeStartRun,
  RunConfigValue,
} from './runMessages';

it.each([
  '1.23.0-list-runs-after',
  '1.34.0-list-runs-after',
  '1.41.0-list-runs-after',
  '1.41.0-list-runs-stopped',
])('decodes %s', name => {
  const expected = Object.values<Record<string, any>>(
    controlJson(name).run_dict,
  ).map(run => ({
    runId: run.run_id,
    fabId: run.fab_id,
    fabVersion: run.fab_version,
    fabHash: run.fab_hash,
    status: run.status.status,
    subStatus: run.status.sub_status,
    pendingAt: run.pending_at,
    runningAt: run.running_at,
    finishedAt: run.finished_at,
  }));
  expect(decodeRuns(controlBytes(name))).toEqual(expected);
});

it('encodes a start as Flower does', () => {
  const expected = controlJson('1.41.0-start-run');
  const fab = { hash: 'abc', content: Buffer.from('PK\u0003\u0004') };
  const values: Record<string, RunConfigValue> = {
    rounds: -3,
    rate: 0.5,
    name: 'Grüße',
    secure: true,
  };
  const encode = (config: Record<string, RunConfigValue>) =>
    Buffer.from(encodeStartRun(fab, config)).toString('base64');
  expect(encode({})).toBe(expected['']);
  for (const [key, value] of Object.entries(values)) {
    expect({ [key]: encode({ [key]: value }) }).toEqual({
      [key]: expected[key],
    });
  }
});

it('keeps ids that do not fit into a number', () => {
  const id = '18446744073709551557';
  expect(decodeStartRun(encodeRunId(id))).toBe(id);
  expect(decodeStartRun(new Uint8Array())).toBeUndefined();
});

it('knows no runs and nonsense apart', () => {
  expect(decodeRuns(encodeRunId())).toEqual([]);
  expect(() => decodeRuns(Buffer.from('0a020a00', 'hex'))).toThrow(TypeError);
});
