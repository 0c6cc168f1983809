import { controlBytes, controlJson } from '@backstage-federation/recordings';
import { flowerProfile } from '../profiles';
import { decodeNodes } from './messages';

const VERSIONS = ['1.23.0', '1.34.0', '1.36.0', '1.39.0', '1.41.0', '1.42.0'];
const SAMPLES = ['list-nodes-2-online', 'list-nodes-1-offline'];

describe.each(VERSIONS)('ListNodes of Flower %s', version => {
  it.each(SAMPLES)('decodes %s', sample => {
    const nodes = decodeNodes(
      flowerProfile(version).nodeInfo,
      controlBytes(`${version}-${sample}`),
    );
    const expected = controlJson(`${version}-${sample}`).nodes_info as Record<
      string,
      any
    >[];
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
  const bytes = controlBytes('1.23.0-list-nodes-2-online');
  expect(() => decodeNodes('1.24', bytes)).toThrow();
});

it('sorts nodes by id', () => {
  const nodes = decodeNodes('1.24', controlBytes('1.39.0-list-nodes-2-online'));
  expect(nodes.map(node => node.nodeId)).toEqual([
    '11816128555960516270',
    '12578963898500494077',
  ]);
});
