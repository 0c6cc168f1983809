/**
 * Skupper in federations.
 *
 * @packageDocumentation
 */
export * from './types';
export * from './resources';
export {
  HUB_SITE_ANNOTATION,
  LINK_MODE_ANNOTATION,
  NETWORK_STATUS,
  grantName,
  certificateLinkName,
  linkCertificateName,
  linkSecretName,
  selectorText,
  tokenLinkName,
} from './names';
export * from './networkStatus';
export { type LinkTarget, type SiteTarget } from './objects';
export {
  skupperGuideDifferences,
  type SkupperGuideDifference,
} from './guideDifferences';
export { siteSteps } from './steps/siteSteps';
export { linkSteps, type LinkStepsOptions } from './steps/linkSteps';
export {
  connectorSteps,
  listenerSteps,
  type ServiceTarget,
} from './steps/serviceSteps';
export { controllerSteps } from './steps/controllerSteps';
export { linkRemovalSteps } from './steps/removalSteps';
export { serviceRemovalSteps, siteDeleteSteps } from './steps/deleteSteps';
export { skupper } from './skupper';
export { skupperFeature as default } from './feature';
