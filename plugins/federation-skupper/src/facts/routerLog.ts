/** One line of a router's log. @internal */
export interface RouterLine {
  /** ISO 8601. */
  at: string;
  module: string;
  level: string;
  message: string;
  /** The line as it stands. */
  text: string;
}

const LINE =
  /^(?:\S+Z )?(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3})\d* ([+-]\d\d)(\d\d) ([A-Z0-9_]+) \((debug|info|warning|error|critical)\) (.*)$/;

/**
 * Reads a router's log. Drops what repeats an error line some seconds later (`FLOW_LOG … logText=`).
 *
 * @internal
 */
export function parseRouterLog(log: string | undefined): RouterLine[] {
  const lines: RouterLine[] = [];
  for (const text of (log ?? '').split('\n')) {
    const found = LINE.exec(text);
    if (!found) continue;
    const [, date, time, hours, minutes, module, level, message] = found;
    if (module === 'FLOW_LOG' && message.includes('logText=')) continue;
    const at = new Date(`${date}T${time}${hours}:${minutes}`);
    if (Number.isNaN(at.getTime())) continue;
    lines.push({ at: at.toISOString(), module, level, message, text });
  }
  return lines;
}

const OUT_FAIL = /^\[C\d+\] Connection to (\S+) failed: (\S+) (.*)$/;
const IN_FAIL =
  /^\[C\d+\] Connection from (\S+):(\d+) \(to (\S*)\) failed: (\S+) (.*)$/;
const OPEN = /^\[C\d+\] Connection Opened: dir=out host=(\S+) /;
const PROXY_DENIED =
  /^Proxy connection negotiation failed through (\S+) for (\S+), proxy request denied (\d{3}) (.*)$/;
const PROXY_DOWN =
  /^Proxy connection not established to (\S+), connect error (.*)$/;

/** What a line of the connecting end says about its connection to `target`. @internal */
export type OutEvent = { line: RouterLine } & (
  | { kind: 'failed'; condition: string; text: string }
  | { kind: 'opened' }
  | { kind: 'proxy-denied'; proxy: string; code: string; text: string }
  | { kind: 'proxy-down'; proxy: string; text: string }
  | { kind: 'own-router' }
  | { kind: 'duplicate-id' }
);

/**
 * What happened to connections to one of these `host:port`, oldest first. Lines name the target, never the link.
 *
 * @internal
 */
export function outEvents(lines: RouterLine[], targets: string[]): OutEvent[] {
  const events: OutEvent[] = [];
  for (const line of lines) {
    const { message, module } = line;
    const failed = OUT_FAIL.exec(message);
    const opened = OPEN.exec(message);
    const denied = PROXY_DENIED.exec(message);
    const down = PROXY_DOWN.exec(message);
    if (failed && targets.includes(failed[1])) {
      const [, , condition, text] = failed;
      events.push({ line, kind: 'failed', condition, text });
    } else if (opened && targets.includes(opened[1])) {
      events.push({ line, kind: 'opened' });
    } else if (denied && targets.includes(denied[2])) {
      const [, proxy, , code, text] = denied;
      events.push({ line, kind: 'proxy-denied', proxy, code, text });
    } else if (down) {
      events.push({ line, kind: 'proxy-down', proxy: down[1], text: down[2] });
    } else if (/^Existing connection .* takes precedence/.test(message)) {
      events.push({ line, kind: 'own-router' });
    } else if (module === 'ROUTER_HELLO' && message.includes('Duplicate ID')) {
      events.push({ line, kind: 'duplicate-id' });
    }
  }
  return events;
}

/** A connection that the listening end refused or lost, or a peer that it does not let attach. @internal */
export interface InEvent {
  line: RouterLine;
  text: string;
}

/** What the listening end says, newest last: it logs every attempt. @internal */
export function inFailures(lines: RouterLine[]): InEvent[] {
  return lines.flatMap(line => {
    const found = IN_FAIL.exec(line.message);
    return found ? [{ line, text: found[5] }] : [];
  });
}

/** Whether, and why, the listening end does not let peers attach. @internal */
export function forbiddenAttach(lines: RouterLine[]): InEvent | undefined {
  return lines
    .filter(line =>
      /(Router|Endpoint) attach forbidden on (non-)?inter-router connection/.test(
        line.message,
      ),
    )
    .map(line => ({ line, text: line.message }))
    .pop();
}

const PORT_IN_USE = [
  /^Listener error on (\S+): Address already in use/,
  /^Listener \S+: proactor listener error on (\S+): proton:io \(Address already in use/,
  /^ERROR on binding fd \d+ to port (\d+)/,
];

/** Ports that a router could not listen on. @internal */
export function listenerErrors(
  lines: RouterLine[],
): { line: RouterLine; address: string }[] {
  return lines
    .filter(({ level }) => level === 'error')
    .flatMap(line => {
      const found = PORT_IN_USE.map(text => text.exec(line.message)).find(
        Boolean,
      );
      return found
        ? [
            {
              line,
              address: found[1].includes(':') ? found[1] : `:${found[1]}`,
            },
          ]
        : [];
    });
}
