/**
 * What holds over several copies of these packages in one process. A dynamic plugin of Red Hat Developer Hub has each
 * library embedded: an error that one plugin throws is of another class than the one that the next plugin asks for, and what
 * a module keeps is there once for each plugin.
 */
const symbolOf = (name: string) => Symbol.for(`@backstage-federation/${name}`);

/**
 * Makes a value when it is first asked for, and gives the same one to all copies.
 *
 * @param name - with a number that rises when older copies could not use it
 * @public
 */
export function acrossCopies<T>(name: string, make: () => T): T {
  const shared = globalThis as Record<symbol, unknown>;
  const key = symbolOf(name);
  shared[key] ??= make();
  return shared[key] as T;
}

/** Marks an instance, so that {@link isMarked} knows it in every copy. @public */
export function mark(instance: object, name: string): void {
  Object.defineProperty(instance, symbolOf(name), { value: true });
}

/** Whether it is an instance of a class of that name, of whichever copy. @public */
export function isMarked(value: unknown, name: string): boolean {
  return value instanceof Error && symbolOf(name) in value;
}
