export * from './classes';
export * from './Changing';
export * from './DataTable';
export * from './Muted';
export * from './RelativeTime';
export * from './Skeleton';
export * from './StateMark';
export * from './Term';
