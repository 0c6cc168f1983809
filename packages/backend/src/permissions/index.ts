import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { OwnersPolicy } from './OwnersPolicy';

/** The policy that `permission.policy` names: `owners`, or `everybody`, which is the default and allows everything. */
export default createBackendModule({
  pluginId: 'permission',
  moduleId: 'policy',
  register(reg) {
    reg.registerInit({
      deps: {
        policy: policyExtensionPoint,
        config: coreServices.rootConfig,
        userInfo: coreServices.userInfo,
      },
      async init({ policy, config, userInfo }) {
        const name =
          config.getOptionalString('permission.policy') ?? 'everybody';
        if (name === 'owners') {
          policy.setPolicy(new OwnersPolicy(userInfo));
        } else if (name === 'everybody') {
          policy.setPolicy({
            handle: async () => ({ result: AuthorizeResult.ALLOW }),
          });
        } else {
          throw new Error(
            `permission.policy is "${name}"; it must be owners or everybody.`,
          );
        }
      },
    });
  },
});
