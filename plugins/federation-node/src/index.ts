/**
 * Clusters, planner, executor, assembler and findings for federations; Skupper and Flower adapters.
 *
 * @packageDocumentation
 */
export * from './clusters';
export * from './executor';
export * from './planner';
export * from './interconnects';
export * from './workloads';
export * from './assembler';
