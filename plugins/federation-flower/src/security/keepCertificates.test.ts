import {
  flowerSpec,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { certificateFacts, makeAuthority } from './certificates';
import { Certificates, keepCertificates } from './keepCertificates';
import { superLinkHosts } from './superLinkHosts';

const NOW = new Date('2026-11-21T00:00:00Z');
const later = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
const spec = flowerSpec(
  parseFederationSpec({
    name: 'retail-fl',
    hub: { cluster: 'east', namespace: 'retail' },
    members: [],
  }),
);
const wanted = { name: 'retail-fl', hosts: superLinkHosts(spec), now: NOW };

describe('keepCertificates', () => {
  let first: Certificates;
  beforeAll(async () => {
    first = await keepCertificates({}, wanted);
  });

  it('names the listener’s host, the Service and the pod itself', () => {
    expect(certificateFacts(first.server.certificate)?.hosts).toEqual(
      [
        'fleet-api',
        'superlink-service',
        'superlink-service.retail',
        'superlink-service.retail.svc',
        'superlink-service.retail.svc.cluster.local',
        'localhost',
        '127.0.0.1',
      ].sort(),
    );
  });

  it('makes them once', async () => {
    expect(await keepCertificates(first, wanted)).toEqual(first);
    expect(
      await keepCertificates(first, { ...wanted, now: later(1790) }),
    ).toEqual(first);
  });

  it.each([
    ['in its last days', later(1800), 'it ends on 2031-11-20'],
    ['when it has ended', later(1826), 'it ended on 2031-11-20'],
  ])(
    'renews the SuperLink’s %s, by the same authority',
    async (_, now, why) => {
      const next = await keepCertificates(first, { ...wanted, now });
      expect(next.renewed).toBe(why);
      expect(next.authority).toEqual(first.authority);
      expect(next.server).not.toEqual(first.server);
    },
  );

  it('renews when a host is missing', async () => {
    const hosts = [...wanted.hosts, 'fleet-api.other'];
    const next = await keepCertificates(first, { ...wanted, hosts });
    expect(next.renewed).toBe('it does not name fleet-api.other');
    expect(certificateFacts(next.server.certificate)?.hosts).toContain(
      'fleet-api.other',
    );
  });

  it('renews what somebody else signed or cut', async () => {
    const other = await keepCertificates({}, wanted);
    expect(
      (await keepCertificates({ ...first, server: other.server }, wanted))
        .renewed,
    ).toBe('it was not signed by the federation’s authority');
    const server = { ...first.server, key: other.server.key };
    expect((await keepCertificates({ ...first, server }, wanted)).renewed).toBe(
      'it cannot be used',
    );
  });

  it('makes a new authority when the old one ends or has no key', async () => {
    const old = await makeAuthority('retail-fl', later(-3640));
    const next = await keepCertificates({ ...first, authority: old }, wanted);
    expect(next.renewed).toMatch(/^its authority must be renewed: it ends on/);
    const noKey = { ...first.authority, key: '' };
    expect(
      (await keepCertificates({ ...first, authority: noKey }, wanted)).renewed,
    ).toBe('its authority cannot be used');
  });
});
