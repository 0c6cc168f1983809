import { createServiceFactory } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { Finding } from '@backstage-federation/plugin-federation-common';
import {
  federationAdapterServiceRef,
  Workload,
} from '@backstage-federation/plugin-federation-node';
import { startBackend } from './__testUtils__/startBackend';
import { object, stored } from './__testUtils__/startStore';
import { ECHO, echo, WIRE, wire } from './__testUtils__/thirdParty';
import { twoClusters } from './__testUtils__/twoClusters';

const finding: Finding = {
  cause: 'echoes-made',
  severity: 'info',
  subject: { kind: 'echo', id: 'west/retail/echo', label: 'Echo' },
  title: 'Echoes were made.',
  explanation: 'They were not there.',
  evidence: [],
  remedy: { text: 'Nothing needs to be done.' },
};
/** A workload that misses its echo. */
const missing = {
  ...echo,
  mend: (spec, clusters) =>
    clusters.every(({ objects }) => !objects('Echo').length)
      ? [{ finding, steps: observed => echo.plan(spec as any, observed) }]
      : [],
} as Workload;

it.each([
  [{ selfMending: true }, 'echoes-made'],
  [{ selfMending: false }, 'echo-wrong'],
  [{}, 'echo-wrong'],
])('a backend that is configured by %j says %s', async (federation, cause) => {
  const { east, west, clusters } = twoClusters();
  east.put(stored(), object(WIRE, 'hub'));
  west.put(object(WIRE, 'west-interconnect'));
  const { until } = await startBackend(clusters, {
    features: [
      mockServices.rootConfig.factory({ data: { federation } }),
      ...[wire, missing].map(adapter =>
        createServiceFactory({
          service: federationAdapterServiceRef,
          deps: {},
          factory: () => adapter,
        }),
      ),
    ],
  });
  await until('/federations/retail', ({ view }) =>
    view?.findings.some((one: Finding) => one.cause === cause),
  );
  expect(Boolean(west.object(ECHO.kind, 'retail', 'echo'))).toBe(
    cause === 'echoes-made',
  );
});
