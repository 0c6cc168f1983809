import {
  Evidence,
  Finding,
  SkupperFinding,
} from '@backstage-federation/plugin-federation-common';
import {
  KubeConfigMap,
  KubePod,
} from '@backstage-federation/kubernetes-clusters';
import { FieldDrift } from '@backstage-federation/plugin-federation-node';
import { PlaceModel } from '../facts/model';
import { Overdue } from '../facts/overdue';
import { SkupperRouterAccess, SkupperSite } from '../types';
import {
  About,
  conditionEvidence,
  finding,
  nameOf,
  objectEvidence,
} from './build';

type SitePlace = Pick<
  PlaceModel,
  'federation' | 'cluster' | 'namespace' | 'label' | 'role' | 'siteName'
>;

/** What is known of a site. @internal */
export interface SiteFacts {
  place: SitePlace;
  site?: SkupperSite;
  /** Sites of other names in its namespace. */
  otherSites?: SkupperSite[];
  pods: KubePod[];
  /** Of a site that is not there: nobody is about to make it. */
  missed?: boolean;
  /** Text of its routers' logs. */
  log?: string;
  routerAccesses?: SkupperRouterAccess[];
  /** The namespace's ConfigMap that names a controller. */
  handedTo?: KubeConfigMap;
  /** What of it is not as the federation sets it. */
  drift?: FieldDrift[];
  overdue: Overdue;
}

/** The same of a site that is there. @internal */
export interface Facts extends SiteFacts {
  site: SkupperSite;
}

/** What findings of a site are about. @internal */
export function aboutSite({ place, site }: SiteFacts): About {
  const { cluster, namespace } = place;
  return {
    subject: {
      kind: 'site',
      id: site?.metadata.uid || `${cluster}/${namespace}/${place.siteName}`,
      label: `Site ${place.label}`,
    },
    params: { name: nameOf(place), cluster, namespace, site: place.siteName },
  };
}

/** @internal */
export const findOfSite = (
  facts: SiteFacts,
  text: SkupperFinding,
  evidence: Evidence[],
  more: Parameters<typeof finding>[3] = {},
): Finding => finding(aboutSite(facts), text, evidence, more);

/** A condition of the site, as evidence. @internal */
export const siteSays = ({ place, site }: Facts, type: string): Evidence =>
  conditionEvidence(place, site, type);

/** What the site's object holds, as evidence. @internal */
export const siteHolds = ({ place, site }: Facts, text: string): Evidence =>
  objectEvidence(place, 'Site', site.metadata.name, text);
