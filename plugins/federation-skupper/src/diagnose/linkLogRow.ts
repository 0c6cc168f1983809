/** What a remedy may name. @internal */
export interface LinkPlaces {
  /** `host:port` of the hub. */
  target: string;
  from: { cluster: string; namespace: string; label: string };
  hub: { cluster: string; namespace: string };
}

/** A reason, found in the routers' logs, why a link does not work. @internal */
export interface LogCause {
  cause: string;
  /** One line; `target` is `host:port` of the hub, `from` the member's name. */
  title(target: string, from: string): string;
  explanation: string;
  remedy: string | ((places: LinkPlaces) => string);
  /** Whether a new link mends it. */
  reissue?: boolean;
}

/** A line of the connecting end, and what it means. @internal */
export interface OutRow {
  condition: RegExp;
  text: RegExp;
  /** Only when a connection to the target had been open before, or had not. */
  opened?: boolean;
  /** What the listening end must say; several rows of one text differ in it. */
  peer?: RegExp | 'silent';
  cause: LogCause;
}

/** What the remedies say that a new link mends. @internal */
export const NEW_LINK = 'Add the member again: that issues a new link.';

/** A place in words. @internal */
export function placeText(place: {
  cluster: string;
  namespace: string;
}): string {
  return `namespace "${place.namespace}" of cluster "${place.cluster}"`;
}

/** What mends that something on the way ends TLS. @internal */
export const PASSTHROUGH: LogCause['remedy'] = ({ target }) =>
  `Let what stands before the hub’s router at ${target} pass TLS through (passthrough), or use another link access type.`;
