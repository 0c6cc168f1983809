export * from './superLinkObjects';
export * from './superNodeObjects';
export * from './guideDifferences';
export type {
  SuperLinkCredentials,
  SuperNodeCredentials,
} from './securityParts';
