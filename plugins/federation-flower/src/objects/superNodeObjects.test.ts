import { KubeDeployment } from '@backstage-federation/kubernetes-clusters';
import { expand } from '../../../../packages/sandbox/src/kubelet/expand';
import {
  flowerSpec,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { superLinkObjects } from './superLinkObjects';
import { superNodeObjects } from './superNodeObjects';

const spec = flowerSpec(
  parseFederationSpec({
    name: 'fl',
    workload: { version: '1.39.0' },
    hub: { cluster: 'a', namespace: 'fl' },
    members: [{ name: 'b', cluster: 'b', namespace: 'fl' }],
  }),
);

/** Paths of empty lists in a value. */
function emptyLists(value: unknown, path = ''): string[] {
  if (Array.isArray(value) && value.length === 0) return [path];
  return value && typeof value === 'object'
    ? Object.entries(value).flatMap(([key, inner]) =>
        emptyLists(inner, `${path}.${key}`),
      )
    : [];
}

describe('objects of SuperLink and SuperNodes', () => {
  // A real API server drops them, and so writes the object anew at each apply of the same.
  it('have no empty lists', () => {
    const [member] = spec.members;
    const objects = [
      ...superLinkObjects(spec, 'kubernetes'),
      ...superNodeObjects(spec, member, { name: 'n' }, 'kubernetes'),
    ];
    expect(objects.map(({ kind }) => kind)).toContain('NetworkPolicy');
    expect(objects.flatMap(object => emptyLists(object))).toEqual([]);
  });

  it('pass a dollar on as it is written, whatever variables there are', () => {
    const [member] = spec.members;
    const nodeConfig = 'a="$(FLWR_TELEMETRY_ENABLED)" b="$$" c="$x"';
    const [deployment] = superNodeObjects(
      spec,
      member,
      { name: 'n', nodeConfig },
      'kubernetes',
    ) as KubeDeployment[];
    const [{ args = [], env = [] }] =
      deployment.spec?.template.spec?.containers ?? [];
    const given = args[args.indexOf('--node-config') + 1];
    expect(given).not.toBe(nodeConfig);
    expect(expand(given, env)).toBe(nodeConfig);
  });
});
