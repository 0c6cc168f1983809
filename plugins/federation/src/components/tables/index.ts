export * from './LinksTable';
export * from './ServicesTable';
export * from './SitesTable';
export * from './SuperLinkLine';
export * from './SuperNodesTable';
export type { ViewTable } from './ViewTable';
