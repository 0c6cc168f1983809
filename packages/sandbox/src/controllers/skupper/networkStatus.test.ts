import { parseNetworkStatus, siteRecords } from './networkStatus';

const network = (link: object) => ({
  siteStatus: [
    {
      site: { identity: 'hub-id', name: 'hub', siteVersion: '2.2.1' },
      routerStatus: [{ routerAccess: [{ identity: 'ra' }] }],
    },
    {
      site: { identity: 'own-id', name: 'member' },
      routerStatus: [
        {
          links: [link],
          connectors: [
            { address: 'b', destHost: '10.0.0.9' },
            { address: 'a', destHost: '10.0.0.8' },
          ],
          listeners: [{ name: 'listener/b', address: 'b' }],
        },
      ],
    },
    { site: { identity: 'x' }, routerStatus: null },
  ],
});

describe('siteRecords', () => {
  it('gathers links and services by site, case-insensitively and sorted', () => {
    const [hub, member, third] = siteRecords(
      network({ name: 'to-hub', status: 'UP', peer: 'ra' }),
    );

    expect(hub).toMatchObject({ id: 'hub-id', version: '2.2.1' });
    expect(member.links).toEqual([
      {
        name: 'to-hub',
        operational: true,
        remoteSiteId: 'hub-id',
        remoteSiteName: 'hub',
      },
    ]);
    expect(member.services).toEqual([
      { routingKey: 'a', connectors: ['10.0.0.8'] },
      {
        routingKey: 'b',
        connectors: ['10.0.0.9'],
        listeners: ['listener/b'],
      },
    ]);
    expect(third.links).toBeUndefined();
  });

  it('leaves a link out whose peer is unknown, and operational when it is down', () => {
    const down = siteRecords(
      network({ name: 'l', status: 'down', peer: 'ra' }),
    );
    expect(down[1].links![0]).not.toHaveProperty('operational');
    const lost = siteRecords(network({ name: 'l', status: 'up', peer: 'zz' }));
    expect(lost[1]).not.toHaveProperty('links');
  });

  it.each([undefined, '', 'no json', 'null', '3'])(
    'has nothing for %s',
    text => {
      expect(parseNetworkStatus(text)).toBeUndefined();
    },
  );
});
