import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { FederationSpec } from '@backstage-federation/plugin-federation-common';
import { KubernetesClusters } from '@backstage-federation/kubernetes-clusters';
import { FederationAdapters } from '@backstage-federation/plugin-federation-node';
import express from 'express';
import { FederationMetrics } from '../FederationMetrics';
import { FederationAccess } from '../permissions/FederationAccess';
import { createEndpointsRouter } from '../schema/endpoints';
import { FederationStore } from '../store/FederationStore';
import { describeClusters, describeNamespaces } from './clusters';
import { page } from './page';
import { streamFederation } from './streamFederation';

/** A request of any of the contract's paths. */
type AnyRequest = Parameters<HttpAuthService['credentials']>[0];

/** What the routes need. */
export interface RouterDeps {
  store: FederationStore;
  adapters: FederationAdapters;
  clusters: KubernetesClusters;
  access: FederationAccess;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  /** Absent where nobody counts. */
  metrics?: FederationMetrics;
  /** Aborted at shutdown: ends the open streams. */
  signal: AbortSignal;
}

/** The REST API and event stream of the live view; the contract is `schema/openapi.yaml`. */
export function createRouter(deps: RouterDeps): express.Router {
  const { store, adapters, clusters, access, httpAuth, auditor, signal } = deps;
  const router = createEndpointsRouter();

  const callerOf = (req: AnyRequest) =>
    httpAuth.credentials(req, { allow: ['user', 'service'] });

  /** The federation, or 404 also when the caller may not read it: its existence is nobody else's business. */
  const readable = async (req: AnyRequest, name: string) => {
    const mayRead = await access.reader(await callerOf(req));
    const found = store.get(name);
    if (found && !mayRead(found.spec)) {
      const event = await auditor.createEvent({
        eventId: 'federation-read',
        severityLevel: 'medium',
        request: req,
        meta: { federation: name },
      });
      await event.fail({ error: new Error('The caller may not read it') });
    }
    if (!found || !mayRead(found.spec)) {
      throw new NotFoundError(
        `No federation named "${name}" that you may read`,
      );
    }
    return { ...found, mayRead };
  };

  const visiblePlaces = async (req: AnyRequest) =>
    access.places(
      await callerOf(req),
      store.list().map(({ spec }) => spec),
    );

  router.get('/v1/federations', async (req, res) => {
    const mayRead = await access.reader(await callerOf(req));
    const visible = store.list().filter(({ spec: found }) => mayRead(found));
    const { items, nextCursor } = page(
      visible,
      ({ summary }) => summary.name,
      req.query,
    );
    const names = clustersOf(visible.map(({ spec: found }) => found));
    res.json({
      items: items.map(({ summary }) => summary),
      nextCursor,
      clusters: store.clusterStatus().filter(({ name }) => names.has(name)),
    });
  });

  router.get('/v1/federations/:name', async (req, res) => {
    const { current } = await readable(req, req.params.name);
    res.setHeader('Cache-Control', 'no-store');
    res.json(current);
  });

  router.get('/v1/federations/:name/events', async (req, res) => {
    const { name } = req.params;
    const { mayRead } = await readable(req, name);
    const credentials = await callerOf(req);
    const { expiresAt } = credentials;
    const judge = () => access.reader(credentials);
    const caller = { mayRead, judge, expiresAt };
    const onEnd = deps.metrics?.streamOpened();
    streamFederation({ store, name, ...caller, req, res, signal, onEnd });
  });

  router.get('/v1/clusters', async (req, res) => {
    const visible = await visiblePlaces(req);
    res.json(await describeClusters(clusters, store, adapters, visible));
  });

  router.get('/v1/clusters/:cluster/namespaces', async (req, res) => {
    const { cluster } = req.params;
    const visible = await visiblePlaces(req);
    if (
      !visible.includes(cluster) ||
      !clusters.list().some(({ name }) => name === cluster)
    ) {
      throw new NotFoundError(`No cluster named "${cluster}" that you may see`);
    }
    res.json(
      await describeNamespaces(clusters, store, adapters, cluster, visible),
    );
  });

  return router;
}

function clustersOf(specs: FederationSpec[]): Set<string> {
  return new Set(
    specs.flatMap(({ hub, members }) =>
      [hub, ...members].map(({ cluster }) => cluster),
    ),
  );
}
