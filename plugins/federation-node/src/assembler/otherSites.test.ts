import {
  LinkView,
  SiteView,
  State,
} from '@backstage-federation/plugin-federation-common';
import { okReading } from '../../../federation-flower/src/__testUtils__/federation';
import {
  spec,
  ready,
  site,
  link,
  evidence,
  input,
  down,
} from '../__testUtils__/assembled';
import { assembleFederation } from './assembleFederation';

describe('with a site that others linked into the network', () => {
  const other = (state: State): SiteView => ({
    ...site('theirs', state),
    cluster: '',
    role: 'other',
    member: undefined,
  });
  const theirLink = (state: State): LinkView => ({
    ...link('theirs', state),
    from: { label: 'theirs', siteId: 'uid-theirs' },
  });
  const own = ['west', 'east', 'north'].map(name => site(name));
  const ownLinks = ['west', 'north'].map(name => link(name));

  it('names it beside its own, and lists it last', () => {
    const view = assembleFederation(
      input({
        sites: [other(ready), ...own],
        links: [theirLink(ready), ...ownLinks],
      }),
    );
    expect(view.sentence).toBe(
      'Healthy: 3 sites and 1 site of others, 2 links, 2 SuperNodes connected.',
    );
    expect(view.counts.slice(0, 3)).toEqual([
      { id: 'sites', label: 'Sites', ready: 3, total: 3 },
      { id: 'otherSites', label: 'Sites of others', ready: 1, total: 1 },
      { id: 'links', label: 'Links', ready: 2, total: 2 },
    ]);
    expect(view.sites.map(({ name }) => name)).toEqual([
      'east',
      'north',
      'west',
      'theirs',
    ]);
  });

  it.each<[string, State]>([
    ['down', down('The connection is lost.')],
    ['unknown', { kind: 'unknown', word: 'Unknown' }],
    ['degraded', { kind: 'degraded', word: 'Degraded' }],
  ])('is no worse when that is %s', (_, state) => {
    const view = assembleFederation(
      input({
        sites: [...own, other(state)],
        links: [...ownLinks, theirLink(state)],
      }),
    );
    expect(view.state.kind).toBe('ready');
    expect(view.counts.slice(0, 3)).toMatchObject([
      { ready: 3, total: 3 },
      { ready: 0, total: 1 },
      { ready: 2, total: 2 },
    ]);
  });

  it('is no better when a member has none', () => {
    const { state, counts, sentence } = assembleFederation(
      input({
        sites: [
          site('east'),
          site('north'),
          site('west', { kind: 'progressing', word: 'Starting' }),
          other(ready),
        ],
      }),
    );
    expect(state.kind).toBe('progressing');
    expect(counts[0]).toMatchObject({ ready: 2, total: 3 });
    expect(sentence).toMatch(
      /^Starting: 2 of 3 sites ready and 1 site of others, /,
    );
  });

  it('says so of a hub without members', () => {
    const { sentence } = assembleFederation(
      input(
        { sites: [site('east'), other(ready)], links: [theirLink(ready)] },
        {
          spec: { ...spec, members: [] },
          evidence: evidence(okReading()),
        },
      ),
    );
    expect(sentence).toBe(
      'Healthy: 1 site and 1 site of others, 0 links, 0 SuperNodes connected.',
    );
  });
});
