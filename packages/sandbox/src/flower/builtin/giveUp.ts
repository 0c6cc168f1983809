import type { FlowerVersion } from '../version';
import type { BuiltinContext, BuiltinEnd } from './context';

const PUBLIC: Record<number, string> = {
  2001: 'SuperNode authentication is enabled. All SuperNodes must be registered via the CLI.',
  2004: 'Failed to activate SuperNode.',
};

/** What a SuperNode of this release is told when it is refused: later ones hide the reason behind a code. */
export function refusalOf(
  { minor }: FlowerVersion,
  refusal: { code: number; message: string },
): { code: number; text: string } {
  const { code, message } = refusal;
  const early = code === 2001 ? PUBLIC[2001] : message.split('failed: ').at(-1);
  return { code, text: minor < 33 ? early ?? '' : PUBLIC[code] ?? message };
}

/**
 * Ends a SuperNode that cannot get in, in the words of its release: docs/flower-versions.md. Those of 1.35 and 1.36 hang
 * instead of ending.
 */
export async function giveUp(
  { log, print, version, stopped, signal }: BuiltinContext,
  { code, text }: { code?: number; text: string },
): Promise<BuiltinEnd> {
  const { minor } = version;
  if (minor >= 38) {
    log('ERROR', 'Exit Code: 305');
    print('Failed to initialize the connection to the SuperLink.');
    print(code ? `[code: ${code}] ${text}` : text);
    return { exitCode: 1 };
  }
  const details =
    minor < 33 || !code
      ? text
      : JSON.stringify({ code, public_message: text, public_details: null })
          .replaceAll('":', '": ')
          .replaceAll(',"', ', "');
  log('ERROR', '<_InactiveRpcError of RPC that terminated with:');
  print(
    `\tstatus = StatusCode.${code ? 'FAILED_PRECONDITION' : 'UNAVAILABLE'}`,
  );
  print(`\tdetails = "${details}"`);
  print('>');
  print('Traceback (most recent call last):');
  print(`RuntimeError: generator didn't yield`);
  if (minor === 35 || minor === 36) {
    await stopped;
    return { exitCode: signal.aborted ? 137 : 0 };
  }
  return { exitCode: 1 };
}
