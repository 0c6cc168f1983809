import { fleetIsHttp, FlowerVersion, runtimeIsHttp } from './version';

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

interface Listening {
  flag: string;
  /** Older names of the flag. */
  aliases?: string[];
  /** Where the process listens without the flag; undefined if it doesn't listen then. */
  byDefault?: string;
}

const HOST_PORT = '--host/--port';

/** What listens in each version: docs/flower-versions.md. */
function listening(
  role: 'superlink' | 'supernode',
  version: FlowerVersion,
  args: string[],
): Listening[] {
  const health = { flag: '--health-server-address' };
  if (role === 'supernode') {
    return [
      runtimeIsHttp(version)
        ? { flag: HOST_PORT, byDefault: '127.0.0.1:9094' }
        : { flag: '--clientappio-api-address', byDefault: '0.0.0.0:9094' },
      health,
    ];
  }
  const fleet = { flag: '--fleet-api-address', byDefault: '0.0.0.0:9092' };
  const control = {
    flag: '--control-api-address',
    aliases: ['--exec-api-address'],
    byDefault: '0.0.0.0:9093',
  };
  const http = { flag: HOST_PORT, byDefault: '127.0.0.1:8000' };
  if (fleetIsHttp(version)) {
    // --fleet-api-address and --control-api-address are taken and without effect.
    return [http, health];
  }
  if (version.minor >= 37) {
    return [fleet, http, health];
  }
  if (runtimeIsHttp(version)) {
    return [fleet, control, http, health];
  }
  return [
    fleet,
    control,
    {
      flag: '--serverappio-api-address',
      aliases: ['--simulationio-api-address'],
      byDefault: '0.0.0.0:9091',
    },
    ...(hasFlag(args, '--enable-http-api') ? [http] : []),
    health,
  ];
}

function splitAddress(
  address: string,
): { host: string; port: number } | undefined {
  const match = /^\[?([^\]]*)\]?:(\d+)$/.exec(address);
  return match ? { host: match[1], port: Number(match[2]) } : undefined;
}

/** Every address that a process started with these arguments listens on. */
export function bindsOf(
  role: 'superlink' | 'supernode',
  version: FlowerVersion,
  args: string[],
): Bind[] {
  return listening(role, version, args).flatMap(entry => {
    if (entry.flag === HOST_PORT) {
      const fallback = splitAddress(entry.byDefault!)!;
      const host = flagValue(args, '--host') ?? fallback.host;
      const port = Number(flagValue(args, '--port') ?? fallback.port);
      return Number.isInteger(port) ? [{ flag: HOST_PORT, host, port }] : [];
    }
    const given = [entry.flag, ...(entry.aliases ?? [])]
      .map(flag => flagValue(args, flag))
      .find(value => value !== undefined);
    const address = given ?? entry.byDefault;
    const parsed = address ? splitAddress(address) : undefined;
    return parsed ? [{ flag: entry.flag, ...parsed }] : [];
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
  const aliases: Record<string, string[]> = {
    '--control-api-address': ['--exec-api-address'],
    '--serverappio-api-address': ['--simulationio-api-address'],
  };
  const used =
    [bind.flag, ...(aliases[bind.flag] ?? [])].find(flag =>
      hasFlag(args, flag),
    ) ?? bind.flag;
  return [...withoutFlag(args, used), used, `${real.host}:${real.port}`];
}
