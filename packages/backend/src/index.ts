import './environment';
import { createBackend } from '@backstage/backend-defaults';

const backend = createBackend();

backend.add(import('@backstage/plugin-app-backend'));

backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('./signIn'));

backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('./permissions'));

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(
  import('@backstage-federation/plugin-catalog-backend-module-federation'),
);

backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(
  import('@backstage-federation/plugin-scaffolder-backend-module-federation'),
);

backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));

// Shows the pages of docs/ beside the system `backstage-federation`.
backend.add(import('@backstage/plugin-techdocs-backend'));

backend.add(import('@backstage-federation/plugin-federation-backend'));
backend.add(import('@backstage-federation/plugin-federation-skupper'));
backend.add(import('@backstage-federation/plugin-federation-flower'));

// One that cannot start ends, for whoever runs it to start it again, and is not left there, never ready. Of replicas that
// start at once on an empty database, only one can make the tables.
backend.start().catch(error => {
  console.error(error);
  process.exit(1);
});
