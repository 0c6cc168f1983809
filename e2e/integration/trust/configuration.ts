import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { BackendProcess } from '../../support/backend';
import { BackstageClient } from '../../support/BackstageClient';
import { HUB, MEMBER, Subject, THIRD, Trust } from './Trust';

/** One wrong entry of the configuration never stops the rest. */
export function wrongClustersStopNothing(
  trust: () => Trust,
  { keeps }: { keeps: Subject },
) {
  describe('a backend with clusters that are none', () => {
    it('starts, says what is wrong with each, and shows the rest', async () => {
      const dir = mkdtempSync(join(tmpdir(), 'federation-wrong-'));
      const page = createServer((_, res) => {
        res.writeHead(200, { 'content-type': 'text/html' });
        res.end('<html>Sign in</html>');
      });
      await new Promise<void>(resolve =>
        page.listen(0, '127.0.0.1', () => resolve()),
      );
      const { port } = page.address() as AddressInfo;
      const config = parse(readFileSync(trust().stack.config, 'utf8'));
      const entry = {
        authProvider: 'serviceAccount',
        serviceAccountToken: 'none',
      };
      config.kubernetes.clusterLocatorMethods[0].clusters.push(
        { ...entry, name: 'no-scheme', url: 'kubernetes.default.svc:443' },
        { ...entry, name: 'a-page', url: `http://127.0.0.1:${port}` },
      );
      const file = join(dir, 'app-config.wrong.yaml');
      writeFileSync(file, JSON.stringify(config));
      let backend: BackendProcess | undefined;
      try {
        backend = await BackendProcess.start({ dir, configs: [file] });
        const guest = new BackstageClient(backend.baseUrl);
        await guest.signIn();
        const { items } = await guest.until(
          () => guest.json<any>('/federation/v1/clusters'),
          clusters =>
            clusters.items.every((one: any) => one.state !== 'connecting'),
          30_000,
        );
        const of = (name: string) =>
          items.find((one: any) => one.name === name);
        for (const name of [HUB, MEMBER, THIRD]) {
          assert.equal(of(name).state, 'connected', name);
        }
        assert.match(of('no-scheme').reason, /url must begin with https:/);
        assert.equal(of('no-scheme').state, 'unreachable');
        assert.match(of('a-page').reason, /API server/);
        assert.equal(of('a-page').state, 'unreachable');
        await guest.untilView(
          keeps.name,
          ({ state }) => state.kind === 'ready',
          30_000,
        );
      } finally {
        await backend?.stop();
        page.close();
        page.closeAllConnections();
        rmSync(dir, { recursive: true, force: true });
      }
    });
  });
}
