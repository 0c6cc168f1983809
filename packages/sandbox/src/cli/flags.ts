import { FLOWER_MODES, FlowerMode } from '../sandbox/options';
import { CliError } from './controlClient';

/** Values between commas. */
export function parseList(value: string | undefined): string[] {
  return (value ?? '').split(',').filter(Boolean);
}

/** @throws CliError if it is not a number from `min` to `max` */
export function parseNumber(
  flag: string,
  value: string | undefined,
  min: number,
  max: number,
): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  const parsed = Number(value);
  if (!(parsed >= min && parsed <= max)) {
    throw new CliError(`${flag}: "${value}" is not from ${min} to ${max}.`);
  }
  return parsed;
}

/** @throws CliError if there is no such mode */
export function parseFlower(value: string | undefined): FlowerMode {
  const flower = FLOWER_MODES.find(mode => mode === (value ?? 'auto'));
  if (!flower) {
    const modes = FLOWER_MODES.join(', ');
    throw new CliError(`--flower: "${value}" is none of ${modes}.`);
  }
  return flower;
}
