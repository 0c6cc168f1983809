export * from './Overview';
export * from './OverviewCard';
