export * from './CountLabel';
export * from './Overview';
export * from './OverviewCard';
