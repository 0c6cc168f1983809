import type { Sandbox } from '../sandbox';
import { printStatus } from './printStatus';

const HELP = `
  s  status            b  break the first link     q  quit
  h  this help         m  mend all links`;

/** Keys while the sandbox runs in a terminal. */
export function listenToKeys(
  sandbox: Pick<Sandbox, 'run'>,
  quit: () => void,
): void {
  const { stdin } = process;
  if (!stdin.isTTY) {
    return;
  }
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  const actions: Record<string, () => Promise<void> | void> = {
    h: () => say(HELP),
    s: async () => say(printStatus(await sandbox.run('status'))),
    b: async () => {
      const [link] = await sandbox.run<
        { cluster: string; namespace: string; link: string }[]
      >('link-break');
      say(`Broke ${link.cluster}/${link.namespace}/${link.link}; m mends it.`);
    },
    m: async () => {
      const links = await sandbox.run<unknown[]>('link-mend');
      say(links.length > 0 ? 'Mended.' : 'No link is broken.');
    },
    q: quit,
    // Ctrl-C and Ctrl-D arrive as characters in this mode.
    '\u0003': quit,
    '\u0004': quit,
  };
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.on('data', async (key: string) => {
    try {
      await actions[key]?.();
    } catch (error) {
      say((error as Error).message);
    }
  });
  stdin.resume();
  stdin.unref?.();
  say('Keys: h help, s status, b break a link, m mend, q quit');
}
