import {
  FEDERATION_ANNOTATION,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { Adapters } from '../contract/FederationAdapters';
import { refuseTakenNames } from './refuseTakenNames';

const spec = parseFederationSpec({
  name: 'payments',
  hub: { cluster: 'east', namespace: 'a' },
  members: [],
});
const adapters = {
  interconnect: {},
  workload: { entities: () => [{ name: ['worker'] }] },
} as unknown as Adapters;

function catalogOf(entities: Record<string, Record<string, string>>) {
  return async (refs: string[]) =>
    refs.map(
      ref => entities[ref] && { metadata: { annotations: entities[ref] } },
    );
}

describe('refuseTakenNames', () => {
  it('refuses a name that a System of others has', async () => {
    await expect(
      refuseTakenNames(
        spec,
        adapters,
        catalogOf({ 'system:default/payments': {} }),
      ),
    ).rejects.toThrow(
      /^name: the catalog has system:default\/payments already/,
    );
  });

  it('refuses one whose Component has a name of others', async () => {
    await expect(
      refuseTakenNames(
        spec,
        adapters,
        catalogOf({
          'component:default/payments.worker': {
            [FEDERATION_ANNOTATION]: 'other',
          },
        }),
      ),
    ).rejects.toThrow(/component:default\/payments\.worker already/);
  });

  it('takes what is free, or of this federation', async () => {
    const own = { [FEDERATION_ANNOTATION]: 'payments' };
    await expect(
      refuseTakenNames(
        spec,
        adapters,
        catalogOf({ 'system:default/payments': own }),
      ),
    ).resolves.toBeUndefined();
  });
});
