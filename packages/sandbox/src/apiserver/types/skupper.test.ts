import {
  MERGE,
  TestServer,
  startTestServer,
} from '../__testUtils__/testServer';

const apiVersion = 'skupper.io/v2alpha1';

/** What a real API server with Skupper's own definitions refused, and its words. */
const REFUSED: [kind: string, plural: string, spec: object, text: string][] = [
  [
    'Connector',
    'connectors',
    { routingKey: 'x', port: 80 },
    '[<nil>: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found none valid, spec.selector: Required value]',
  ],
  [
    'Connector',
    'connectors',
    { routingKey: 'x', port: 80, host: 'h', selector: 'a=b' },
    '<nil>: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found 2 valid alternatives',
  ],
  [
    'Connector',
    'connectors',
    { host: 'h' },
    '[spec.routingKey: Required value, spec.port: Required value]',
  ],
  [
    'Listener',
    'listeners',
    { routingKey: 'x', host: 'x', port: 80, observer: 'foo' },
    'spec.observer: Unsupported value: "foo": supported values: "auto", "none", "http1", "http2"',
  ],
  ['Link', 'links', { tlsCredentials: 'x' }, 'spec.endpoints: Required value'],
  [
    'Link',
    'links',
    { endpoints: [{ name: 'inter-router', host: 'h', port: 55671 }] },
    'spec.endpoints[0].port: Invalid value: "integer": spec.endpoints[0].port in body must be of type string: "integer"',
  ],
  [
    'AccessToken',
    'accesstokens',
    { url: 'https://x' },
    '[spec.code: Required value, spec.ca: Required value]',
  ],
  [
    'MultiKeyListener',
    'multikeylisteners',
    { host: 'h', port: 80, strategy: {} },
    'spec.strategy: Invalid value: exactly one of the fields in [priority weighted] must be set',
  ],
  [
    'AccessGrant',
    'accessgrants',
    { redemptionsAllowed: '1' },
    'spec.redemptionsAllowed: Invalid value: "string": spec.redemptionsAllowed in body must be of type integer: "string"',
  ],
  [
    'AccessGrant',
    'accessgrants',
    { expirationWindow: '900' },
    'spec.expirationWindow: Invalid value: "900": spec.expirationWindow in body must be of type duration: "900"',
  ],
  [
    'AttachedConnector',
    'attachedconnectors',
    { port: 80 },
    '[spec.selector: Required value, spec.siteNamespace: Required value]',
  ],
];

describe('the Skupper types', () => {
  let test: TestServer;
  const base = `/apis/${apiVersion}/namespaces/default`;
  const create = (kind: string, plural: string, spec: object, name = 'x') =>
    test.call('POST', `${base}/${plural}`, {
      apiVersion,
      kind,
      metadata: { name },
      spec,
    });

  beforeAll(async () => {
    test = await startTestServer();
  });
  afterAll(() => test.stop());

  it.each(REFUSED)('refuses a wrong %s in %s with %j', async (...row) => {
    const [kind, plural, spec, text] = row;
    const { code, body } = await create(kind, plural, spec);
    expect(code).toBe(422);
    expect(body.message).toBe(`${kind}.skupper.io "x" is invalid: ${text}`);
  });

  it('admits what the real one admits', async () => {
    for (const expirationWindow of ['1d', 'PT15M', '-5m', '1h30m']) {
      const name = `w${expirationWindow.toLowerCase().replace('-', 'm')}`;
      expect(
        (
          await create(
            'AccessGrant',
            'accessgrants',
            { expirationWindow },
            name,
          )
        ).code,
      ).toBe(201);
    }
    const empty = { routingKey: 'x', port: 0, selector: '' };
    expect((await create('Connector', 'connectors', empty, 'e')).code).toBe(
      201,
    );
  });

  it('prunes what it does not know', async () => {
    const { body } = await create('Site', 'sites', {
      linkAcces: 'x',
      ha: true,
    });
    expect(body.spec).toEqual({ ha: true });
  });

  it('does not let a strategy change its kind', async () => {
    await create('MultiKeyListener', 'multikeylisteners', {
      host: 'h',
      port: 80,
      strategy: { priority: { routingKeys: ['a'] } },
    });
    const { body } = await test.call(
      'PATCH',
      `${base}/multikeylisteners/x`,
      {
        spec: {
          strategy: { priority: null, weighted: { routingKeys: { a: 1 } } },
        },
      },
      MERGE,
    );
    expect(body.message).toBe(
      'MultiKeyListener.skupper.io "x" is invalid: spec.strategy: Invalid value: strategy is immutable',
    );
  });

  it('wants a resourceVersion in a PUT', async () => {
    const { body } = await test.call('PUT', `${base}/sites/x`, {
      apiVersion,
      kind: 'Site',
      metadata: { name: 'x' },
    });
    expect(body.message).toBe(
      'sites.skupper.io "x" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
    );
  });

  it('has the columns of the real definitions', async () => {
    const { body } = await test.call('GET', `${base}/connectors`, undefined, {
      Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
    });
    expect(
      body.columnDefinitions.map((c: any) => `${c.name}:${c.type}`),
    ).toEqual([
      'Name:string',
      'Routing Key:string',
      'Port:integer',
      'Host:string',
      'Selector:string',
      'Status:string',
      'Has Matching Listener:boolean',
      'Message:string',
    ]);
  });

  it('may be absent', async () => {
    const without = await startTestServer({ skupper: false });
    expect((await without.call('GET', `/apis/${apiVersion}`)).code).toBe(404);
    await without.stop();
  });
});
