export * from './interconnect/skupper';
export * from './openapi.generated';
export * from './workload/flower';
