import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The release that the fake installation says it is. */
export const FAKE_VERSION = '1.39.0';

/** Processes that do what matters here: they run until they are told to end, with children of their own. */
const SCRIPTS = {
  /** Ends at once when asked to. */
  'flower-supernode': `#!/bin/sh
trap 'kill $child 2>/dev/null; exit 0' TERM
sleep 3600 &
child=$!
echo started
wait
`,
  /** Ignores being asked, and has a child in a session of its own, as the SuperExec of some releases. */
  'flower-superlink': `#!/bin/sh
trap '' TERM
setsid sleep 3600 &
echo started
while :; do sleep 3600; done
`,
};

/**
 * Makes a folder with an installation of Flower whose commands start in a few milliseconds.
 * @returns the folder, for FEDERATION_FLOWER_HOME
 */
export function createFakeFlower(): string {
  const home = mkdtempSync(join(tmpdir(), 'federation-fake-flower-'));
  const bin = join(home, FAKE_VERSION, 'bin');
  mkdirSync(bin, { recursive: true });
  for (const [name, text] of Object.entries(SCRIPTS)) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  writeFileSync(join(home, FAKE_VERSION, '.complete'), '');
  return home;
}
