import { compare } from '../__testUtils__/compare';
import { report } from '../__testUtils__/report';
import { Naming } from '../__testUtils__/naming';
import { loadRecording } from '../__testUtils__/recording';
import { Replay } from '../__testUtils__/replay';
import { timelines } from '../__testUtils__/timelines';
import { scenarios } from './__testUtils__/scenarios';

const GRANT_PORTS = new Set(['19091', '19092', '19093']);
const TIMEOUT_MS = 120_000;

describe('recordings of skupper-controller 2.2.1', () => {
  it.each(scenarios)(
    'are followed state by state: $name',
    async scenario => {
      const recording = loadRecording(scenario.name);
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
