import { MERGE, Script, TABLE } from '../Session';

/** NetworkPolicies. */
export const policies: Script = {
  name: 'policies',
  async run(s) {
    const path = s.group('networking.k8s.io/v1', 'networkpolicies');
    const policy = (name: string, spec: object) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name },
      spec,
    });
    await s.post(
      'network policy',
      path,
      policy('one', {
        podSelector: {},
        ingress: [
          {
            from: [{ podSelector: { matchLabels: { a: 'b' } } }],
            ports: [{ port: 80 }],
          },
        ],
      }),
    );
    await s.post(
      'egress policy',
      path,
      policy('two', {
        podSelector: {},
        egress: [{ to: [{ ipBlock: { cidr: '192.168.0.0/24' } }] }],
      }),
    );
    await s.post(
      'network policy with a bad port',
      path,
      policy('bad', {
        podSelector: {},
        ingress: [{ ports: [{ port: 70000 }] }],
      }),
    );
    await s.post(
      'network policy with a bad type',
      path,
      policy('bad', { podSelector: {}, policyTypes: ['Nonsense'] }),
    );
    await s.post(
      'network policy with a bad block',
      path,
      policy('bad', {
        podSelector: {},
        ingress: [{ from: [{ ipBlock: { cidr: 'x' } }] }],
      }),
    );
    await s.post(
      'network policy with an empty peer',
      path,
      policy('bad', { podSelector: {}, ingress: [{ from: [{}] }] }),
    );
    await s.post('network policy without a spec', path, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'none' },
    });
    await s.patch('network policy generation', `${path}/one`, MERGE, {
      spec: { policyTypes: ['Ingress', 'Egress'] },
    });
    await s.get('network policies as a table', path, {
      accept: TABLE,
    });
  },
};
