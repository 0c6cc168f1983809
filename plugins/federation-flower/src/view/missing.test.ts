import { createClusterSnapshot } from '@backstage-federation/plugin-federation-node';
import { REAPPLY_TEMPLATE } from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { specConfigMap } from '../../../../packages/federation-plans/src/spec/specConfigMap';
import { assembleFlower } from './assembleFlower';
import { ControlReading } from '../control/types';
import { AUTHORITY_CONFIG_MAP } from '../names';
import {
  idLog,
  okReading,
  testClusters,
  testNode,
  testSpec,
} from '../__testUtils__/federation';

const NOW = Date.parse('2026-11-21T03:00:00.000Z');
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();
const logs = [idLog('north', '1'), idLog('west', '2')];
const both = okReading(testNode('1'), testNode('2'));

type Names = { east?: string[]; north?: string[]; west?: string[] };

/** A federation whose spec changed some seconds ago, without some Deployments and their pods; `gone` went just now. */
function show(
  without: Names,
  {
    changed = 30,
    gone = {},
    goneAt = ago(1),
    spec = testSpec(),
    control = both,
    drop = () => false,
    forbidden,
  }: {
    forbidden?: string[];
    changed?: number;
    gone?: Names;
    goneAt?: string;
    spec?: ReturnType<typeof testSpec>;
    control?: ControlReading;
    drop?(object: KubeObject, cluster: string): boolean;
  } = {},
) {
  const clusters = testClusters(spec).map(({ name, status, objects }) => {
    const all = ['Deployment', 'Pod', 'NetworkPolicy'].flatMap(kind =>
      objects(kind),
    );
    const authority: KubeObject = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: AUTHORITY_CONFIG_MAP, namespace: 'retail' },
      data: { 'ca.crt': 'certificate' },
    };
    const isOf =
      (names: string[] = []) =>
      ({ metadata }: KubeObject) =>
        names.some(one => metadata.name.startsWith(one));
    const lost = isOf(gone[name as keyof Names]);
    const left = all.filter(
      object =>
        !isOf(without[name as keyof Names])(object) &&
        !lost(object) &&
        !drop(object, name),
    );
    const map = { ...authority, kind: 'ConfigMap' };
    return createClusterSnapshot(
      forbidden ? { ...status, state: 'forbidden', forbidden } : status,
      [
        ...left,
        ...(drop(map, name) ? [] : [map]),
        ...(name === 'east' ? [specConfigMap(spec, ago(changed))] : []),
      ],
      all.filter(lost).map(object => ({ object, at: goneAt })),
    );
  });
  const view = assembleFlower(spec, clusters, control, logs, new Date(NOW));
  return { ...view, causes: view.findings.map(({ cause }) => cause) };
}

const ALL = { east: ['superlink'], north: ['supernode'], west: ['supernode'] };

describe('a Deployment that is not there', () => {
  it.each([
    ['SuperLink', { east: ['superlink'] }, 'superlink-missing'],
    ['SuperNode', { north: ['supernode'] }, 'supernode-missing'],
  ])('is missed at once when it is a %s that was there', (_, gone, cause) => {
    const { causes, findings } = show({}, { gone });
    expect(causes).toEqual([cause]);
    expect(findings[0].remedy.template?.ref).toBe(REAPPLY_TEMPLATE);
  });

  it('is missed at once when all of them went, each by name', () => {
    const { causes, superLink, superNodes } = show({}, { gone: ALL });
    expect(causes).toEqual([
      'superlink-missing',
      'supernode-missing',
      'supernode-missing',
    ]);
    const states = [superLink, ...superNodes].map(({ state }) => state.kind);
    expect(states).toEqual(['down', 'down', 'down']);
  });

  it('is missed when it is the SuperLink of a hub without members', () => {
    const spec = { ...testSpec(), members: [] };
    const gone = { east: ['superlink'] };
    const { causes } = show({}, { gone, spec, control: okReading() });
    expect(causes).toEqual(['superlink-missing']);
  });

  it.each([
    ['SuperLink', { east: ['superlink'] }],
    ['SuperNode', { north: ['supernode'] }],
  ])(
    'is waited for when it is a %s that has not been there yet, or went before',
    (_, names) => {
      const before = { gone: names, goneAt: ago(31) };
      for (const view of [show(names), show({}, before)]) {
        expect(view.causes).toEqual([]);
        expect([view.superLink, ...view.superNodes]).toContainEqual(
          expect.objectContaining({
            state: expect.objectContaining({
              kind: 'progressing',
              reason: 'It is not deployed yet.',
            }),
          }),
        );
      }
    },
  );

  it('is missed after a restart when what it depends on is there for long', () => {
    const superLink = { east: ['superlink'] };
    expect(show(superLink, { changed: 55 }).causes).toEqual([]);
    expect(show(superLink, { changed: 65 }).causes).toEqual([
      'superlink-missing',
    ]);
    const superNode = { north: ['supernode'] };
    expect(show(superNode, { changed: 115 }).causes).toEqual([]);
    expect(show(superNode, { changed: 125 }).causes).toEqual([
      'supernode-missing',
    ]);
    expect(
      show({ ...superLink, ...superNode }, { changed: 125 }).causes,
    ).toEqual(['superlink-missing']);
  });

  it('is one finding for all while nobody knows of any, until a run should have ended', () => {
    expect(show(ALL, { changed: 590 }).causes).toEqual([
      'workload-not-deployed',
    ]);
    expect(show(ALL, { changed: 610 }).causes).toHaveLength(3);
  });
});

describe('the certificate of the authority', () => {
  const spec = testSpec('1.39.0', 'tls');
  const without = (cluster: string) => ({
    spec,
    drop: ({ kind }: KubeObject, name: string) =>
      kind === 'ConfigMap' && name === cluster,
  });

  it('is missed on the hub, and is why the SuperLink is not asked', () => {
    const control: ControlReading = {
      state: 'failed',
      since: ago(5),
      reason:
        "The SuperLink's Control API cannot be asked: the hub has no ConfigMap superlink-ca of this federation with the authority's certificate",
    };
    const { causes, findings } = show({}, { ...without('east'), control });
    expect(causes).toEqual(['superlink-authority-missing']);
    expect(findings[0]).toMatchObject({
      severity: 'error',
      remedy: { template: { ref: REAPPLY_TEMPLATE } },
    });
  });

  it('is missed on a member, as a warning while its SuperNodes run', () => {
    const { causes, findings } = show({}, without('north'));
    expect(causes).toEqual(['supernode-authority-missing']);
    expect(findings[0]).toMatchObject({
      severity: 'warning',
      title:
        'The SuperNodes in north/retail have lost the certificate of their authority.',
    });
  });

  it('is not missed in plain text, nor where nothing is deployed or ConfigMaps may not be read', () => {
    expect(show({}, { ...without('north'), spec: testSpec() }).causes).toEqual(
      [],
    );
    expect(show({ north: ['supernode'] }, without('north')).causes).toEqual([]);
    const forbidden = ['v1 configmaps component=authority'];
    expect(show({}, { ...without('north'), forbidden }).causes).toEqual([]);
  });
});
