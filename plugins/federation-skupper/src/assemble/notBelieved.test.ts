import {
  condition,
  memberSite,
  networkStatus,
  tokenLink,
} from '../__fixtures__/objects';
import { assemble, SOON } from '../__fixtures__/assemble';
import { healthy, put } from '../__fixtures__/snapshots';

const { west } = healthy();

describe('what a status says of itself is not believed alone', () => {
  it.each([
    [undefined, /bears the name of no federation/],
    ['other', /^(?![^]*"other")[^]*was made for a federation/],
  ])(
    'shows the active Site, and an ignored one as a finding: of %s',
    (federation, whose) => {
      const second = memberSite();
      second.metadata = {
        ...second.metadata,
        name: 'second',
        uid: 'uid-second',
        labels: federation
          ? { 'backstage-federation.dev/federation': federation }
          : undefined,
      };
      second.status = {
        status: 'Error',
        conditions: [
          condition(
            'Configured',
            'Error',
            'An active site already exists in the namespace (supernode-1-interconnect)',
          ),
        ],
      };
      const view = assemble({ west: [second, ...west] });
      expect(view.sites[1].state.word).toBe('Ready');
      expect(view.findings).toMatchObject([
        {
          cause: 'site-ignored',
          severity: 'warning',
          title: expect.stringMatching(
            /ignores a second site, "second", in namespace "flower-supernode-1"/,
          ),
          explanation: expect.stringMatching(whose),
          remedy: { text: expect.stringMatching(/^Delete Site "second"/) },
        },
      ]);
    },
  );

  describe('a listener that says Ready while its link is down', () => {
    const lost = networkStatus({ status: 'down', peer: 'ra-hub' });
    const endsOf = (parts: Parameters<typeof assemble>[0]) => {
      const [{ connectors, listeners }] = assemble(parts).services;
      return { connector: connectors[0].state, listener: listeners[0].state };
    };

    it('is down, and the hub’s connector is degraded', () => {
      const { connector: own, listener: its } = endsOf({
        west: put(lost)(west),
      });
      expect(its).toMatchObject({ kind: 'down', reason: 'Its link is down.' });
      expect(own).toMatchObject({
        kind: 'degraded',
        reason: 'The links to it are down.',
      });
    });

    it('waits with a link that is coming', () => {
      const link = tokenLink();
      link.status = undefined;
      link.metadata = {
        ...link.metadata,
        creationTimestamp: SOON.toISOString(),
      };
      const { listener: its } = endsOf({
        west: put(link, lost)(west),
        now: SOON,
      });
      expect(its).toMatchObject({
        kind: 'progressing',
        word: 'Waiting for the link',
      });
    });

    it('is Ready when one of two links is up', () => {
      const second = tokenLink();
      second.metadata = { ...second.metadata, name: 'second', uid: 'uid-2' };
      expect(endsOf({ west: [...west, second] }).listener.kind).toBe('ready');
    });

    it('is not judged by a link that is not heard', () => {
      const { listener: its } = endsOf({
        westStatus: { state: 'unreachable' },
      });
      expect(its.kind).toBe('unknown');
    });
  });
});
