export * from './federationSpec';
export * from './names';
export * from './parseFederationSpec';
