import { checkEnvironment } from './checkEnvironment';

// When this is imported, which the backend does first: before all that takes seconds to load.
checkEnvironment(process.argv.slice(2));
