import { createApp } from '@backstage/frontend-defaults';
import { navModule } from './modules/nav';
import { signInModule } from './modules/signIn';

/** Every frontend plugin in package.json is found by itself: `app.packages: all` in app-config.yaml. */
export default createApp({ features: [navModule, signInModule] });
