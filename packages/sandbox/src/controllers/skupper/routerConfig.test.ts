import type { KubeObject } from '../../client';
import { parseRouterConfig, routerConfig } from './routerConfig';
import { allocatePort, newSiteState, recoverPorts } from './siteState';

const site: KubeObject = {
  apiVersion: 'skupper.io/v2alpha1',
  kind: 'Site',
  metadata: { name: 'member-b', namespace: 'fed', uid: 'UID-2' },
  spec: {},
};

const profile = (name: string) => [
  'sslProfile',
  {
    name,
    certFile: `/etc/skupper-router-certs/${name}/tls.crt`,
    privateKeyFile: `/etc/skupper-router-certs/${name}/tls.key`,
    caCertFile: `/etc/skupper-router-certs/${name}/ca.crt`,
  },
];

describe('routerConfig', () => {
  it('is what Skupper 2.2.1 writes for a site with a link and services', () => {
    const state = newSiteState(site);
    state.links.set('to-superlink', {
      host: '127.0.0.1',
      port: '32622',
      role: 'inter-router',
      cost: 5,
      tlsCredentials: 'link-member-c',
    });
    state.connectors.set('backend', {
      includeNotReady: false,
      generation: 1,
      routingKey: 'backend',
      port: 8080,
      targets: [{ host: '10.1.2.10', processId: 'UID-10' }],
    });
    state.listeners.set('db', {
      host: 'db',
      port: 5432,
      routingKey: 'other',
      routerPort: allocatePort(state, 'listener/db'),
    });
    state.multiKeyListeners.set('api', {
      host: 'api',
      port: 80,
      routerPort: allocatePort(state, 'multiAddress/api'),
      strategy: 'priority',
      values: [['api-blue', 1]],
    });

    expect(routerConfig(state, '2.2.1')).toEqual([
      [
        'router',
        {
          id: 'member-b-${HOSTNAME}',
          mode: 'interior',
          helloMaxAgeSeconds: '3',
          metadata: '{"id":"UID-2","version":"2.2.1","platform":"kubernetes"}',
        },
      ],
      profile('skupper-local-server'),
      profile('link-member-c-profile'),
      [
        'connector',
        {
          name: 'to-superlink',
          role: 'inter-router',
          host: '127.0.0.1',
          port: '32622',
          cost: 5,
          sslProfile: 'link-member-c-profile',
        },
      ],
      [
        'listener',
        {
          name: '@9090',
          role: 'normal',
          port: 9090,
          http: true,
          httpRootDir: 'disabled',
          healthz: true,
          metrics: true,
        },
      ],
      ['listener', { name: 'amqp', host: 'localhost', port: 5672 }],
      [
        'listener',
        {
          name: 'amqps',
          port: 5671,
          sslProfile: 'skupper-local-server',
          saslMechanisms: 'EXTERNAL',
          authenticatePeer: true,
        },
      ],
      ['address', { prefix: 'mc', distribution: 'multicast' }],
      [
        'tcpListener',
        {
          name: 'listener/db',
          port: '1024',
          address: 'other',
          siteId: 'UID-2',
        },
      ],
      [
        'tcpListener',
        {
          name: 'multiAddress/api',
          port: '1025',
          siteId: 'UID-2',
          multiAddressStrategy: 'priority',
        },
      ],
      [
        'listenerAddress',
        {
          name: 'api/api-blue',
          address: 'api-blue',
          value: 1,
          listener: 'multiAddress/api',
        },
      ],
      [
        'tcpConnector',
        {
          name: 'connector/backend@10.1.2.10',
          host: '10.1.2.10',
          port: '8080',
          address: 'backend',
          siteId: 'UID-2',
          processId: 'UID-10',
        },
      ],
    ]);
  });

  it('gives the routers’ ports names, and profiles their ordinal', () => {
    const state = newSiteState(site);
    state.accesses.set('skupper-router', {
      roles: [
        { name: 'inter-router', port: 55671 },
        { name: 'edge', port: 0 },
        { name: 'other', port: 1 },
      ],
      tlsCredentials: 'skupper-site-server',
    });
    state.profiles.set('skupper-site-server', {
      secret: 'skupper-site-server',
      ordinal: 2,
    });

    const config = routerConfig(state, '2.2.1');

    const listeners = config.filter(([type]) => type === 'listener');
    expect(listeners.slice(3).map(([, l]) => [l.name, l.port])).toEqual([
      ['skupper-router-inter-router', 55671],
      ['skupper-router-edge', 45671],
    ]);
    expect(config[2][1]).toMatchObject({
      name: 'skupper-site-server',
      ordinal: 2,
    });
  });

  it('keeps the ports of a former run', () => {
    const state = newSiteState(site);
    recoverPorts(
      state,
      parseRouterConfig(
        '[["tcpListener",{"name":"listener/a","port":"1025"}]]',
      ) as any,
    );
    expect(allocatePort(state, 'listener/a')).toBe(1025);
    expect(allocatePort(state, 'listener/b')).toBe(1024);
    expect(allocatePort(state, 'listener/c')).toBe(1026);
    expect(parseRouterConfig('garbage')).toEqual([]);
  });
});
