import { MERGE, STRATEGIC, Script, TABLE } from '../Session';

/** Services: addresses, ports, changes of type. */
export const services: Script = {
  name: 'services',
  async run(s) {
    const path = s.core('services');
    const make = (name: string, spec: object) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec,
    });
    const port = { port: 80 };
    await s.post(
      'cluster IP',
      path,
      make('one', { selector: { app: 'x' }, ports: [port] }),
    );
    await s.post(
      'headless',
      path,
      make('headless', { clusterIP: 'None', ports: [port] }),
    );
    await s.post(
      'node port',
      path,
      make('node', { type: 'NodePort', ports: [port] }),
    );
    await s.post(
      'load balancer',
      path,
      make('balancer', {
        type: 'LoadBalancer',
        ports: [
          { name: 'a', port: 80 },
          { name: 'b', port: 81, targetPort: 'web' },
        ],
      }),
    );
    await s.post(
      'external name',
      path,
      make('external', { type: 'ExternalName', externalName: 'example.com' }),
    );
    await s.post(
      'external name without one',
      path,
      make('bad', { type: 'ExternalName' }),
    );
    await s.post('no ports', path, make('bad', { selector: { app: 'x' } }));
    await s.post(
      'no ports, headless',
      path,
      make('portless', { clusterIP: 'None', selector: { app: 'x' } }),
    );
    await s.post('bad port', path, make('bad', { ports: [{ port: 0 }] }));
    await s.post('large port', path, make('bad', { ports: [{ port: 70000 }] }));
    await s.post(
      'two ports without names',
      path,
      make('bad', { ports: [{ port: 80 }, { port: 81 }] }),
    );
    await s.post(
      'port names twice',
      path,
      make('bad', {
        ports: [
          { name: 'a', port: 80 },
          { name: 'a', port: 81 },
        ],
      }),
    );
    await s.post(
      'ports twice',
      path,
      make('bad', {
        ports: [
          { name: 'a', port: 80 },
          { name: 'b', port: 80 },
        ],
      }),
    );
    await s.post(
      'bad port name',
      path,
      make('bad', { ports: [{ name: 'Bad_', port: 80 }] }),
    );
    await s.post(
      'bad protocol',
      path,
      make('bad', { ports: [{ port: 80, protocol: 'ICMP' }] }),
    );
    await s.post(
      'bad target port',
      path,
      make('bad', { ports: [{ port: 80, targetPort: 'Bad Name' }] }),
    );
    await s.post(
      'bad type',
      path,
      make('bad', { type: 'Nonsense', ports: [port] }),
    );
    await s.post(
      'bad cluster IP',
      path,
      make('bad', { clusterIP: 'x', ports: [port] }),
    );
    await s.post(
      'cluster IP out of range',
      path,
      make('bad', { clusterIP: '192.168.1.1', ports: [port] }),
    );
    await s.post(
      'node port out of range',
      path,
      make('bad', { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] }),
    );
    await s.post(
      'bad affinity',
      path,
      make('bad', { sessionAffinity: 'Nonsense', ports: [port] }),
    );
    await s.post(
      'name that begins with a digit',
      path,
      make('1bad', { ports: [port] }),
    );
    await s.post('name with a dot', path, make('bad.name', { ports: [port] }));
    await s.post(
      'dry run',
      `${path}?dryRun=All`,
      make('dry', { ports: [port] }),
    );
    await s.patch('cluster IP may not change', `${path}/one`, MERGE, {
      spec: { clusterIP: '10.0.0.99' },
    });
    await s.patch('nor be taken away', `${path}/one`, MERGE, {
      spec: { clusterIP: null, clusterIPs: null },
    });
    await s.patch('ports change', `${path}/one`, MERGE, {
      spec: { ports: [{ port: 8080, name: 'web' }] },
    });
    await s.patch('to a node port', `${path}/one`, MERGE, {
      spec: { type: 'NodePort' },
    });
    await s.patch('and back', `${path}/one`, MERGE, {
      spec: { type: 'ClusterIP' },
    });
    await s.patch('strategic ports', `${path}/balancer`, STRATEGIC, {
      spec: { ports: [{ port: 81, $patch: 'delete' }] },
    });
    await s.patch('status', `${path}/balancer/status`, MERGE, {
      status: { loadBalancer: { ingress: [{ ip: '192.168.1.5' }] } },
    });
    await s.get('by address', `${path}?fieldSelector=spec.clusterIP%3DNone`, {
      select: body => body.items?.map((i: any) => i.metadata.name) ?? body,
    });
    await s.get('table', `${path}?fieldSelector=metadata.name%3Dexternal`, {
      accept: TABLE,
    });
    await s.delete('delete', `${path}/one`);
    const accounts = s.core('serviceaccounts');
    await s.post('service account', accounts, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'one' },
    });
    await s.delete('delete a service account', `${accounts}/one`);
    const events = s.core('events');
    await s.post('event', events, {
      metadata: { name: 'one' },
      involvedObject: { kind: 'Pod', name: 'x', namespace: s.namespace },
      reason: 'R',
      message: 'm',
      type: 'Normal',
    });
    await s.post('event in another namespace', events, {
      metadata: { name: 'two' },
      involvedObject: { kind: 'Pod', name: 'x', namespace: 'default' },
      reason: 'R',
      message: 'm',
      type: 'Normal',
    });
    await s.get(
      'events by object',
      `${events}?fieldSelector=involvedObject.name%3Dx,reason%3DR`,
      { select: body => body.items?.map((i: any) => i.metadata.name) ?? body },
    );
  },
};
