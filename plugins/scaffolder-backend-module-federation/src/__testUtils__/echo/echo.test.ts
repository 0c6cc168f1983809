import { skupper } from '@backstage-federation/plugin-federation-skupper';
import {
  createClusterSnapshot,
  FederationAdapters,
  planFederation,
} from '@backstage-federation/plugin-federation-node';
import { echo } from './echo';

const adapters = new FederationAdapters([skupper, echo]);
const input = {
  name: 'retail',
  workload: { kind: 'echo', text: 'hello' },
  hub: { cluster: 'east', namespace: 'retail' },
  members: [{ cluster: 'west', namespace: 'retail' }],
};

it('refuses a spec without a text, naming field and rule', () => {
  expect(() =>
    adapters.parse({ ...input, workload: { kind: 'echo', text: '' } }),
  ).toThrow('workload.text: text must not be empty');
});

it('says the text on each member, once its link is up', () => {
  const spec = adapters.parse(input);
  const { steps } = planFederation(spec, { clusters: {} }, adapters.for(spec));
  expect(steps.find(step => step.id === 'west/echo')).toMatchObject({
    dependsOn: ['west/link-operational'],
    objects: [{ kind: 'ConfigMap', data: { text: 'hello' } }],
  });
});

it('says what is wrong where a member does not repeat it', () => {
  const spec = adapters.parse(input) as Parameters<typeof echo.assemble>[0];
  const west = createClusterSnapshot(
    { name: 'west', state: 'connected', since: '2026-01-01T00:00:00Z' },
    [],
  );
  const { counts, findings, rows } = echo.assemble(
    spec,
    [west],
    { logs: [] },
    new Date(),
  );
  expect(counts).toEqual([
    { id: 'echoes', label: 'Echoes', ready: 0, total: 1 },
  ]);
  expect(rows[0].state.reason).toBe('Its ConfigMap is missing.');
  expect(findings[0].title).toBe('The echo of west is wrong.');
});
