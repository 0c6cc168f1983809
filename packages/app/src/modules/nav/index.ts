import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { sidebar } from './Sidebar';

/** The app's own sidebar. */
export const navModule = createFrontendModule({
  pluginId: 'app',
  extensions: [sidebar],
});
