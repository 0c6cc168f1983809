/** What is the same of two entries of a configuration that are equal. */
export function identityOf(config: object): string {
  return JSON.stringify(config);
}

/**
 * Makes running parts those of a configuration: what is no longer in it goes first, what stays is left alone.
 *
 * @param running - by identity; changed
 * @returns the new parts
 */
export function reconcile<Config extends object, Part>(
  running: Map<string, Part>,
  wanted: Config[],
  { make, end }: { make(config: Config): Part; end(part: Part): void },
): Part[] {
  const byId = new Map(wanted.map(config => [identityOf(config), config]));
  for (const [id, part] of running) {
    if (!byId.has(id)) {
      running.delete(id);
      end(part);
    }
  }
  const added = [...byId].filter(([id]) => !running.has(id));
  return added.map(([id, config]) => {
    const part = make(config);
    running.set(id, part);
    return part;
  });
}
