import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { KubeObject } from '../client';

/**
 * Reads a YAML file of named templates. In it, `${name}` stands for a value: alone it is the value as it is, which leaves
 * a field without a value out; within a text or a key it is the value's text.
 *
 * @returns what fills a template, a Kubernetes object unless told otherwise, with values
 */
export function readTemplates(file: string) {
  const templates = parse(readFileSync(file, 'utf8'), { merge: true });
  return <T = KubeObject>(
    name: string,
    values: Record<string, unknown> = {},
  ): T => fill(templates[name], values);
}

/** A template of {@link readTemplates} with its values. */
export function fill(node: any, values: Record<string, unknown>): any {
  if (typeof node === 'string') {
    const [, alone] = /^\$\{(\w+)\}$/.exec(node) ?? [];
    return alone
      ? values[alone]
      : node.replace(/\$\{(\w+)\}/g, (_, name) => String(values[name]));
  }
  if (Array.isArray(node)) {
    return node.map(item => fill(item, values));
  }
  return node && typeof node === 'object'
    ? Object.fromEntries(
        Object.entries(node)
          .map(([key, value]) => [fill(key, values), fill(value, values)])
          .filter(([, value]) => value !== undefined),
      )
    : node;
}
