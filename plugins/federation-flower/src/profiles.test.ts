import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_FLOWER_VERSION } from '@backstage-federation/plugin-federation-common';
import { FLOWER_PROFILES, flowerProfile } from './profiles';

describe('the default release', () => {
  it('is one of the newest that the profiles know', () => {
    expect(flowerProfile(DEFAULT_FLOWER_VERSION).minors.last).toBe(
      Number(DEFAULT_FLOWER_VERSION.split('.')[1]),
    );
    expect(flowerProfile(DEFAULT_FLOWER_VERSION)).toBe(
      FLOWER_PROFILES[FLOWER_PROFILES.length - 1],
    );
  });

  // The script runs before there is anything to import; the sandbox knows Flower's releases by itself.
  it.each([
    ['scripts/flower-install.mjs', "const NEWEST = '{}';"],
    ['packages/sandbox/src/flower/builtin/builtinRuntime.ts', "version: '{}'"],
  ])('is the newest in %s', (file, line) => {
    expect(readFileSync(join(__dirname, '../../..', file), 'utf8')).toContain(
      line.replace('{}', DEFAULT_FLOWER_VERSION),
    );
  });
});

describe('flowerProfile', () => {
  // Command lines, ports and NodeInfo layouts as measured with these releases.
  it.each([
    {
      version: '1.23.0',
      args: [],
      control: ['grpc', 9093],
      nodeInfo: '1.23',
      runtime: ['--clientappio-api-address', '0.0.0.0:9094'],
      nodeIdInLog: false,
    },
    {
      version: '1.34.0',
      args: [],
      control: ['grpc', 9093],
      nodeInfo: '1.24',
      runtime: ['--clientappio-api-address', '0.0.0.0:9094'],
      nodeIdInLog: true,
    },
    {
      version: '1.36.0',
      args: [],
      control: ['grpc', 9093],
      nodeInfo: '1.24',
      runtime: ['--host', '0.0.0.0', '--port', '9094'],
      nodeIdInLog: true,
    },
    {
      version: '1.39.0',
      args: ['--host', '0.0.0.0'],
      control: ['http', 8000],
      nodeInfo: '1.24',
      runtime: ['--host', '0.0.0.0', '--port', '9094'],
      nodeIdInLog: true,
    },
    ...['1.40.0', '1.41.0', '1.42.0'].map(version => ({
      version,
      // Behind a gateway, which has the guide's port.
      args: ['--host', '127.0.0.1'],
      control: ['http', 8000],
      fleet: ['http', 9092],
      nodeInfo: '1.24',
      runtime: ['--host', '0.0.0.0', '--port', '9094'],
      nodeIdInLog: true,
    })),
  ])('knows $version', expected => {
    const profile = flowerProfile(expected.version);
    expect(profile.superLinkArgs).toEqual(expected.args);
    expect([profile.control.protocol, profile.control.port]).toEqual(
      expected.control,
    );
    expect(profile.nodeInfo).toBe(expected.nodeInfo);
    expect(profile.superNodeRuntimeArgs).toEqual(expected.runtime);
    expect(profile.nodeIdInLog).toBe(expected.nodeIdInLog);
    expect([profile.fleet.protocol, profile.fleet.port]).toEqual(
      'fleet' in expected ? expected.fleet : ['grpc', 9092],
    );
    expect([profile.heartbeatInterval, profile.onlineFor]).toEqual([30, 60]);
  });

  it('covers every minor release from 1.23 to 1.42 once', () => {
    for (let minor = 23; minor <= 42; minor++) {
      expect(
        FLOWER_PROFILES.filter(
          p => p.minors.first <= minor && minor <= p.minors.last,
        ),
      ).toHaveLength(1);
    }
  });

  it.each([
    ['1.22.0', /workload\.version: Flower 1\.22\.0 is too old; 1\.23\.0 up to/],
    ['1.43.0', /workload\.version: Flower 1\.43\.0 is not known yet; .*1\.42/],
    ['2.0.0', /not known yet/],
    ['1.41', /is not a full Flower release/],
    ['latest', /is not a full Flower release/],
  ])('refuses %s and says what is allowed', (version, message) => {
    expect(() => flowerProfile(version)).toThrow(message);
    expect(() => flowerProfile(version)).toThrow(
      expect.objectContaining({ name: 'InputError' }),
    );
  });
});
