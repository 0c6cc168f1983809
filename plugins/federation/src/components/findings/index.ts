export * from './FindingLine';
export * from './FindingList';
export * from './placeFindings';
export * from './rowDetail';
