import { FederationView } from '@backstage-federation/plugin-federation-common';
import { FindingList } from '../findings';
import { FederationFrame } from '../frame';
import { Skeleton } from '../primitives';
import { Counts } from './Counts';
import { Topology } from './Topology';

/** What is wrong, the counts and the picture. */
export function OverviewBody({ view }: { view: FederationView }) {
  return (
    <>
      <FindingList findings={view.findings} />
      <Counts counts={view.counts} />
      <Topology view={view} />
    </>
  );
}

/** A federation at a glance, live. */
export function Overview({ name }: { name: string }) {
  return (
    <FederationFrame
      name={name}
      skeleton={
        <>
          <Skeleton height={54} />
          <Skeleton height={108} />
        </>
      }
    >
      {view => <OverviewBody view={view} />}
    </FederationFrame>
  );
}
