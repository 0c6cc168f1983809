export * from './openapi.generated';
export * from './workload/flower';
