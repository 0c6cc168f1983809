/**
 * What an interconnect or workload is (contract), and what plans, runs and assembles federations of them (engine).
 *
 * @packageDocumentation
 */
export * from '@backstage-federation/federation-plans';
export * from './actions';
export * from './assembler';
export * from './contract';
export * from './entities';
export * from './planner';
export * from './services';
