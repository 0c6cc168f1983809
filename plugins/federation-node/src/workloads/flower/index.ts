export * from './names';
export * from './profiles';
