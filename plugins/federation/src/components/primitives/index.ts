export * from './classes';
export * from './Changing';
export * from './DataTable';
export * from './RelativeTime';
export * from './Skeleton';
export * from './StateMark';
export * from './Term';
