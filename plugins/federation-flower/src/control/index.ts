export * from './readNodes';
export * from './registration';
export type { ControlCallOptions, ControlPlace } from './callControl';
export type { FlowerRun, RunConfigValue } from './runMessages';
export * from './types';
