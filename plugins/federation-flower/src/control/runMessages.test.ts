import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  decodeRuns,
  decodeStartRun,
  encodeRunId,
  encodeStartRun,
  RunConfigValue,
} from './runMessages';

const fixture = (name: string) =>
  readFileSync(resolve(__dirname, '__fixtures__', name), 'utf8');
const bytes = (name: string) => Buffer.from(fixture(name), 'base64');

it.each([
  '1.23.0-list-runs-after',
  '1.34.0-list-runs-after',
  '1.41.0-list-runs-after',
  '1.41.0-list-runs-stopped',
])('decodes %s', name => {
  const expected = Object.values<Record<string, any>>(
    JSON.parse(fixture(`${name}.json`)).run_dict,
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
  expect(decodeRuns(bytes(`${name}.pb.base64`))).toEqual(expected);
});

it('encodes a start as Flower does', () => {
  const expected = JSON.parse(fixture('1.41.0-start-run.json'));
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
