import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen } from '@testing-library/react';
import {
  accessibilityProblems,
  fakeApi,
  renderWith,
} from '../../__testUtils__/render';
import { brokenLinkView, healthyView } from '../../__testUtils__/views';
import { EntityOverviewCard } from './OverviewCard';
import { boxNames, placeMembers } from './Topology';

const entity = (annotations: Record<string, string>) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'System',
  metadata: { name: 'retail', annotations },
});

const annotated = entity({ 'backstage-federation.dev/federation': 'retail' });

describe('EntityOverviewCard', () => {
  it('shows sentence, counts and picture of a healthy federation, and nothing loud', async () => {
    const { container } = renderWith(
      <EntityProvider entity={annotated}>
        <EntityOverviewCard />
      </EntityProvider>,
      fakeApi({ status: 'live', view: healthyView }),
    );
    expect(await screen.findByTestId('federation-sentence')).toHaveAttribute(
      'data-state',
      'ready',
    );
    expect(screen.getByTestId('federation-count-links')).toHaveTextContent(
      '2/2',
    );
    expect(screen.queryByTestId('federation-finding')).toBeNull();
    expect(
      screen.getByRole('img', { name: /Topology: Healthy/ }),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Add member' })).toHaveAttribute(
      'href',
      expect.stringContaining('/federation-add-member?formData='),
    );
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('shows a workload that it does not know by what its adapter counts', async () => {
    renderWith(
      <EntityProvider entity={annotated}>
        <EntityOverviewCard />
      </EntityProvider>,
      fakeApi({
        status: 'live',
        view: {
          ...healthyView,
          workload: { kind: 'echo', text: 'hello' },
          counts: [{ id: 'echoes', label: 'Echoes', ready: 1, total: 2 }],
        },
      }),
    );
    expect(
      await screen.findByTestId('federation-count-echoes'),
    ).toHaveTextContent('Echoes1/2');
    expect(
      screen.getByRole('img', { name: /Topology: Healthy/ }),
    ).not.toHaveTextContent('Super');
  });

  it('names what is wrong and about what', async () => {
    renderWith(
      <EntityProvider entity={annotated}>
        <EntityOverviewCard />
      </EntityProvider>,
      fakeApi({ status: 'live', view: brokenLinkView }),
    );
    expect(await screen.findByTestId('federation-finding')).toHaveTextContent(
      'Link north → hub: TLS certificate',
    );
    expect(screen.getByRole('img', { name: 'Error' })).toBeInTheDocument();
  });

  it('says which annotation is missing', async () => {
    renderWith(
      <EntityProvider entity={entity({})}>
        <EntityOverviewCard />
      </EntityProvider>,
      fakeApi(),
    );
    expect(await screen.findByText(/Missing Annotation/)).toBeInTheDocument();
  });
});

describe('placeMembers', () => {
  it('puts members left and right of the hub, from top to bottom', () => {
    const [first, second, third] = placeMembers(3);
    expect(first.y).toBe(second.y);
    expect(first.x).toBeLessThan(second.x);
    expect(third.x).toBe(first.x);
    expect(third.y).toBeGreaterThan(first.y);
  });
});

describe('the boxes of the picture', () => {
  const place = (name: string, cluster: string, namespace: string) => ({
    ...healthyView.members[0],
    name,
    cluster,
    namespace,
  });
  const hub = { ...healthyView.hub, cluster: 'west', namespace: 'hub' };

  it('are called by their places where hub and member would be called alike', () => {
    const members = [place('west', 'west', 'retail'), place('n', 'north', 'r')];
    expect(boxNames({ hub, members })).toEqual({
      hub: 'west/hub',
      members: ['west/retail', 'n'],
    });
  });

  it('keep the names that people gave', () => {
    const members = [place('shop', 'west', 'retail')];
    expect(boxNames({ hub, members })).toEqual({
      hub: 'west',
      members: ['shop'],
    });
  });
});
