import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { flowerProfile } from '../profiles';
import { decodeNodes } from './messages';

const fixture = (name: string) =>
  readFileSync(resolve(__dirname, '__fixtures__', name), 'utf8');

const VERSIONS = ['1.23.0', '1.34.0', '1.36.0', '1.39.0', '1.41.0'];
const SAMPLES = ['list-nodes-2-online', 'list-nodes-1-offline'];

describe.each(VERSIONS)('ListNodes of Flower %s', version => {
  it.each(SAMPLES)('decodes %s', sample => {
    const nodes = decodeNodes(
      flowerProfile(version).nodeInfo,
      Buffer.from(fixture(`${version}-${sample}.pb.base64`), 'base64'),
    );
    const expected = JSON.parse(fixture(`${version}-${sample}.json`))
      .nodes_info as Record<string, any>[];
    expect(nodes).toHaveLength(expected.length);
    for (const info of expected) {
      const node = nodes.find(({ nodeId }) => nodeId === info.node_id);
      expect({ ...node }).toEqual({
        nodeId: info.node_id,
        status: info.status,
        registeredAt: info.registered_at,
        lastActivatedAt: info.last_activated_at,
        lastDeactivatedAt: info.last_deactivated_at,
        unregisteredAt: info.unregistered_at,
        onlineUntil: info.online_until,
        heartbeatInterval: info.heartbeat_interval,
        publicKey: Buffer.from(info.public_key, 'base64').toString('utf8'),
      });
    }
  });
});

it('notices that a SuperLink is of another release', () => {
  const bytes = Buffer.from(
    fixture('1.23.0-list-nodes-2-online.pb.base64'),
    'base64',
  );
  expect(() => decodeNodes('1.24', bytes)).toThrow();
});

it('sorts nodes by id', () => {
  const nodes = decodeNodes(
    '1.24',
    Buffer.from(fixture('1.39.0-list-nodes-2-online.pb.base64'), 'base64'),
  );
  expect(nodes.map(node => node.nodeId)).toEqual([
    '11816128555960516270',
    '12578963898500494077',
  ]);
});
