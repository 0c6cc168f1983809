import http from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createSandboxClient } from './createSandboxClient';
import { configMaps, deployments, sites } from './resources';
import { KubeObject, KubeStatusError } from './types';

type Handler = (
  request: http.IncomingMessage,
  response: http.ServerResponse,
  body: any,
) => void;

const cm = (name: string, resourceVersion: string, uid = `uid-${name}`) => ({
  metadata: { name, namespace: 'a', resourceVersion, uid },
});

function listOf(resourceVersion: string, ...items: object[]) {
  return JSON.stringify({ metadata: { resourceVersion }, items });
}

describe('createSandboxClient', () => {
  let server: http.Server;
  let handler: Handler;
  let abort: AbortController;

  beforeEach(async () => {
    abort = new AbortController();
    server = http.createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) {
        text += chunk;
      }
      handler(request, response, text ? JSON.parse(text) : undefined);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    abort.abort();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  function client() {
    const { port } = server.address() as AddressInfo;
    return createSandboxClient({
      cluster: 'west',
      server: `http://127.0.0.1:${port}`,
      token: 'tok',
      watchTimings: { minBackOffMs: 1, maxBackOffMs: 2 },
    });
  }

  it('sends method, path, content type, token and body of each call', async () => {
    const seen: unknown[] = [];
    handler = (request, response, body) => {
      seen.push([
        request.method,
        request.url,
        request.headers['content-type'],
        request.headers.authorization,
        body,
      ]);
      response.end('{"metadata":{"name":"x"}}');
    };
    const kube = client();
    const object = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'x', namespace: 'a' },
    };

    await kube.get(deployments, 'a', 'x');
    await kube.create(deployments, object);
    await kube.replace(deployments, object);
    await kube.replaceStatus(sites, object);
    await kube.patch(deployments, 'a', 'x', { a: 1 }, 'status');
    await kube.apply(deployments, object, 'me');
    await kube.delete(deployments, 'a', 'x', { uid: 'u' });

    const path = '/apis/apps/v1/namespaces/a/deployments';
    const json = 'application/json';
    expect(seen).toEqual([
      ['GET', `${path}/x`, undefined, 'Bearer tok', undefined],
      ['POST', path, json, 'Bearer tok', object],
      ['PUT', `${path}/x`, json, 'Bearer tok', object],
      [
        'PUT',
        '/apis/skupper.io/v2alpha1/namespaces/a/sites/x/status',
        json,
        'Bearer tok',
        object,
      ],
      [
        'PATCH',
        `${path}/x/status`,
        'application/merge-patch+json',
        'Bearer tok',
        { a: 1 },
      ],
      [
        'PATCH',
        `${path}/x?fieldManager=me&force=true`,
        'application/apply-patch+yaml',
        'Bearer tok',
        object,
      ],
      [
        'DELETE',
        `${path}/x`,
        json,
        'Bearer tok',
        {
          apiVersion: 'v1',
          kind: 'DeleteOptions',
          propagationPolicy: 'Background',
          preconditions: { uid: 'u' },
        },
      ],
    ]);
  });

  it('answers undefined or false on 404 and throws other statuses', async () => {
    handler = (request, response) => {
      const code = request.url?.endsWith('/gone') ? 404 : 409;
      response.statusCode = code;
      response.end(
        JSON.stringify({ kind: 'Status', code, reason: 'R', message: 'M' }),
      );
    };
    const kube = client();

    await expect(kube.get(configMaps, 'a', 'gone')).resolves.toBeUndefined();
    await expect(kube.delete(configMaps, 'a', 'gone')).resolves.toBe(false);
    const error = await kube.get(configMaps, 'a', 'x').catch(e => e);
    expect(error).toBeInstanceOf(KubeStatusError);
    expect(error).toMatchObject({ code: 409, reason: 'R', message: 'M' });
  });

  it('reads a list page by page and names the kind of each item', async () => {
    handler = (request, response) => {
      const page = new URL(request.url!, 'http://x').searchParams;
      response.end(
        page.get('continue')
          ? listOf('9', cm('b', '2'))
          : JSON.stringify({
              metadata: { resourceVersion: '9', continue: 'next' },
              items: [cm('a', '1')],
            }),
      );
    };

    const items = await client().list(configMaps, { namespace: 'a' });

    expect(items.map(i => [i.kind, i.metadata.name])).toEqual([
      ['ConfigMap', 'a'],
      ['ConfigMap', 'b'],
    ]);
  });

  it('watches: resumes after a closed stream, relists after 410 and reports what vanished', async () => {
    const log: string[] = [];
    let lists = 0;
    let watches = 0;
    const done = new Promise<void>(resolve => {
      handler = (request, response) => {
        const query = new URL(request.url!, 'http://x').searchParams;
        if (!query.get('watch')) {
          lists += 1;
          response.end(
            lists === 1
              ? listOf('10', cm('keep', '1'), cm('vanish', '2'))
              : listOf('30', cm('keep', '1'), cm('new', '25')),
          );
          return;
        }
        watches += 1;
        log.push(`watch from ${query.get('resourceVersion')}`);
        const send = (type: string, object: object) =>
          response.write(`${JSON.stringify({ type, object })}\n`);
        if (watches === 1) {
          send('ADDED', cm('later', '11'));
          send('BOOKMARK', { metadata: { resourceVersion: '15' } });
          response.end();
        } else if (watches === 2) {
          send('DELETED', cm('later', '16'));
          send('ERROR', { code: 410, reason: 'Expired', message: 'too old' });
          response.end();
        } else {
          send('MODIFIED', cm('keep', '31'));
          resolve();
        }
      };
    });
    const last = new Promise<void>(resolve => {
      client().watch(configMaps, {
        namespace: 'a',
        signal: abort.signal,
        onUpsert: (o: KubeObject) => {
          log.push(`+${o.metadata.name}@${o.metadata.resourceVersion}`);
          if (o.metadata.resourceVersion === '31') {
            resolve();
          }
        },
        onDelete: o => log.push(`-${o.metadata.name}`),
        onSync: () => log.push('sync'),
      });
    });
    await Promise.all([done, last]);

    expect(log).toEqual([
      '+keep@1',
      '+vanish@2',
      'sync',
      'watch from 10',
      '+later@11',
      'watch from 15',
      '-later',
      '-vanish',
      '+new@25',
      'sync',
      'watch from 30',
      '+keep@31',
    ]);
  });

  it('keeps trying while the server is down', async () => {
    let attempts = 0;
    handler = (_request, response) => {
      attempts += 1;
      if (attempts < 3) {
        response.socket?.destroy();
        return;
      }
      response.end(listOf('1'));
    };

    await new Promise<void>(resolve => {
      client().watch(configMaps, {
        signal: abort.signal,
        onUpsert: () => {},
        onDelete: () => {},
        onSync: resolve,
      });
    });

    expect(attempts).toBeGreaterThanOrEqual(3);
  });
});
