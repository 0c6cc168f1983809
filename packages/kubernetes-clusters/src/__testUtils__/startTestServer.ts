import { TestApiServer } from '../../../sandbox/src/__testUtils__/testApiServer';
import { widgetDefinition } from './widgets';

export type { TestApiServer };

/** An API server with a namespace `ns` that serves Widgets; over TLS with a certificate. */
export async function startTestServer(tls?: {
  cert: string;
  key: string;
}): Promise<TestApiServer> {
  return TestApiServer.start('west', {
    namespaces: ['ns'],
    objects: [widgetDefinition],
    tls,
  });
}
