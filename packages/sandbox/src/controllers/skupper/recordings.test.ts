import { join } from 'node:path';
import { compare } from '../testing/compare';
import { report } from '../testing/report';
import { Naming } from '../testing/naming';
import { loadRecording } from '../testing/recording';
import { Replay } from '../testing/replay';
import { timelines } from '../testing/timelines';
import { scenarios } from './recordings';

const GRANT_PORTS = new Set(['19091', '19092', '19093']);
const TIMEOUT_MS = 120_000;

describe('recordings of skupper-controller 2.2.1', () => {
  it.each(scenarios)(
    'are followed state by state: $name',
    async scenario => {
      const recording = loadRecording(
        join(__dirname, '__fixtures__', 'recordings', `${scenario.name}.jsonl`),
      );
      const replay = new Replay(recording, scenario);
      const seen = await replay.run();

      const { differences, unneeded, states } = compare(
        timelines(
          recording.observations,
          new Naming(recording.observations, GRANT_PORTS),
          recording.epoch,
        ),
        timelines(seen, new Naming(seen, replay.grantPorts), replay.epoch),
        scenario.exclusions ?? [],
      );

      expect(replay.refusals).toEqual(
        recording.actions
          .filter(({ code }) => code >= 400)
          .map(({ code, message }) => `${code} ${message}`),
      );
      expect(report(differences)).toBe('');
      expect(unneeded).toEqual([]);
      expect(states).toBeGreaterThan(10);
    },
    TIMEOUT_MS,
  );
});
