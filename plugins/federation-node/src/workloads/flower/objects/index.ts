export * from './superLinkObjects';
export * from './superNodeObjects';
export * from './guideDifferences';
