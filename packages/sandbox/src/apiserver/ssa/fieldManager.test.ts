import { deployments } from '../types/apps';
import { Obj } from '../types';
import { applyObject, updateManagers } from './fieldManager';

const { schema } = deployments;

function writer(manager: string, now = '2026-01-01T00:00:00Z') {
  return {
    manager,
    apiVersion: 'apps/v1',
    subresource: '',
    custom: false,
    now,
  };
}

function deployment(spec: object): Obj {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd' },
    spec,
  };
}

const containers = (...list: object[]) => ({
  template: { spec: { containers: list } },
});
const apply = (live: Obj | undefined, spec: object, who = 'a', force = false) =>
  applyObject(schema, live, deployment(spec), writer(who), force);
const update = (live: Obj, spec: object, who = 'u'): Obj => {
  const next = { ...live, spec: { ...live.spec, ...spec } };
  const managedFields = updateManagers(
    schema,
    live,
    next,
    live.metadata.managedFields,
    writer(who),
  );
  return { ...next, metadata: { ...next.metadata, managedFields } };
};
const fieldsOf = (object: Obj, who: string) =>
  object.metadata.managedFields.find((m: any) => m.manager === who)?.fieldsV1;

describe('server-side apply', () => {
  it('owns what it applied', () => {
    const made = apply(undefined, {
      replicas: 2,
      ...containers({ name: 'c', image: 'i', ports: [{ containerPort: 1 }] }),
    });
    expect(made.metadata.managedFields).toEqual([
      {
        manager: 'a',
        operation: 'Apply',
        apiVersion: 'apps/v1',
        time: '2026-01-01T00:00:00Z',
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:spec': {
            'f:replicas': {},
            'f:template': {
              'f:spec': {
                'f:containers': {
                  'k:{"name":"c"}': {
                    '.': {},
                    'f:image': {},
                    'f:name': {},
                    'f:ports': {
                      'k:{"containerPort":1,"protocol":"TCP"}': {
                        '.': {},
                        'f:containerPort': {},
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    ]);
  });

  it('changes nothing the second time', () => {
    const made = apply(undefined, { replicas: 2 });
    const withDefaults = {
      ...made,
      spec: { ...made.spec, revisionHistoryLimit: 10 },
    };
    expect(apply(withDefaults, { replicas: 2 })).toBe(withDefaults);
  });

  it('conflicts with appliers and updaters, and says with whom', () => {
    const made = apply(undefined, {
      replicas: 2,
      ...containers({ name: 'c', image: 'i' }),
    });
    expect(() => apply(made, { replicas: 3 }, 'b')).toThrow(
      'Apply failed with 1 conflict: conflict with "a": .spec.replicas',
    );
    const updated = update(made, { replicas: 4 });
    let error: any;
    try {
      apply(
        updated,
        { replicas: 5, ...containers({ name: 'c', image: 'j' }) },
        'b',
      );
    } catch (thrown) {
      error = thrown;
    }
    expect(error.message).toBe(
      [
        'Apply failed with 2 conflicts: conflicts with "a":',
        '- .spec.template.spec.containers[name="c"].image',
        'conflicts with "u" using apps/v1:',
        '- .spec.replicas',
      ].join('\n'),
    );
    expect(error.details.causes).toContainEqual({
      reason: 'FieldManagerConflict',
      message: 'conflict with "u" using apps/v1',
      field: '.spec.replicas',
    });
  });

  it('shares fields with the same value', () => {
    const made = apply(apply(undefined, { replicas: 2 }), { replicas: 2 }, 'b');
    expect(fieldsOf(made, 'a')).toEqual(fieldsOf(made, 'b'));
  });

  it('takes fields over by force', () => {
    const made = apply(undefined, { replicas: 2, paused: true });
    const taken = apply(made, { replicas: 3 }, 'b', true);
    expect(taken.spec).toEqual({ replicas: 3, paused: true });
    expect(fieldsOf(taken, 'a')).toEqual({ 'f:spec': { 'f:paused': {} } });
    expect(fieldsOf(taken, 'b')).toEqual({ 'f:spec': { 'f:replicas': {} } });
  });

  it('removes what it no longer applies and nobody else owns', () => {
    const made = apply(undefined, {
      replicas: 2,
      ...containers({
        name: 'c',
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
      }),
    });
    const shared = apply(
      made,
      containers({ name: 'c', env: [{ name: 'B' }] }),
      'b',
    );
    const left = apply(shared, {});
    expect(left.spec).toEqual(containers({ name: 'c', env: [{ name: 'B' }] }));
    expect(fieldsOf(left, 'a')).toEqual({ 'f:spec': {} });
  });

  it('keeps what others put into its items', () => {
    const made = apply(undefined, containers({ name: 'c', image: 'i' }));
    const live = update(made, containers({ name: 'c', image: 'i', tty: true }));
    const again = apply(live, containers({ name: 'c', image: 'j' }));
    expect(again.spec).toEqual(
      containers({ name: 'c', image: 'j', tty: true }),
    );
  });

  it('takes the applied order of items', () => {
    const made = apply(undefined, containers({ name: 'a' }, { name: 'b' }));
    const live = update(
      made,
      containers({ name: 'x' }, { name: 'a' }, { name: 'b' }),
    );
    const again = apply(live, containers({ name: 'b' }, { name: 'a' }));
    expect(again.spec.template.spec.containers.map((c: any) => c.name)).toEqual(
      ['x', 'b', 'a'],
    );
  });

  it('lets an update take ownership of what it changes only', () => {
    const made = apply(undefined, { replicas: 2, paused: true });
    const live = update(made, { replicas: 3 });
    expect(fieldsOf(live, 'a')).toEqual({ 'f:spec': { 'f:paused': {} } });
    expect(fieldsOf(live, 'u')).toEqual({ 'f:spec': { 'f:replicas': {} } });
  });

  it('keeps times of entries that stay as they are', () => {
    const made = apply(undefined, { replicas: 2 });
    const live = applyObject(
      schema,
      made,
      deployment({ paused: true }),
      writer('b', '2026-02-02T00:00:00Z'),
      false,
    );
    expect(
      live.metadata.managedFields.map((m: any) => [m.manager, m.time]),
    ).toEqual([
      ['a', '2026-01-01T00:00:00Z'],
      ['b', '2026-02-02T00:00:00Z'],
    ]);
  });
});
