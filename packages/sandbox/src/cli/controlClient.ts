import { readControl } from '../sandbox/stateFiles';

/** A command that failed for a reason the person can act on. */
export class CliError extends Error {}

/** Sends a command to the sandbox that was started with this state folder. @throws CliError */
export async function sendCommand<T>(
  stateDir: string,
  command: string,
  args: Record<string, unknown> = {},
): Promise<T> {
  const control = await readControl(stateDir);
  if (!control) {
    throw new CliError(
      `No sandbox runs with the state folder ${stateDir}. Start one: npm run sandbox -- start`,
    );
  }
  let response: Response;
  try {
    response = await fetch(`${control.url}/${command}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${control.token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(args),
      signal: AbortSignal.timeout(60_000),
    });
  } catch {
    throw new CliError(
      `The sandbox of ${stateDir} (process ${control.pid}) does not answer; it has probably ended. Start one: npm run sandbox -- start`,
    );
  }
  const answer = (await response.json()) as any;
  if (!response.ok) {
    throw new CliError(
      answer?.error ?? `The sandbox refused: ${response.status}`,
    );
  }
  return answer as T;
}
