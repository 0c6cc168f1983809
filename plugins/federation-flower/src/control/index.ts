export * from './readNodes';
export * from './registration';
export type { ControlCallOptions, ControlPlace } from './callControl';
export type { ControlTls } from './secureConnection';
export type { FlowerRun, RunConfigValue } from './runMessages';
export * from './types';
