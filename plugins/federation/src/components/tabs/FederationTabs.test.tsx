import { ResponseError } from '@backstage/errors';
import { FederationView } from '@backstage-federation/plugin-federation-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  accessibilityProblems,
  fakeApi,
  renderWith,
} from '../../__testUtils__/render';
import {
  brokenLinkView,
  emptyView,
  flower,
  healthyView,
  staleClusterView,
} from '../../__testUtils__/views';
import { FederationSnapshot } from '../../api';
import { LinksTab, SitesTab, SuperNodesTab } from './FederationTabs';

const live = (view: FederationView) =>
  fakeApi({ status: 'live', view, asOf: Date.now() });

const refused = (statusCode: number): FederationSnapshot => ({
  status: 'retrying',
  error: Object.assign(new Error('refused'), {
    name: 'ResponseError',
    statusCode,
  }) as unknown as ResponseError,
  retryAt: Date.now() + 4_000,
});

const rowOf = (table: HTMLElement, id: string) =>
  table.querySelector<HTMLElement>(`[data-row="${id}"]`)!;

describe('SitesTab', () => {
  it('says the verdict first and lists the sites', async () => {
    const { container } = renderWith(
      <SitesTab name="retail" />,
      live(healthyView),
    );
    expect(await screen.findByTestId('federation-sentence')).toHaveTextContent(
      'Healthy: 3 sites, 2 links, 2 SuperNodes connected.',
    );
    const table = screen.getByTestId('federation-sites');
    expect(rowOf(table, 'uid-east')).toHaveAttribute('data-state', 'ready');
    expect(rowOf(table, 'uid-east')).toHaveTextContent(
      /Hub.*, accepts links at east\.example\.org:55671/,
    );
    expect(rowOf(table, 'uid-west')).toHaveTextContent('west / retail');
    expect(table.querySelectorAll('[data-detail-of]')).toHaveLength(0);
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('dims what is on a silent cluster and says since when, and nothing else', async () => {
    const { container } = renderWith(
      <SitesTab name="retail" />,
      live(staleClusterView),
    );
    const table = await screen.findByTestId('federation-sites');
    expect(rowOf(table, 'uid-north')).toHaveAttribute('data-dimmed', 'true');
    expect(rowOf(table, 'uid-west')).not.toHaveAttribute('data-dimmed');
    expect(screen.getByTestId('federation-cluster-notice')).toHaveTextContent(
      'Cluster north is unreachable (connect ECONNREFUSED).',
    );
    expect(
      table.querySelector('[data-detail-of="uid-north"]'),
    ).toHaveTextContent(/as of .*, cluster north unreachable/);
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('says what will appear when there is nothing yet', async () => {
    renderWith(<SitesTab name="retail" />, live(emptyView));
    expect(await screen.findByTestId('federation-sites')).toHaveTextContent(
      'No site yet.',
    );
  });

  it('holds the place while it loads', async () => {
    const { container } = renderWith(<SitesTab name="retail" />, fakeApi());
    expect(
      await screen.findByText('Loading federation retail …'),
    ).toBeInTheDocument();
    expect(container.querySelector('[aria-busy]')).toBeInTheDocument();
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it.each([
    [403, 'You are not permitted to see this federation'],
    [404, 'There is no federation “retail” that you may see'],
    [503, 'The federation cannot be loaded'],
  ])('explains an answer of %s', async (status, title) => {
    const { container } = renderWith(
      <SitesTab name="retail" />,
      fakeApi(refused(status)),
    );
    expect(await screen.findByText(title)).toBeInTheDocument();
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('keeps the last view when the backend is lost, and says when it asks again', async () => {
    renderWith(
      <SitesTab name="retail" />,
      fakeApi({ ...refused(503), view: healthyView, asOf: Date.now() }),
    );
    expect(
      await screen.findByTestId('federation-connection'),
    ).toHaveTextContent(
      /The backend does not answer\. This is as of .* Retrying in [34] s\./,
    );
    expect(screen.getByTestId('federation-sites')).toBeInTheDocument();
  });

  it('takes the last view away when it may no longer be seen', async () => {
    renderWith(
      <SitesTab name="retail" />,
      fakeApi({ ...refused(404), view: healthyView, asOf: Date.now() }),
    );
    expect(
      await screen.findByText(/There is no federation “retail”/),
    ).toBeInTheDocument();
    expect(screen.queryByTestId('federation-sites')).not.toBeInTheDocument();
  });
});

describe('LinksTab', () => {
  it('names both ends, how a link was made, and both halves of each service', async () => {
    const { container } = renderWith(
      <LinksTab name="retail" />,
      live(healthyView),
    );
    const table = await screen.findByTestId('federation-links');
    const row = rowOf(table, 'west/retail/link-hub');
    expect(row).toHaveAttribute('data-state', 'ready');
    expect(row).toHaveTextContent(/west \/ retail.*hub \/ east \/ retail/);
    expect(row).toHaveTextContent('token, used 1/1');
    expect(
      within(row).getByRole('img', { name: 'links to' }),
    ).toBeInTheDocument();
    expect(screen.getByTestId('federation-services')).toHaveTextContent(
      /app=superlink:9092.*fleet-api.*fleet-api:9092/,
    );
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('says why a link is down in a line of its own, with evidence and a remedy', async () => {
    const { container } = renderWith(
      <LinksTab name="retail" />,
      live(brokenLinkView),
    );
    const table = await screen.findByTestId('federation-links');
    expect(rowOf(table, 'north/retail/link-hub')).toHaveAttribute(
      'data-state',
      'down',
    );
    const finding = within(table).getByTestId('federation-finding');
    expect(finding).toHaveAttribute('data-cause', 'link-tls-host-mismatch');
    expect(finding).toHaveTextContent(
      'TLS certificate of the hub does not name "hub.example.org"',
    );
    expect(
      within(finding).getByRole('button', { name: 'Mend' }),
    ).toHaveAttribute(
      'href',
      `/create/templates/default/federation-reapply?formData=${encodeURIComponent(
        JSON.stringify({ federation: 'retail' }),
      )}`,
    );
    expect(screen.queryByText(/certificate verify failed/)).toBeNull();
    await userEvent.click(
      within(finding).getByRole('button', { name: 'Evidence' }),
    );
    expect(screen.getByText(/certificate verify failed/)).toBeInTheDocument();
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('draws a missing half of a service as a gap', async () => {
    renderWith(
      <LinksTab name="retail" />,
      live({
        ...healthyView,
        services: [{ ...healthyView.services[0], connectors: [] }],
      }),
    );
    expect(await screen.findByTestId('federation-services')).toHaveTextContent(
      'No connector: nothing answers here',
    );
  });
});

describe('SuperNodesTab', () => {
  it('shows SuperLink and SuperNodes with the exact end of long node ids', async () => {
    const { container } = renderWith(
      <SuperNodesTab name="retail" />,
      live(brokenLinkView),
    );
    const table = await screen.findByTestId('federation-supernodes');
    const offline = rowOf(table, 'north/retail/supernode-1');
    expect(offline).toHaveAttribute('data-state', 'down');
    expect(offline).toHaveTextContent('Offline');
    expect(offline).toHaveTextContent('…3123');
    expect(
      table.querySelector('[data-detail-of="north/retail/supernode-1"]'),
    ).toHaveTextContent('No heartbeat for 4 min');
    expect(screen.getByTestId('federation-superlink')).toHaveTextContent(
      'Control API: Answers',
    );
    expect(screen.getByTestId('federation-superlink')).toHaveTextContent(
      'Plain text inside the clusters',
    );
    expect(await accessibilityProblems(container)).toEqual([]);
  });

  it('shows that SuperNodes are known by their keys, and until when', async () => {
    renderWith(
      <SuperNodesTab name="retail" />,
      live({
        ...healthyView,
        workload: {
          ...flower,
          security: 'supernode-auth',
          superLink: {
            ...flower.superLink!,
            certificate: {
              hosts: ['fleet-api'],
              notAfter: '2031-11-20T00:00:00.000Z',
            },
          },
        },
      }),
    );
    const line = await screen.findByTestId('federation-superlink');
    expect(line).toHaveTextContent('TLS, registered SuperNodes only');
    expect(line).toHaveTextContent('Certificate until 2031-11-20');
    expect(screen.getByTitle('It names fleet-api.')).toBeInTheDocument();
  });
});
