export * from './types';
export * from './skupper';
