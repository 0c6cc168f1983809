import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A certificate for localhost that stands for itself, and a copy that PostgreSQL's user may read. */
export async function makeCertificate(folder: string) {
  const certificate = join(folder, 'localhost.crt');
  const key = join(folder, 'localhost.key');
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
    ...['-keyout', key, '-out', certificate],
  ]);
  const database = join(folder, 'database');
  mkdirSync(database);
  const ssl = {
    ssl_cert_file: join(database, 'server.crt'),
    ssl_key_file: join(database, 'server.key'),
  };
  copyFileSync(certificate, ssl.ssl_cert_file);
  copyFileSync(key, ssl.ssl_key_file);
  await run('chmod', ['600', ssl.ssl_key_file]);
  if (process.getuid?.() === 0) {
    await run('chmod', ['711', folder]);
    await run('chown', ['-R', 'postgres:', database]);
  }
  return { certificate, key, postgres: { ssl: 'on', ...ssl } };
}
