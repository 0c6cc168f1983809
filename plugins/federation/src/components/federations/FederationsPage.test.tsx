import {
  ClusterStatus,
  FederationSummary,
} from '@backstage-federation/plugin-federation-common';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { screen } from '@testing-library/react';
import {
  accessibilityProblems,
  fakeApi,
  renderWith,
} from '../../__testUtils__/render';
import { brokenLinkView } from '../../__testUtils__/views';
import { FederationsContent } from './FederationsPage';

const { name, state, sentence, hub, members, counts } = brokenLinkView;

const summary: FederationSummary = {
  name,
  state,
  sentence,
  hub,
  members,
  counts,
  revision: 'r1',
};

describe('FederationsContent', () => {
  it('lists the federations with their sentences', async () => {
    const { container } = renderWith(
      <FederationsContent />,
      fakeApi(undefined, {
        listFederations: async () => ({ items: [summary], clusters: [] }),
      }),
    );
    const table = await screen.findByTestId('federation-list');
    const row = table.querySelector('[data-row="retail"]');
    expect(row).toHaveAttribute('data-state', 'degraded');
    expect(row).toHaveTextContent('1 of 2 links is down');
    expect(screen.getByRole('link', { name: 'retail' })).toHaveAttribute(
      'href',
      '/federations/retail',
    );
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('lists a federation whose spec is gone, though its hub is not known', async () => {
    const gone = 'Its spec is gone: 1 object in west/retail is left.';
    const item: FederationSummary = {
      ...summary,
      state: { kind: 'unknown', word: 'Unknown' },
      sentence: gone,
      hub: { cluster: '', namespace: '' },
      counts: [],
    };
    renderWith(
      <FederationsContent />,
      fakeApi(undefined, {
        listFederations: async () => ({ items: [item], clusters: [] }),
      }),
    );
    const table = await screen.findByTestId('federation-list');
    const row = table.querySelector('[data-row="retail"]');
    expect(row).toHaveTextContent(gone);
    expect(row).toHaveTextContent(/left\.–$/);
  });

  it('lists a network that is only found by the name of its site, with its chip', async () => {
    const item: FederationSummary = {
      ...summary,
      name: 'found.east.retail',
      title: 'their-site',
      found: true,
      state: { kind: 'ready', word: 'Found, not managed', wordId: 'found' },
      sentence: 'Found, not managed: 2 of 2 sites ready.',
    };
    renderWith(
      <FederationsContent />,
      fakeApi(undefined, {
        listFederations: async () => ({ items: [item], clusters: [] }),
      }),
    );
    const table = await screen.findByTestId('federation-list');
    expect(screen.getByRole('link', { name: 'their-site' })).toHaveAttribute(
      'href',
      '/federations/found.east.retail',
    );
    expect(table).toHaveTextContent('Found, not managed');
  });

  it('says what a federation is, and how to get one, when there is none', async () => {
    const { container } = renderWith(<FederationsContent />, fakeApi());
    expect(
      await screen.findByText(/A federation joins clusters/),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Create a federation' }),
    ).toHaveAttribute('href', '/create/templates/default/federation-create');
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  describe('where there are templates for clusters', () => {
    const show = (clusters: ClusterStatus[], refs: string[]) => {
      const getEntitiesByRefs = async ({ entityRefs }: any) => ({
        items: entityRefs.map((ref: string) =>
          refs.includes(ref) ? { kind: 'Template' } : undefined,
        ),
      });
      return renderWith(
        <TestApiProvider apis={[[catalogApiRef, { getEntitiesByRefs } as any]]}>
          <FederationsContent />
        </TestApiProvider>,
        fakeApi(undefined, {
          listFederations: async () => ({ items: [], clusters }),
        }),
      );
    };
    const add = 'template:default/federation-add-cluster';
    const check = 'template:default/federation-check-cluster';
    const since = '2026-01-01T00:00:00Z';
    const west: ClusterStatus = {
      ...{ name: 'west', state: 'unreachable', since },
      reason: 'cluster west is unreachable: connection refused',
    };

    it('leads to the one that adds the first cluster', async () => {
      const { container } = show([], [add, check]);
      expect(
        await screen.findByRole('button', { name: 'Add a cluster' }),
      ).toHaveAttribute(
        'href',
        '/create/templates/default/federation-add-cluster',
      );
      expect(
        screen.queryByRole('button', { name: 'Create a federation' }),
      ).toBeNull();
      expect(await accessibilityProblems(container)).toEqual([]);
    });

    it('leads to the one that checks a cluster that is not reached', async () => {
      show([west, { name: 'east', state: 'connected', since }], [add, check]);
      const links = await screen.findAllByRole('link', {
        name: 'Check the cluster',
      });
      expect(links.map(link => link.getAttribute('href'))).toEqual([
        `/create/templates/default/federation-check-cluster?formData=${encodeURIComponent(
          JSON.stringify({ cluster: 'west' }),
        )}`,
      ]);
      expect(
        screen.getByRole('button', { name: 'Create a federation' }),
      ).toBeInTheDocument();
    });

    it('leads nowhere when the catalog has them not', async () => {
      show([west], []);
      expect(await screen.findByText(/connection refused/)).toBeInTheDocument();
      expect(screen.queryByText('Check the cluster')).toBeNull();
    });
  });

  it('says so when the backend refuses', async () => {
    renderWith(
      <FederationsContent />,
      fakeApi(undefined, {
        listFederations: async () => {
          throw new Error('no answer');
        },
      }),
    );
    expect(
      await screen.findByText(/The federations cannot be loaded/),
    ).toBeInTheDocument();
  });
});
