import { after, before, describe } from 'node:test';
import { actionsNeverHarm } from './trust/actions';
import { wrongClustersStopNothing } from './trust/configuration';
import { lostClusters } from './trust/lost';
import { runsTellTheTruth } from './trust/runs';
import { specsSpeakForTheirPlace } from './trust/specs';
import { MEMBER, subject, THIRD, Trust } from './trust/Trust';
import { onSandbox } from '../support/target';

/** One of each link mode, and one with two SuperNodes. */
const keeps = subject('keeps', [
  { cluster: MEMBER, superNodes: 2, linkMode: 'certificate' },
  { cluster: THIRD },
]);
const links = subject('links', [{ cluster: THIRD }]);
const hubless = subject('hubless', [{ cluster: THIRD }]);
const lost = subject('lost', [{ cluster: MEMBER }, { cluster: THIRD }]);

if (onSandbox()) {
  describe('trust and ownership', () => {
    let started: Trust;
    const trust = () => started;

    before(async () => {
      started = await Trust.start();
      await Promise.all(
        [keeps, links, lost, hubless].map(async one => {
          await started.run('federation-create', one.values);
          await started.ready(one);
        }),
      );
    });
    after(() => started?.stop());

    actionsNeverHarm(trust, { links, keeps });
    wrongClustersStopNothing(trust, { keeps });
    specsSpeakForTheirPlace(trust, { keeps, links });
    runsTellTheTruth(trust, { links });
    lostClusters(trust, { lost, hubless });
  });
}
