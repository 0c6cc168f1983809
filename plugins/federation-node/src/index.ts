/**
 * Clusters, planner, executor, assembler and findings for federations; Skupper and Flower adapters.
 *
 * @packageDocumentation
 */
export * from './clusters';
export * from './planner/types';
export * from './interconnects/types';
export * from './workloads';
export * from './assembler';
