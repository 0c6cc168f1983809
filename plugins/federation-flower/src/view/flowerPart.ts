import {
  FlowerFederationSpec,
  flowerTexts,
  FlowerView,
  reasonOf,
  renderPhrase,
  SuperLinkView,
  SuperNodeView,
  TextParams,
} from '@backstage-federation/plugin-federation-common';
import {
  AssembledWorkload,
  Claim,
  compareText,
  Workload,
} from '@backstage-federation/plugin-federation-node';
import { ControlReading } from '../control/types';
import { assembleFlower } from './assembleFlower';

const phrase = (id: string, params?: TextParams) =>
  renderPhrase(flowerTexts, id, params);

function superLinkClaims(superLink: SuperLinkView): Claim[] {
  const { state, controlApi } = superLink;
  const claims: Claim[] = [];
  if (state.kind === 'down') {
    const reason = reasonOf(state) ?? phrase('superlink-not-ready');
    claims.push({
      rank: 'hubWorkload',
      kind: 'down',
      sentence: phrase('superlink-down', { reason }),
      culprits: [superLink],
    });
  }
  if (controlApi.kind === 'down') {
    claims.push({
      rank: 'unseen',
      kind: 'unknown',
      sentence: phrase('superlink-silent'),
      culprits: [{ state: controlApi }],
    });
  }
  return claims;
}

function superNodeClaims(own: SuperNodeView[]): Claim[] {
  const down = own.filter(({ state }) => state.kind === 'down');
  if (!down.length) return [];
  return [
    {
      rank: 'memberWorkload',
      kind: down.length === own.length ? 'down' : 'degraded',
      sentence: phrase('supernodes-down', {
        count: down.length,
        supernodes: phrase('supernodes', { count: own.length }),
        names: down.map(node => `${node.member}/${node.name}`),
      }),
      culprits: down,
    },
  ];
}

/** Flower's part of a view, as the engine takes it. @internal */
export const flowerPart: Workload<FlowerFederationSpec>['assemble'] = (
  spec,
  clusters,
  { logs, reading },
  now,
): AssembledWorkload => {
  const { superLink, findings, ...flower } = assembleFlower(
    spec,
    clusters,
    reading as ControlReading | undefined,
    logs,
    now,
  );
  const superNodes = [...flower.superNodes].sort((a, b) =>
    compareText(a.id, b.id),
  );
  // A node that no Deployment of the federation runs is shown, and counts for nothing.
  const own = superNodes.filter(({ id }) => !id.startsWith('node/'));
  const ready = own.filter(({ state }) => state.kind === 'ready').length;
  const wanted = spec.members.reduce((n, m) => n + m.superNodes.length, 0);
  const total = Math.max(wanted, own.length);
  const { version, security } = spec.workload;
  const view: FlowerView = {
    kind: 'flower',
    version,
    security,
    superLink,
    superNodes,
  };
  return {
    view,
    // Of the SuperLink's states "down" is a claim of its own, and "unknown" that of its cluster.
    rows: [
      ...superNodes,
      ...(superLink.state.kind === 'progressing' ? [superLink] : []),
    ],
    counts: [{ id: 'superNodes', label: 'SuperNodes', ready, total }],
    summary: {
      starting: phrase('supernodes-connecting', { ready, count: total }),
      healthy: phrase('supernodes-connected', { count: ready }),
    },
    claims: [...superLinkClaims(superLink), ...superNodeClaims(own)],
    findings,
  };
};
