import { bindsOf, flagValue, replaceBind } from './args';
import { parseFlowerImage, parseFlowerVersion } from './version';

const version = (tag: string) => parseFlowerVersion(tag)!;

describe('versions of images', () => {
  it('reads role and version', () => {
    expect(parseFlowerImage('flwr/superlink:1.23.0')).toEqual({
      role: 'superlink',
      tag: '1.23.0',
    });
    expect(
      parseFlowerImage('docker.io/flwr/supernode:1.39.0-py3.13-ubuntu24.04'),
    ).toEqual({ role: 'supernode', tag: '1.39.0-py3.13-ubuntu24.04' });
    expect(
      parseFlowerImage('quay.io/skupper/skupper-router:3'),
    ).toBeUndefined();
    expect(version('1.39.0-py3.13-ubuntu24.04')).toEqual({
      version: '1.39.0',
      minor: 39,
    });
    expect(parseFlowerVersion('latest')).toBeUndefined();
  });
});

describe('bindsOf', () => {
  const addresses = (
    role: 'superlink' | 'supernode',
    tag: string,
    args: string[],
  ) =>
    bindsOf(role, version(tag), args).map(b => `${b.flag} ${b.host}:${b.port}`);

  it('knows what a SuperLink listens on in each version', () => {
    expect(addresses('superlink', '1.23.0', ['--insecure'])).toEqual([
      '--fleet-api-address 0.0.0.0:9092',
      '--control-api-address 0.0.0.0:9093',
      '--serverappio-api-address 0.0.0.0:9091',
    ]);
    expect(addresses('superlink', '1.36.0', ['--insecure'])).toEqual([
      '--fleet-api-address 0.0.0.0:9092',
      '--control-api-address 0.0.0.0:9093',
      '--host/--port 127.0.0.1:8000',
    ]);
    expect(
      addresses('superlink', '1.39.0', [
        '--insecure',
        '--host=0.0.0.0',
        '--port',
        '9093',
        '--health-server-address',
        '0.0.0.0:8081',
      ]),
    ).toEqual([
      '--fleet-api-address 0.0.0.0:9092',
      '--host/--port 0.0.0.0:9093',
      '--health-server-address 0.0.0.0:8081',
    ]);
  });

  it('knows the one port of 1.40 and later', () => {
    const args = ['--insecure', '--fleet-api-address', '0.0.0.0:9092'];
    expect(addresses('superlink', '1.41.0', args)).toEqual([
      '--host/--port 127.0.0.1:8000',
    ]);
  });

  it('knows what a SuperNode listens on in each version', () => {
    expect(
      addresses('supernode', '1.34.0', [
        '--clientappio-api-address',
        '0.0.0.0:9095',
      ]),
    ).toEqual(['--clientappio-api-address 0.0.0.0:9095']);
    expect(addresses('supernode', '1.35.0', [])).toEqual([
      '--host/--port 127.0.0.1:9094',
    ]);
  });
});

describe('replaceBind', () => {
  it('replaces given addresses, adds those meant by default, and keeps the rest', () => {
    const real = { host: '127.0.0.1', port: 20001 };
    expect(
      replaceBind(
        [
          '--insecure',
          '--exec-api-address=0.0.0.0:9093',
          '--isolation',
          'process',
        ],
        { flag: '--control-api-address', host: '0.0.0.0', port: 9093 },
        real,
      ),
    ).toEqual([
      '--insecure',
      '--isolation',
      'process',
      '--exec-api-address',
      '127.0.0.1:20001',
    ]);
    expect(
      replaceBind(
        ['--insecure', '--host', '0.0.0.0'],
        { flag: '--host/--port', host: '0.0.0.0', port: 8000 },
        real,
      ),
    ).toEqual(['--insecure', '--host', '127.0.0.1', '--port', '20001']);
  });

  it('reads flags in both forms', () => {
    expect(
      flagValue(['--superlink', 'a:1', '--superlink=b:2'], '--superlink'),
    ).toBe('b:2');
  });
});
