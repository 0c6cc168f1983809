import { readTemplates } from '../shared/templates';
import { fleetIsHttp, FlowerRole, FlowerVersion } from './version';

/** An address that a Flower process listens on. */
export interface Bind {
  /** Flag of `host:port`, or `--host/--port` for the pair. */
  flag: string;
  host: string;
  port: number;
}

/** Value of a flag, given as `--flag value` or `--flag=value`; the last one counts. */
export function flagValue(args: string[], flag: string): string | undefined {
  let value: string | undefined;
  args.forEach((arg, index) => {
    if (arg === flag) {
      value = args[index + 1];
    } else if (arg.startsWith(`${flag}=`)) {
      value = arg.slice(flag.length + 1);
    }
  });
  return value;
}

/** True if the flag occurs, with or without a value. */
export function hasFlag(args: string[], flag: string): boolean {
  return args.some(arg => arg === flag || arg.startsWith(`${flag}=`));
}

/** The arguments without a flag and its value. */
function withoutFlag(args: string[], flag: string): string[] {
  const rest: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    if (args[index] === flag) {
      index += 1;
    } else if (!args[index].startsWith(`${flag}=`)) {
      rest.push(args[index]);
    }
  }
  return rest;
}

/** An address in `flags.yaml`. */
interface Listening {
  flag: string;
  aliases?: string[];
  byDefault?: string;
  with?: string;
  since?: number;
  until?: number;
}

const LISTENING = readTemplates(require.resolve('./flags.yaml'))<
  Record<FlowerRole, Listening[]>
>('listening');

const HOST_PORT = '--host/--port';

function splitAddress(
  address: string,
): { host: string; port: number } | undefined {
  const match = /^\[?([^\]]*)\]?:(\d+)$/.exec(address);
  return match ? { host: match[1], port: Number(match[2]) } : undefined;
}

/** Every address that a process started with these arguments listens on. */
export function bindsOf(
  role: FlowerRole,
  { minor }: FlowerVersion,
  args: string[],
): Bind[] {
  const listening = LISTENING[role].filter(
    entry =>
      minor >= (entry.since ?? 0) &&
      minor <= (entry.until ?? Infinity) &&
      (!entry.with || hasFlag(args, entry.with)),
  );
  return listening.flatMap(({ flag, aliases = [], byDefault = '' }) => {
    const fallback = splitAddress(byDefault);
    if (flag === HOST_PORT) {
      const host = flagValue(args, '--host') ?? fallback!.host;
      const port = Number(flagValue(args, '--port') ?? fallback!.port);
      return Number.isInteger(port) ? [{ flag, host, port }] : [];
    }
    const given = [flag, ...aliases]
      .map(name => flagValue(args, name))
      .find(value => value !== undefined);
    const address = given === undefined ? fallback : splitAddress(given);
    return address ? [{ flag, ...address }] : [];
  });
}

/** The flag of the address on which a SuperLink serves its Fleet API. */
export function fleetFlag(version: FlowerVersion): string {
  return fleetIsHttp(version) ? HOST_PORT : '--fleet-api-address';
}

/** The arguments with an address replaced by a real one. */
export function replaceBind(
  args: string[],
  bind: Bind,
  real: { host: string; port: number },
): string[] {
  if (bind.flag === HOST_PORT) {
    return [
      ...withoutFlag(withoutFlag(args, '--host'), '--port'),
      '--host',
      real.host,
      '--port',
      String(real.port),
    ];
  }
  const { aliases = [] } = LISTENING.superlink
    .concat(LISTENING.supernode)
    .find(({ flag }) => flag === bind.flag)!;
  const used =
    [bind.flag, ...aliases].find(flag => hasFlag(args, flag)) ?? bind.flag;
  return [...withoutFlag(args, used), used, `${real.host}:${real.port}`];
}
