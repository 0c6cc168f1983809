import { AddressInfo } from 'node:net';
import {
  createServiceFactory,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { isError } from '@backstage/errors';
import {
  federationCreatePermission,
  FederationSpec,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  federationActions,
  FederationAdapters,
  federationClustersServiceRef,
} from '@backstage-federation/plugin-federation-node';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import request from 'supertest';
import { flower } from '../../../federation-flower/src';
import { flowerFeature } from '../../../federation-flower/src/feature';
import { specConfigMap } from '../../../../packages/federation-plans/src/spec/specConfigMap';
import {
  createFixture,
  namespace,
  retail,
  T0,
} from '../../../scaffolder-backend-module-federation/src/__testUtils__/createFixture';
import { skupper } from '../../../federation-skupper/src';
import { skupperFeature } from '../../../federation-skupper/src/feature';
import {
  createFederationConditionalDecision,
  federationConditions,
} from '../permissions/rules';
import { federationPlugin } from '../plugin';

const { inCluster, inNamespace, isOwner } = federationConditions;
const ALLOW = { result: AuthorizeResult.ALLOW } as const;
const DENY = { result: AuthorizeResult.DENY } as const;

export type Person =
  | 'owner'
  | 'in-cluster'
  | 'in-namespace'
  | 'create-only'
  | 'reader'
  | 'stranger';

/** Conditions of a person on federations, or what they may do with all; and whether they may create one. */
export const PEOPLE: Record<
  Person,
  { on: any; verbs?: string[]; create: boolean }
> = {
  owner: { on: isOwner({ owners: ['group:default/retail'] }), create: false },
  'in-cluster': { on: inCluster({ clusters: ['east', 'west'] }), create: true },
  'in-namespace': { on: inNamespace({ namespaces: ['retail'] }), create: true },
  'create-only': { on: undefined, verbs: [], create: true },
  reader: { on: undefined, verbs: ['federation.read'], create: false },
  stranger: { on: undefined, verbs: [], create: false },
};

function decide(person: Person, permission: any): PolicyDecision {
  const { on, verbs, create } = PEOPLE[person];
  if (permission.name === federationCreatePermission.name) {
    return create ? ALLOW : DENY;
  }
  if (verbs) return verbs.includes(permission.name) ? ALLOW : DENY;
  return createFederationConditionalDecision(permission, on);
}

/** Of people in east and west. */
export const mine = retail({
  owner: 'group:default/retail',
  members: [{ cluster: 'west', namespace: 'retail' }],
});
/** Of others, in places that only a reader of everything may know of. */
export const victim = parseFederationSpec({
  name: 'victim',
  owner: 'group:default/other',
  hub: { cluster: 'north', namespace: 'secret' },
  members: [{ cluster: 'south', namespace: 'secret' }],
});
export const asInput = ({ name, ...spec }: FederationSpec) => ({
  federation: name,
  ...JSON.parse(JSON.stringify(spec)),
});
/** Claims the victim's name elsewhere, for the owner and without members, as if it were older. */
const attack = {
  ...specConfigMap({ ...mine, name: 'victim', members: [] }),
  metadata: {
    ...specConfigMap({ ...mine, name: 'victim' }).metadata,
    namespace: 'evil',
    creationTimestamp: '2020-01-01T00:00:00Z',
  },
};

export async function startHouse() {
  const fixture = createFixture();
  const { east, north, south, clusters } = fixture;
  for (const api of fixture.all) {
    api.put(...['retail', 'secret', 'evil'].map(namespace));
  }
  east.put(specConfigMap(mine, T0), attack);
  const labels = { 'backstage-federation.dev/federation': 'victim' };
  north.put(specConfigMap(victim, T0));
  const siteOf = (name: string) => ({
    apiVersion: 'skupper.io/v2alpha1',
    kind: 'Site',
    metadata: { name, namespace: 'secret', labels },
  });
  north.put(siteOf('superlink-interconnect'));
  south.put(siteOf('south-interconnect'));
  let person: Person = 'stranger';
  const port: { server?: any } = {};
  /** A policy's decision, with conditions applied by the plugin as the permission backend has them applied. */
  const permissions: PermissionsService = {
    authorizeConditional: async requests =>
      requests.map(({ permission }) => decide(person, permission)),
    authorize: async requests =>
      Promise.all(
        requests.map(async ({ permission, resourceRef }: any) => {
          const decision = decide(person, permission);
          if (decision.result !== AuthorizeResult.CONDITIONAL) return decision;
          const { body } = await request(port.server)
            .post(
              '/api/federation/.well-known/backstage/permissions/apply-conditions',
            )
            .set('Authorization', mockCredentials.service.header())
            .send({ items: [{ id: '1', resourceRef, ...decision }] });
          return { result: body.items[0].result };
        }),
      ),
  };
  const { server } = await startTestBackend({
    features: [
      federationPlugin,
      skupperFeature,
      flowerFeature,
      mockServices.auditor.mock().factory,
      mockServices.permissions.mock(permissions).factory,
      createServiceFactory({
        service: federationClustersServiceRef,
        deps: {},
        factory: () => clusters,
      }),
    ],
  });
  port.server = server;
  const adapters = new FederationAdapters([skupper, flower]);
  const get = async (path: string) => {
    const { status, body } = await request(server).get(
      `/api/federation/v1${path}`,
    );
    return { status, body };
  };
  /** An answer that goes on. */
  const open = async (path: string) => {
    const end = new AbortController();
    const { port: at } = server.address() as AddressInfo;
    const answer = await fetch(
      `http://localhost:${at}/api/federation/v1${path}`,
      {
        signal: end.signal,
        headers: { Authorization: mockCredentials.user.header() },
      },
    );
    return {
      status: answer.status,
      body: answer.body!,
      close: () => end.abort(),
    };
  };
  /** What an action answers: `ok`, or the error and everything that was said. Nothing is changed. */
  const run = async (id: string, input: object): Promise<string> => {
    const lines: string[] = [];
    try {
      const action = federationActions(adapters).find(a => a.id === id)!;
      const output = await action.run(input, {
        adapters,
        clusters,
        permissions,
        entities: async refs =>
          refs.map(ref =>
            ref === 'system:default/taken' ? { metadata: {} } : undefined,
          ),
        logger: { info: line => lines.push(line) },
        signal: new AbortController().signal,
        holder: 'test',
        dryRun: true,
        workspacePath: '',
        credentials: async () => mockCredentials.user(),
        checkpoint: ({ fn }) => fn(),
      });
      return ['ok', JSON.stringify(output), ...lines].join('\n');
    } catch (error) {
      if (!isError(error)) throw error;
      return [`${error.name}: ${error.message}`, ...lines].join('\n');
    }
  };
  const as = (who: Person) => {
    person = who;
  };
  // Until both are seen.
  as('reader');
  for (;;) {
    const { body } = await get('/federations');
    if (body.items?.length === 2) break;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  return { ...fixture, as, get, open, run };
}

/** As {@link startHouse} gives it. */
export type House = Awaited<ReturnType<typeof startHouse>>;
