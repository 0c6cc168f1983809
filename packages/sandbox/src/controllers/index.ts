export * from './workload';
export * from './skupper';
export * from './olm';
