export * from './runs';
export * from './waitForRun';
