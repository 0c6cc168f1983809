export * from './readNodes';
