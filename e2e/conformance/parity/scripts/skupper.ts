import { APPLY, MERGE, Script, TABLE } from '../Session';

/** Skupper's own types. */
export const skupper: Script = {
  name: 'skupper',
  skupper: true,
  async run(s) {
    const version = 'skupper.io/v2alpha1';
    const make = (kind: string, name: string, spec?: object) => ({
      apiVersion: version,
      kind,
      metadata: { name },
      ...(spec ? { spec } : {}),
    });
    const at = (plural: string) => s.group(version, plural);
    await s.post(
      'site',
      at('sites'),
      make('Site', 'one', { linkAccess: 'default' }),
    );
    await s.post(
      'site with unknown fields',
      at('sites'),
      make('Site', 'two', { nonsense: 1 }),
    );
    await s.post('site without a spec', at('sites'), make('Site', 'three'));
    await s.post(
      'site with the wrong type',
      at('sites'),
      make('Site', 'bad', { ha: 'yes' }),
    );
    await s.patch('site status', `${at('sites')}/one/status`, MERGE, {
      status: {
        status: 'Ready',
        message: 'OK',
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            reason: 'Ready',
            message: 'OK',
            lastTransitionTime: '2020-01-01T00:00:00Z',
          },
        ],
      },
    });
    await s.patch(
      'site with a bad condition',
      `${at('sites')}/one/status`,
      MERGE,
      { status: { conditions: [{ type: 'Ready', status: 'Perhaps' }] } },
    );
    await s.get(
      'sites as a table',
      `${at('sites')}?fieldSelector=metadata.name%3Done`,
      { accept: TABLE },
    );
    await s.post(
      'connector',
      at('connectors'),
      make('Connector', 'one', { routingKey: 'k', host: 'h', port: 80 }),
    );
    await s.post(
      'connector without a routing key',
      at('connectors'),
      make('Connector', 'bad', { port: 80 }),
    );
    await s.post(
      'connector with a bad port',
      at('connectors'),
      make('Connector', 'bad', { routingKey: 'k', host: 'h', port: 'x' }),
    );
    await s.post(
      'listener',
      at('listeners'),
      make('Listener', 'one', { routingKey: 'k', host: 'h', port: 80 }),
    );
    await s.post(
      'listener without a host',
      at('listeners'),
      make('Listener', 'bad', { routingKey: 'k', port: 80 }),
    );
    await s.get('listeners as a table', at('listeners'), {
      accept: TABLE,
    });
    await s.post(
      'link',
      at('links'),
      make('Link', 'one', {
        tlsCredentials: 'c',
        cost: 1,
        endpoints: [{ name: 'inter-router', host: 'h', port: '55671' }],
      }),
    );
    await s.post(
      'link with a bad endpoint',
      at('links'),
      make('Link', 'bad', {
        endpoints: [{ name: 'inter-router', host: 'h', port: 55671 }],
      }),
    );
    await s.post('link without a spec', at('links'), make('Link', 'bad'));
    await s.post(
      'grant',
      at('accessgrants'),
      make('AccessGrant', 'one', {
        redemptionsAllowed: 2,
        expirationWindow: '5m',
      }),
    );
    await s.post(
      'grant with a bad count',
      at('accessgrants'),
      make('AccessGrant', 'bad', { redemptionsAllowed: 'two' }),
    );
    await s.post(
      'token',
      at('accesstokens'),
      make('AccessToken', 'one', { url: 'https://x', ca: 'y', code: 'z' }),
    );
    await s.post(
      'token without a code',
      at('accesstokens'),
      make('AccessToken', 'bad', { url: 'https://x', ca: 'y' }),
    );
    await s.post(
      'router access',
      at('routeraccesses'),
      make('RouterAccess', 'one', {
        tlsCredentials: 'c',
        roles: [{ name: 'inter-router', port: 55671 }],
      }),
    );
    await s.post(
      'router access without roles',
      at('routeraccesses'),
      make('RouterAccess', 'bad', { tlsCredentials: 'c' }),
    );
    await s.post(
      'attached connector',
      at('attachedconnectors'),
      make('AttachedConnector', 'one', {
        siteNamespace: 'x',
        port: 80,
        selector: 'a=b',
      }),
    );
    await s.post(
      'attached connector binding',
      at('attachedconnectorbindings'),
      make('AttachedConnectorBinding', 'one', {
        connectorNamespace: 'x',
        routingKey: 'k',
      }),
    );
    await s.post(
      'certificate',
      at('certificates'),
      make('Certificate', 'one', {
        ca: 'c',
        subject: 's',
        hosts: ['h'],
        server: true,
      }),
    );
    await s.post(
      'secured access',
      at('securedaccesses'),
      make('SecuredAccess', 'one', {
        ports: [{ name: 'p', port: 1, targetPort: 2 }],
        selector: { a: 'b' },
      }),
    );
    await s.patch(
      'apply a site',
      `${at('sites')}/applied?fieldManager=one`,
      APPLY,
      make('Site', 'applied', { linkAccess: 'default', settings: { a: '1' } }),
    );
    await s.patch(
      'apply a site again',
      `${at('sites')}/applied?fieldManager=one`,
      APPLY,
      make('Site', 'applied', { linkAccess: 'default', settings: { a: '1' } }),
    );
    await s.patch(
      'apply settings of another',
      `${at('sites')}/applied?fieldManager=two`,
      APPLY,
      make('Site', 'applied', { settings: { b: '2' } }),
    );
    await s.patch(
      'apply an unknown field',
      `${at('sites')}/applied?fieldManager=one`,
      APPLY,
      make('Site', 'applied', { nonsense: 1 }),
    );
    for (const [plural, name] of [
      ['sites', 'one'],
      ['links', 'one'],
      ['connectors', 'one'],
      ['accessgrants', 'one'],
    ]) {
      await s.delete(`delete of ${plural}`, `${at(plural)}/${name}`);
    }
    await s.get('discovery', `/apis/${version}`, {
      select: body => ({
        ...body,
        resources: body.resources
          ?.map(({ storageVersionHash: _, ...r }: any) => r)
          .sort((a: any, b: any) => (a.name < b.name ? -1 : 1)),
      }),
    });
  },
};
