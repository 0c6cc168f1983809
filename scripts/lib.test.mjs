import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { root, run, start, stop, waitForLine } from './lib.mjs';

it('run gives what a command printed, and shows it when the command fails', async () => {
  const script = "console.log('one'); console.error('two');";
  const printed = await run(root, process.execPath, '-e', script);
  assert.deepEqual(printed.trim().split('\n').sort(), ['one', 'two']);
  await assert.rejects(
    run(root, process.execPath, '-e', `${script} process.exit(3)`),
    ({ message }) => {
      assert.match(message, / failed in \.\.\n/);
      assert.ok(message.includes('one') && message.includes('two'), message);
      return true;
    },
  );
  await assert.rejects(run(root, 'there-is-no-such-command'), /ENOENT/);
});

it('onSignals cleans up after all children when the process is ended', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'federation-lib-'));
  try {
    const lib = JSON.stringify(join(root, 'scripts/lib.mjs'));
    const child = start(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { onSignals, start } from ${lib};
         import { rmSync } from 'node:fs';
         const own = start(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
         onSignals(() => {
           if (own.signalCode) rmSync(${JSON.stringify(
             folder,
           )}, { recursive: true });
         });
         console.log('started');`,
      ],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_OPTIONS: '' },
      },
    );
    await waitForLine(child, /^started$/, { timeoutMs: 30_000 });
    await stop(child);
    assert.equal((await child.exited).code, 130);
    assert.ok(!existsSync(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
