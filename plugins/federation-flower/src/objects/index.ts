export * from './superLinkObjects';
export * from './superNodeObjects';
export * from './guideDifferences';
export type { SuperNodeCredentials } from './securityParts';
