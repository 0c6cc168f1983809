export * from './types';
export * from './flower';
