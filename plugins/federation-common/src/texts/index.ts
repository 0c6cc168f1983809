export * from './flower';
export * from './render';
export * from './renderText';
export * from './texts';
