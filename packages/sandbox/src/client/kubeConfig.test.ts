import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { optionsFromKubeConfig } from './kubeConfig';

describe('optionsFromKubeConfig', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
  const path = join(folder, 'config');
  writeFileSync(join(folder, 'ca.crt'), 'CA');
  writeFileSync(
    path,
    `
current-context: west
clusters:
  - name: west
    cluster: { server: 'https://127.0.0.1:1', certificate-authority: ca.crt }
  - name: east
    cluster: { server: 'https://127.0.0.1:2', insecure-skip-tls-verify: true }
users:
  - name: admin
    user: { token: secret }
  - name: cert
    user: { client-certificate-data: Q0VSVA==, client-key-data: S0VZ }
contexts:
  - name: west
    context: { cluster: west, user: admin }
  - name: east
    context: { cluster: east, user: cert }
`,
  );

  it('reads the current context with files beside it', () => {
    expect(optionsFromKubeConfig(path)).toMatchObject({
      cluster: 'west',
      server: 'https://127.0.0.1:1',
      caPem: 'CA',
      token: 'secret',
      skipTlsVerify: false,
    });
  });

  it('reads a named context with inline certificates', () => {
    expect(optionsFromKubeConfig(path, 'east')).toMatchObject({
      server: 'https://127.0.0.1:2',
      skipTlsVerify: true,
      clientCertPem: 'CERT',
      clientKeyPem: 'KEY',
    });
  });

  it('says which context is missing', () => {
    expect(() => optionsFromKubeConfig(path, 'nope')).toThrow(
      "No context 'nope' in the kubeconfig",
    );
  });
});
