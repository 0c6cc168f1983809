import { ChildProcess, spawn } from 'node:child_process';
import { WATCHDOG_SCRIPT } from './watchdog';

function startSleep(): { child: ChildProcess; ended: Promise<string | null> } {
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  return {
    child,
    ended: new Promise(resolve => {
      child.once('exit', (_, signal) => resolve(signal));
    }),
  };
}

describe('watchdog', () => {
  it('ends the process groups that are left when its input ends', async () => {
    const left = startSleep();
    const released = startSleep();
    const shell = spawn('/bin/sh', ['-c', WATCHDOG_SCRIPT], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    shell.stdin.end(
      `+ ${left.child.pid}\n+ ${released.child.pid}\n- ${released.child.pid}\n`,
    );
    expect(await left.ended).toBe('SIGTERM');
    expect(released.child.exitCode).toBeNull();
    expect(released.child.signalCode).toBeNull();
    released.child.kill('SIGINT');
    expect(await released.ended).toBe('SIGINT');
    shell.kill();
  });
});
