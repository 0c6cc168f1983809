import {
  FederationView,
  federationTexts,
  flowerView,
  renderFinding,
} from '@backstage-federation/plugin-federation-common';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { screen } from '@testing-library/react';
import { fakeApi, renderWith } from '../../__testUtils__/render';
import { healthyView } from '../../__testUtils__/views';
import { FederationContent } from './FederationPage';

const catalog = { getEntities: async () => ({ items: [] }) };

const show = (view: FederationView) =>
  renderWith(
    <TestApiProvider apis={[[catalogApiRef, catalog as any]]}>
      <FederationContent />
    </TestApiProvider>,
    fakeApi({ status: 'live', view }),
  );

const [site] = healthyView.sites;

describe('FederationContent', () => {
  it('offers to add a member to a federation', async () => {
    show(healthyView);
    expect(
      await screen.findByRole('button', { name: 'Add member' }),
    ).toBeInTheDocument();
  });

  it('offers of a network that is only found to take it over, and nothing else', async () => {
    const formData = { hub: { cluster: 'east', namespace: 'retail' } };
    show({
      ...healthyView,
      found: true,
      title: 'their-hub',
      findings: [
        renderFinding(federationTexts, {
          cause: 'network-found',
          severity: 'info',
          subject: { kind: 'federation', id: 'found', label: 'east' },
          params: { place: 'east/retail' },
          evidence: [],
          remedy: {
            template: { ref: 'template:default/federation-create', formData },
          },
        }),
      ],
    });
    const button = await screen.findByRole('button', { name: 'Take over' });
    expect(button).toHaveAttribute(
      'href',
      `/create/templates/default/federation-create?formData=${encodeURIComponent(
        JSON.stringify(formData),
      )}`,
    );
    expect(screen.queryByRole('button', { name: 'Add member' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Mend' })).toBeNull();
    expect(
      screen.getByRole('heading', { name: 'their-hub' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('heading', { name: 'What to know' }),
    ).toBeInTheDocument();
    expect(screen.queryByText('What is wrong')).toBeNull();
  });

  it('says nothing of a SuperNode that is well but what is known', async () => {
    const [node] = flowerView(healthyView)!.superNodes;
    const { pod, nodeId, lastHeartbeat, ...known } = node;
    show({
      ...healthyView,
      workload: {
        ...flowerView(healthyView)!,
        superNodes: [{ ...known, name: 'by-hand' }],
      },
    });
    const row = (await screen.findByText('by-hand')).closest('tr');
    expect(row).not.toHaveTextContent(/not connected|no pod|never/);
  });

  it('shows a site of others by what is known of it', async () => {
    show({
      ...healthyView,
      sites: [
        ...healthyView.sites,
        {
          ...site,
          id: 'uid-other',
          name: 'their-site',
          cluster: '',
          namespace: 'theirs',
          role: 'other',
        },
      ],
    });
    const row = (await screen.findByText('their-site')).closest('tr');
    expect(row).toHaveTextContent('elsewhere / theirs');
    expect(row).toHaveTextContent('Of others');
  });
});
