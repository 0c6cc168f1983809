import {
  FederationView,
  federationTexts,
  flowerTexts,
  renderFinding,
  renderPhrase,
  renderState,
  skupperTexts,
  Texts,
} from '@backstage-federation/plugin-federation-common';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeApi, renderWith } from './__testUtils__/render';
import { flower, healthyView } from './__testUtils__/views';
import { FederationsContent } from './components/federations/FederationsPage';
import { OverviewCard } from './components/overview';
import {
  LinksTab,
  SitesTab,
  SuperNodesTab,
} from './components/tabs/FederationTabs';
import { textMessages } from './texts';

const down = renderState(skupperTexts, 'down', 'down', { reason: 'link-lost' });
const unheard = renderState(flowerTexts, 'unknown', 'unknown', {
  reason: 'cluster-unreachable',
  params: { cluster: 'north' },
});
const [north, west] = healthyView.links;
const [server, ...nodes] = [flower.superLink!, ...flower.superNodes];
const theHub = renderPhrase(federationTexts, 'the-hub');
const sentence = renderPhrase(federationTexts, 'links-down', {
  count: 1,
  links: renderPhrase(federationTexts, 'links', { count: 2 }),
  from: ['north', 'south'],
  to: theHub,
});

/** Everything that a backend says, with what a translation needs. */
const view: FederationView = {
  ...healthyView,
  state: renderState(federationTexts, 'degraded', 'degraded'),
  sentence: sentence.text,
  phrase: sentence,
  links: [
    { ...north, state: down },
    { ...west, state: renderState(skupperTexts, 'progressing', 'linking') },
  ],
  services: healthyView.services.map(service => ({
    ...service,
    state: renderState(skupperTexts, 'progressing', 'waiting-for-connector', {
      reason: 'no-matching-connector',
    }),
  })),
  workload: {
    ...flower,
    superLink: {
      ...server,
      controlApi: renderState(flowerTexts, 'ready', 'ready'),
    },
    superNodes: nodes.map(node => ({ ...node, state: unheard })),
  },
  findings: [
    renderFinding(federationTexts, {
      cause: 'cluster-unreachable',
      severity: 'error',
      subject: { kind: 'cluster', id: 'north', label: 'north' },
      params: { name: 'north', places: [theHub, 'north'] },
      evidence: [],
    }),
  ],
};

/** All that is English in a view: what has a key or an id. */
function englishIn(part: unknown): string[] {
  if (!part || typeof part !== 'object') return [];
  const said = Object.entries(part).flatMap(([key, value]) =>
    ['word', 'reason', 'sentence', 'title', 'explanation'].includes(key) ||
    (key === 'text' && typeof value === 'string')
      ? [String(value)]
      : englishIn(value),
  );
  return [...new Set(said)].filter(text => /^[A-Z\d]/.test(text));
}

describe('the texts', () => {
  it('say one thing by one key', () => {
    const all: Texts[] = [federationTexts, skupperTexts, flowerTexts];
    const said = (['words', 'reasons', 'phrases', 'findings'] as const).flatMap(
      kind =>
        all.flatMap(texts =>
          Object.entries(texts[kind] ?? {}).map(
            ([id, text]) => `${kind} ${id} ${JSON.stringify(text)}`,
          ),
        ),
    );
    const keys = new Set(said.map(line => line.split(' ', 2).join(' ')));
    expect(new Set(said).size).toBe(keys.size);
  });

  it('leave no English state, sentence or finding where they are translated', async () => {
    const { container } = renderWith(
      <>
        <OverviewCard name="retail" />
        <SitesTab name="retail" />
        <LinksTab name="retail" />
        <SuperNodesTab name="retail" />
        <FederationsContent />
      </>,
      fakeApi(
        { status: 'live', view, asOf: Date.now() },
        {
          listFederations: async () => ({
            items: [{ ...view, revision: 'r1' }],
            clusters: [],
          }),
        },
      ),
      { translated: true },
    );
    expect(await screen.findByTestId('federation-list')).toHaveTextContent(
      '1 OF 2 LINKS IS DOWN: north AND south CANNOT REACH THE HUB.',
    );
    expect(
      screen.getByRole('img', { name: /Topology: 1 OF 2 LINKS IS DOWN/ }),
    ).toBeInTheDocument();
    for (const button of screen.getAllByRole('button', { name: 'Evidence' })) {
      await userEvent.click(button);
    }
    const shown = container.innerHTML;
    [
      'DEGRADED',
      'READY',
      'LINKING',
      'WAITING FOR A CONNECTOR',
      'THE CONNECTION TO THE HUB IS LOST.',
      'CLUSTER north IS UNREACHABLE.',
      'NOTHING IS KNOWN OF WHAT RUNS THERE NOW (THE HUB AND north).',
      'CHECK THAT THE CLUSTER IS UP',
    ].forEach(text => expect(shown).toContain(text));
    // Its title is a name, not a text of ours.
    const english = englishIn({ ...view, title: undefined });
    expect(english).toEqual(expect.arrayContaining([sentence.text, 'Down']));
    expect(english.filter(text => shown.includes(text))).toEqual([]);
  });

  it('have a form for one and for many where they have either', () => {
    const keys = Object.keys(textMessages);
    const forms = (form: string) =>
      keys.filter(key => key.endsWith(form)).map(key => key.replace(form, ''));
    expect(forms('_one').sort()).toEqual(forms('_other').sort());
    expect(forms('_one')).toContain('phrase.links');
  });
});
