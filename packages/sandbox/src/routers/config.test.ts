import { parseRouterConfig } from './config';

/** As the controller wrote it in a recording, with a listener for several keys. */
const TEXT = JSON.stringify([
  [
    'router',
    {
      id: 'member-b-${HOSTNAME}',
      mode: 'interior',
      helloMaxAgeSeconds: '3',
      metadata: '{"id":"UID-14","version":"2.2.1","platform":"kubernetes"}',
    },
  ],
  [
    'sslProfile',
    {
      name: 'to-superlink-profile',
      caCertFile: '/etc/skupper-router-certs/to-superlink-profile/ca.crt',
    },
  ],
  [
    'connector',
    {
      name: 'to-superlink',
      role: 'inter-router',
      host: '127.0.0.1',
      port: '32622',
      cost: 2,
      sslProfile: 'to-superlink-profile',
    },
  ],
  ['listener', { name: '@9090', role: 'normal', port: 9090, http: true }],
  ['listener', { name: 'amqp', host: 'localhost', port: 5672 }],
  ['address', { prefix: 'mc', distribution: 'multicast' }],
  [
    'tcpListener',
    { name: 'listener/backend', port: '1024', address: 'backend', siteId: 'x' },
  ],
  [
    'tcpListener',
    {
      name: 'multiAddress/api',
      port: '1025',
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
      processId: 'UID-10',
    },
  ],
]);

describe('parseRouterConfig', () => {
  it('reads what the Skupper controller writes', () => {
    expect(parseRouterConfig(TEXT, 'skupper-router-abc-1')).toEqual({
      id: 'member-b-skupper-router-abc-1',
      mode: 'interior',
      siteId: 'UID-14',
      version: '2.2.1',
      sslProfiles: ['to-superlink-profile'],
      proxyProfiles: [],
      addresses: [{ prefix: 'mc', distribution: 'multicast' }],
      listeners: [
        { name: '@9090', role: 'normal', host: '', port: 9090, http: true },
        {
          name: 'amqp',
          role: 'normal',
          host: 'localhost',
          port: 5672,
          http: false,
        },
      ],
      connectors: [
        {
          name: 'to-superlink',
          role: 'inter-router',
          host: '127.0.0.1',
          port: 32622,
          cost: 2,
          sslProfile: 'to-superlink-profile',
        },
      ],
      tcpListeners: [
        {
          name: 'listener/backend',
          host: '0.0.0.0',
          port: 1024,
          addresses: [{ key: 'backend', value: 0 }],
        },
        {
          name: 'multiAddress/api',
          host: '0.0.0.0',
          port: 1025,
          strategy: 'priority',
          addresses: [{ key: 'api-blue', value: 1 }],
        },
      ],
      tcpConnectors: [
        {
          name: 'connector/backend@10.1.2.10',
          host: '10.1.2.10',
          port: 8080,
          address: 'backend',
          processId: 'UID-10',
          verifyHostname: true,
        },
      ],
    });
  });

  it('refuses a configuration without a router', () => {
    expect(() => parseRouterConfig('[]', 'x')).toThrow('has no router');
  });
});
