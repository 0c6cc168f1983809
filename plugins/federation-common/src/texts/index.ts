export * from './render';
export * from './renderText';
export * from './texts';
