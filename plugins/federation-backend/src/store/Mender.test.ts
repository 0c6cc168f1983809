import { setImmediate } from 'node:timers/promises';
import { mockServices } from '@backstage/backend-test-utils';
import {
  ClusterSnapshot,
  Mend,
  Workload,
} from '@backstage-federation/plugin-federation-node';
import { startStore, object } from '../__testUtils__/startStore';
import { ECHO, echo, WIRE, wire } from '../__testUtils__/thirdParty';

type Start = NonNullable<Parameters<typeof startStore>[1]>;

const said = 'Echoes had been lost, and were made again.';
const finding: Mend['finding'] = {
  cause: 'echoes-made-again',
  severity: 'info',
  subject: { kind: 'echo', id: 'west/retail/echo', label: 'Echo' },
  title: said,
  explanation: 'They went.',
  evidence: [],
  remedy: { text: 'Nothing needs to be done.' },
};

const mendEcho = (clusters: ClusterSnapshot[], steps: Mend['steps']): Mend[] =>
  clusters.some(
    ({ name, objects }) => name === 'west' && !objects('Echo').length,
  )
    ? [{ finding, steps }]
    : [];

/** The third party's workload, which mends an echo that went. */
const mending = (stepsOf: Workload['plan']) =>
  ({
    ...echo,
    mend: (spec, clusters) =>
      mendEcho(clusters, observed => stepsOf(spec, observed)),
  } as Workload);

const lost = object(ECHO, 'echo', { text: 'hello' });
const lease = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: 'federation-retail', namespace: 'retail' },
  spec: {
    holderIdentity: 'task 1 of user:default/ada',
    leaseDurationSeconds: 3600,
  },
};

