export * from './readNodes';
export * from './registration';
export type { ControlApi } from './callControl';
export type { FlowerRun, RunConfigValue } from './runMessages';
export * from './types';
export { tellNodesSeen } from './nodesSeen';
