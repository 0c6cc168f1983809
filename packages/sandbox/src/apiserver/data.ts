import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { Json, Obj } from './types';

/** Beside `src` and `dist`, and so found from both. */
// eslint-disable-next-line no-restricted-syntax
const FOLDER = join(__dirname, '../../api');

/** The path of a file below `api`. */
export const dataFile = (path: string) => join(FOLDER, path);

const textOf = (path: string) => readFileSync(dataFile(path), 'utf8');

/**
 * What a YAML file below `api` says.
 *
 * @param reviver - changes each value, like that of `JSON.parse`
 */
export function readData(
  path: string,
  reviver = (_key: unknown, value: any): unknown => value,
): Json {
  return parse(textOf(path), reviver);
}

/** The Kubernetes objects in a YAML file below `api`. */
export function readObjects(path: string): Obj[] {
  return parseAllDocuments(textOf(path)).map(document => document.toJS());
}

/** The CustomResourceDefinitions of a folder below `api/crds`, one from each file. */
export function readDefinitions(folder: string): Obj[] {
  return readdirSync(join(FOLDER, 'crds', folder))
    .sort()
    .map(file => readData(`crds/${folder}/${file}`));
}
