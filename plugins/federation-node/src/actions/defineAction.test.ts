import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { federationUpdatePermission } from '@backstage-federation/plugin-federation-common';
import {
  ClusterStatus,
  KubernetesClusters,
} from '@backstage-federation/kubernetes-clusters';
import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { FederationAdapters } from '../contract/FederationAdapters';
import { ActionContext } from './context';
import { defineAction } from './defineAction';
import { federationInput } from './inputs';

const handler = jest.fn(async ({ count }: { count: number }) => {
  if (count === 7) throw new InputError('hub.size: 7 is too many');
  return { doubled: 2 * count };
});

const action = defineAction({
  id: 'test:double',
  description: 'Doubles a number',
  examples: [
    { description: 'Three', id: 'three', input: { federation: 'a', count: 3 } },
  ],
  input: federationInput.extend({
    count: z
      .number()
      .int('count must be a whole number')
      .max(9, 'count must be at most 9')
      .default(1)
      .describe('How many'),
    labels: z.record(z.string().min(1), z.string()).optional(),
  }),
  output: z.object({ doubled: z.number().describe('Twice as many') }),
  permission: { existing: federationUpdatePermission },
  fields: { 'hub.size': 'count' },
  handler,
});

function context(result: AuthorizeResult.ALLOW | AuthorizeResult.DENY) {
  const unused = {} as ActionContext;
  return {
    ...unused,
    adapters: new FederationAdapters([]),
    clusters: { list: (): ClusterStatus[] => [] } as KubernetesClusters,
    signal: new AbortController().signal,
    permissions: mockServices.permissions.mock({
      authorize: async requests => requests.map(() => ({ result })),
      authorizeConditional: async requests => requests.map(() => ({ result })),
    }),
    credentials: async () => mockCredentials.user(),
  };
}

const allowed = () => context(AuthorizeResult.ALLOW);

describe('defineAction', () => {
  beforeEach(() => handler.mockClear());

  it('gives schemas of fields and types, and leaves rules and defaults to the parsing', () => {
    expect(action.schema).toMatchObject({
      input: {
        type: 'object',
        additionalProperties: false,
        required: ['federation'],
        properties: {
          federation: { type: 'string', description: 'Name of the federation' },
          count: { type: 'number', description: 'How many' },
          labels: {
            type: 'object',
            additionalProperties: { type: 'string' },
          },
        },
      },
      output: {
        required: ['doubled'],
        properties: { doubled: { description: 'Twice as many' } },
      },
    });
    expect(JSON.stringify(action.schema)).not.toMatch(
      /default|pattern|imum|Length|propertyNames/,
    );
  });

  it('gives examples as steps of a template', () => {
    expect(action.examples).toEqual([
      {
        description: 'Three',
        example: `steps:
  - id: three
    action: test:double
    name: Three
    input:
      federation: a
      count: 3
`,
      },
    ]);
  });

  it('fills in defaults', async () => {
    await expect(action.run({ federation: 'a' }, allowed())).resolves.toEqual({
      doubled: 2,
    });
  });

  it('refuses what breaks a rule, naming field and rule, before anything else', async () => {
    const denied = context(AuthorizeResult.DENY);
    await expect(
      action.run({ federation: 'A', count: 10 }, denied),
    ).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(
        /^federation: .*lower case.*\ncount: count must be at most 9$/,
      ),
    });
    expect(denied.permissions.authorize).not.toHaveBeenCalled();
  });

  it('does nothing without the permission', async () => {
    await expect(
      action.run({ federation: 'a' }, context(AuthorizeResult.DENY)),
    ).rejects.toThrow(/^You lack the permission federation\.update .*"a"/);
    expect(handler).not.toHaveBeenCalled();
  });

  it("names the input's field where a handler names the spec's", async () => {
    await expect(
      action.run({ federation: 'a', count: 7 }, allowed()),
    ).rejects.toThrow(/^count: 7 is too many$/);
  });
});
