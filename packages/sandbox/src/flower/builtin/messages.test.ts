import { controlBytes, controlJson } from '@backstage-federation/recordings';
import { parseFlowerVersion } from '../version';
import { encodeNodeInfo } from './messages';
import { MessageWriter, readMessage } from './protobuf';

describe('messages of the Control API', () => {
  it.each(['1.23.0', '1.34.0', '1.39.0'])(
    'have the field numbers of %s',
    version => {
      const name = `${version}-list-nodes-2-online`;
      const real = readMessage(controlBytes(name));
      const nodes = controlJson(name).nodes_info;
      expect(real.get(1)).toHaveLength(nodes.length);
      nodes.forEach((node: any, index: number) => {
        const ours = readMessage(
          encodeNodeInfo(
            parseFlowerVersion(version)!,
            {
              id: BigInt(node.node_id),
              publicKey: Buffer.from(node.public_key, 'base64').toString(),
              managed: false,
              registeredAt: Date.parse(node.registered_at),
              activatedAt: Date.parse(node.last_activated_at),
              onlineUntil: node.online_until * 1000,
            },
            node.status,
          ),
        );
        const theirs = readMessage(real.get(1)![index] as Buffer);
        const shape = (fields: typeof ours) =>
          [...fields].map(([number, [value]]) => [
            number,
            typeof value === 'bigint'
              ? value
              : value
                  .toString()
                  // Ours are exact to the millisecond.
                  .replace(/(\.\d{3})\d{3}(\+00:00)$/, '$1$2'),
          ]);
        const doubles = version === '1.23.0' ? [8, 9] : [9, 10];
        const text = (fields: typeof ours) =>
          shape(fields).filter(([number]) => !doubles.includes(Number(number)));
        expect(text(ours)).toEqual(text(theirs));
        expect([...ours.keys()]).toEqual([...theirs.keys()]);
        const [until] = ours.get(doubles[0]) as Buffer[];
        expect(until.readDoubleLE()).toBeCloseTo(node.online_until, 3);
      });
    },
  );

  it('carry identifiers beyond what a number holds', () => {
    const id = 18446744073709551615n;
    const bytes = new MessageWriter().uint64(1, id).finish();
    expect(readMessage(bytes).get(1)).toEqual([id]);
  });

  it('refuses what is no message', () => {
    expect(() => readMessage(Buffer.from([0x0a, 0x7f, 1]))).toThrow(
      'premature EOF',
    );
  });
});
