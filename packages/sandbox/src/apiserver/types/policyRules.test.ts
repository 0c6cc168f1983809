import { validatePolicy } from './policyRules';

describe('network policies', () => {
  it.each([
    [{ podSelector: {} }, []],
    [{ ingress: [{ ports: [{ port: 80 }, { port: 'web' }] }] }, []],
    [
      { ingress: [{ ports: [{ port: 70000 }] }] },
      ['spec.ingress[0].ports[0].port'],
    ],
    [{ policyTypes: ['Nonsense'] }, ['spec.policyTypes[0]']],
    [{ ingress: [{ from: [{}] }] }, ['spec.ingress[0].from[0]']],
    [
      { egress: [{ to: [{ ipBlock: { cidr: 'x' } }] }] },
      ['spec.egress[0].to[0].ipBlock.cidr'],
    ],
    [{ egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] }, []],
    [{ egress: [{ to: [{ ipBlock: { cidr: '2001:db8::/64' } }] }] }, []],
  ])('%j is refused for %j', (spec, fields) => {
    const policy = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'p' },
      spec,
    };
    expect(validatePolicy(policy).map(c => c.field)).toEqual(fields);
  });
});
