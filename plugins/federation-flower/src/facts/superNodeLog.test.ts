import { superNodeLog } from '@backstage-federation/recordings';
import { superNodeLogFacts } from './superNodeLog';

const recorded = (name: string) => superNodeLogFacts(superNodeLog(name));

describe('superNodeLogFacts of recorded logs', () => {
  it('finds the node id, with and without DEBUG', () => {
    expect(recorded('1.39.0-supernode').nodeId).toBe('11816128555960516270');
    expect(recorded('1.39.0-supernode').connection).toBe('connected');
    expect(recorded('1.41.0-supernode').nodeId).toBe('13389295182711997528');
    expect(recorded('1.41.0-supernode').failure).toBeUndefined();
    expect(recorded('1.39.0-supernode-debug').nodeId).toBe(
      '5868993446235993179',
    );
  });

  it('has no id for 1.23, which prints none', () => {
    expect(recorded('1.23.0-supernode').nodeId).toBeUndefined();
    expect(recorded('1.23.0-supernode').failure).toBeUndefined();
  });

  it.each(['1.23.0', '1.39.0', '1.41.0', '1.42.0'])(
    'sees %s connect after waiting',
    version => {
      expect(recorded(`${version}-supernode-before-superlink`)).toMatchObject({
        connection: 'connected',
        failedTries: 0,
      });
    },
  );

  it.each([
    '1.23.0-supernode-sanmismatch',
    '1.39.0-supernode-sanmismatch',
    '1.23.0-supernode-wrongca',
  ])('sees only vain tries in %s', name => {
    const facts = recorded(name);
    expect(facts.connection).toBe('retrying');
    expect(facts.failedTries).toBe(2);
    expect(facts.failure).toBeUndefined();
    expect(facts.line).toMatch(/^Connection attempt failed, retrying in /);
  });

  it.each([
    ['1.39.0-supernode-wrongca', 'tls-untrusted'],
    ['1.41.0-supernode-wrongca', 'tls-untrusted'],
    ['1.42.0-supernode-wrongca', 'tls-untrusted'],
    ['1.41.0-supernode-sanmismatch', 'tls-name'],
    ['1.42.0-supernode-sanmismatch', 'tls-name'],
    ['1.41.0-supernode-tls-against-plaintext', 'tls-not-spoken'],
    ['1.42.0-supernode-tls-against-plaintext', 'tls-not-spoken'],
    ['1.23.0-supernode-unregistered', 'not-registered'],
    ['1.36.0-supernode-unregistered', 'not-registered'],
    ['1.39.0-supernode-unregistered', 'not-registered'],
    ['1.41.0-supernode-unregistered', 'not-registered'],
    ['1.42.0-supernode-unregistered', 'not-registered'],
    ['1.41.0-supernode-dup', 'not-registered'],
    ['1.42.0-supernode-dup', 'not-registered'],
    ['1.23.0-supernode-nokey', 'key-required'],
    ['1.39.0-supernode-nokey', 'key-required'],
    ['1.41.0-supernode-nokey', 'key-required'],
    ['1.42.0-supernode-nokey', 'key-required'],
    ['1.23.0-supernode-dup', 'identity-in-use'],
    ['1.23.0-supernode-hangs', 'hangs'],
    ['1.39.0-supernode-pkcs8', 'exit-code'],
    ['1.41.0-supernode-pkcs8', 'exit-code'],
    ['1.42.0-supernode-pkcs8', 'exit-code'],
  ])('names the reason in %s', (name, cause) => {
    expect(recorded(name).failure?.cause).toBe(cause);
  });

  it('sees 1.41.0 only try when the SuperLink wants TLS and it does not', () => {
    const facts = recorded('1.41.0-supernode-plaintext-against-tls');
    expect(facts.connection).toBe('retrying');
    expect(facts.failure).toBeUndefined();
  });

  it('sees no failure in the end of a 1.41.0 whose SuperLink forgot it', () => {
    const facts = recorded('1.41.0-supernode-superlink-restart-memory');
    expect(facts.nodeId).toBe('5992513850145284805');
    expect(facts.failure).toBeUndefined();
  });

  it('gives the exit code with its first line of text', () => {
    expect(recorded('1.39.0-supernode-pkcs8').failure).toEqual({
      cause: 'exit-code',
      exitCode: 302,
      line: 'Exit Code: 302 Unable to parse the private key file.',
    });
  });
});

it('adds up how long it has waited since it was last connected', () => {
  const facts = superNodeLogFacts(
    [
      '\u001b[92mINFO \u001b[0m:      Starting Flower SuperNode',
      'WARNING :   Connection attempt failed, retrying in 99 seconds',
      'INFO :      Connection successful after 99.00 seconds and 2 tries.',
      '2026-11-21T02:00:00.123456789Z WARNING :   Connection attempt failed, retrying in 1.5 seconds',
      'WARNING :   Connection attempt failed, retrying in 2 seconds',
    ].join('\n'),
  );
  expect(facts).toMatchObject({
    connection: 'retrying',
    waited: 3.5,
    failedTries: 2,
  });
});

it('ignores what its SuperExec tries after the end', () => {
  const facts = superNodeLogFacts(
    [
      'INFO :      Starting Flower SuperNode',
      'INFO :      SuperNode ID: 7',
      'INFO :      SuperNode terminated gracefully.',
      'WARNING :   Connection attempt failed, retrying in 1 seconds',
    ].join('\n'),
  );
  expect(facts.connection).toBe('connected');
});

it.each([
  'flower-supernode: error: unrecognized arguments: --host 0.0.0.0 --port 9094',
  "flower-supernode: error: argument --clientappio-api-address: this option is no longer supported; use '--host' and '--port' instead",
])('knows refused arguments: %s', line => {
  expect(superNodeLogFacts(`usage: flower-supernode\n${line}`).failure).toEqual(
    { cause: 'bad-arguments', line },
  );
});
