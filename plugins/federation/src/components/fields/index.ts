export * from './FederationPicker';
export * from './MembersPicker';
export * from './Pickers';
export * from './schemas';
export * from './validation';