describe('a backend that mends by itself', () => {
  const shutdown = new AbortController();
  afterAll(() => shutdown.abort());

  async function start(options: Partial<Start> & { mends?: boolean } = {}) {
    const { mends = true, ...rest } = options;
    const success = jest.fn();
    const fail = jest.fn(async () => {});
    const auditor = mockServices.auditor.mock({
      createEvent: jest.fn(async () => ({ success, fail })),
    });
    const given = await startStore(shutdown.signal, {
      adapters: [wire, mending(echo.plan as Workload['plan'])],
      timing: { lookAgainMs: 20 },
      ...(mends && {
        mending: { auditor, auth: mockServices.auth.mock(), pauseMs: 5 },
      }),
      ...rest,
    });
    const { east, west, logger } = given;
    return {
      ...given,
      auditor,
      success,
      fail,
      echoOf: () => west.object('Echo', 'retail', 'echo'),
      writes: () => [...east.writes, ...west.writes],
      /** The first line of the log that is so. */
      logged: (level: 'warn' | 'info', pattern: RegExp) =>
        new Promise<string>(resolve => {
          const calls = () => logger[level].mock.calls.map(([text]) => text);
          const look = () => calls().find(text => pattern.test(text));
          const known = look();
          if (known) resolve(known);
          logger[level].mockImplementation(() => {
            const found = look();
            if (found) resolve(found);
          });
        }),
    };
  }
  const isMended = ({ findings }: { findings: { cause: string }[] }) =>
    findings.some(({ cause }) => cause === finding.cause);

  it('makes what went, once, audits it, and says what and when', async () => {
    const { west, until, echoOf, auditor, success, fail, east } = await start();
    west.remove(lost);
    const view = await until(isMended);
    expect(echoOf()).toMatchObject({ spec: { text: 'hello' } });
    expect(
      view.findings.find(({ cause }) => cause === finding.cause),
    ).toMatchObject({
      title: said,
      evidence: [
        {
          source: 'federation backend',
          text: 'mended it',
          at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        },
      ],
    });
    expect(auditor.createEvent.mock.calls).toEqual([
      [
        {
          eventId: 'federation-mend',
          severityLevel: 'medium',
          meta: { federation: 'retail', what: [said] },
        },
      ],
    ]);
    expect(success.mock.calls).toEqual([[{ meta: { changed: 1 } }]]);
    expect(fail).not.toHaveBeenCalled();
    expect(east.object('Lease', 'retail', 'federation-retail')).toBeUndefined();
  });

  it('leaves it to a person unless it is told to mend', async () => {
    const { west, until, writes, echoOf } = await start({ mends: false });
    west.remove(lost);
    await until(({ findings }) =>
      findings.some(({ cause }) => cause === 'echo-wrong'),
    );
    west.put(object(WIRE, 'another'));
    expect(writes()).toEqual([]);
    expect(echoOf()).toBeUndefined();
  });

  it('says once which right is missing, however often it tries, and writes nothing', async () => {
    const { clusters, west, logged, writes, auditor, logger } = await start({
      prepare: given => given.west.forbid('patch', 'echoes'),
    });
    const asked = jest.spyOn(clusters.get('west'), 'missingPermissions');
    west.remove(lost);
    expect(await logged('warn', /mend/)).toMatch(
      /^Federation retail: the backend cannot mend by itself what it should: .*patch echoes/s,
    );
    const { length } = asked.mock.calls;
    while (asked.mock.calls.length < length + 2) await setImmediate();
    expect(writes()).toEqual([]);
    expect(auditor.createEvent).not.toHaveBeenCalled();
    expect(
      logger.warn.mock.calls.filter(([text]) => /mend/.test(text)),
    ).toHaveLength(1);
  });

  it('does what it may where a right is missing for the rest', async () => {
    const { west, logged, until, auditor } = await start({
      prepare: given => given.west.forbid('patch', 'wires'),
      adapters: [
        wire,
        {
          ...echo,
          mend: (...given) => [
            ...mendEcho(given[1], observed =>
              wire.plan(given[0], [], observed),
            ),
            ...mendEcho(given[1], observed =>
              echo.plan(given[0] as any, observed),
            ),
          ],
        } as Workload,
      ],
    });
    west.remove(lost);
    await Promise.all([until(isMended), logged('warn', /patch wires/)]);
    expect(auditor.createEvent).toHaveBeenCalledTimes(1);
  });

  it('changes nothing of a federation whose spec is being deleted', async () => {
    const { east, west, logged, writes, auditor } = await start();
    const spec = east.object('ConfigMap', 'retail', 'federation-retail')!;
    east.put({
      ...spec,
      metadata: {
        ...spec.metadata,
        deletionTimestamp: '2026-01-01T00:00:00Z',
      },
    } as typeof spec);
    west.remove(lost);
    expect(await logged('warn', /mend/)).toContain(
      'is another than the one that was looked at',
    );
    expect(writes()).toEqual([]);
    expect(auditor.createEvent).not.toHaveBeenCalled();
  });

  it('keeps away while somebody else changes the federation', async () => {
    const { east, west, logged, writes, auditor, until, echoOf } =
      await start();
    east.put(lease);
    west.remove(lost);
    await logged('info', /^waits for task 1 of user:default\/ada/);
    expect(writes()).toEqual([]);
    expect(auditor.createEvent).not.toHaveBeenCalled();
    east.remove(lease);
    await until(isMended);
    expect(echoOf()).toBeDefined();
  });

  it('audits that it failed, leaves the finding, and tries again', async () => {
    let fails = true;
    const { west, logged, auditor, fail, success, until } = await start({
      adapters: [
        wire,
        mending(spec => [
          {
            kind: 'call',
            id: 'echo',
            title: 'echo',
            cluster: 'west',
            dependsOn: [],
            inputs: {},
            async call(_, { dryRun }) {
              if (fails && !dryRun) throw new Error('no voice');
              if (!dryRun) west.put(lost);
              return {
                effects: [
                  { kind: 'Echo', name: spec.name, outcome: 'created' },
                ],
              };
            },
          },
        ]),
      ],
    });
    west.remove(lost);
    expect(await logged('warn', /mend/)).toContain('no voice');
    expect(fail).toHaveBeenCalledWith({ error: expect.any(Error) });
    expect(success).not.toHaveBeenCalled();
    fails = false;
    await until(isMended);
    expect(auditor.createEvent.mock.calls.length).toBeGreaterThan(1);
    expect(success).toHaveBeenCalledTimes(1);
  });
});
