/** What a SuperNode's log tells. */
export interface SuperNodeLogFacts {
  /** Its id in the SuperLink; printed from 1.24 on once it is connected. */
  nodeId?: string;
  /** The last thing said about its connection. */
  connection: 'unknown' | 'connected' | 'retrying';
  /** Seconds it has waited between tries since it was last connected. */
  waited: number;
  /** Tries that failed since it was last connected. */
  failedTries: number;
  /** The line that shows what is wrong. */
  line?: string;
  failure?: LogFailure;
}

/** A reason that a log gives. */
export interface LogFailure {
  cause:
    | 'tls-untrusted'
    | 'tls-name'
    | 'tls-not-spoken'
    | 'not-registered'
    | 'key-required'
    | 'identity-in-use'
    | 'bad-arguments'
    | 'hangs'
    | 'exit-code';
  line: string;
  /** Of `Exit Code: NNN`. */
  exitCode?: number;
}

/* eslint-disable no-control-regex */
const COLOUR = /\u001b\[[0-9;]*m/g;
/* eslint-enable no-control-regex */
const KUBE_TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z /;
// `INFO :      text`, with FLWR_LOG_LEVEL=DEBUG `INFO 2026-11-21 02:08:33,281:      text`.
const LEVEL =
  /^(?:INFO|WARNING|ERROR|DEBUG|CRITICAL)(?: \d{4}-\d\d-\d\d [\d:,]+| )?:\s*/;

/** Lines without colours and timestamps. */
function logLines(text: string): string[] {
  return text
    .replace(COLOUR, '')
    .split(/\r?\n/)
    .map(line => line.replace(KUBE_TIMESTAMP, '').replace(LEVEL, '').trimEnd());
}

const FAILURES: [RegExp, LogFailure['cause']][] = [
  // From 1.40 on; before, a SuperNode tried for ever without a word about either.
  [/mismatch, certificate is not valid for /, 'tls-name'],
  [/^\[SSL: WRONG_VERSION_NUMBER\]/, 'tls-not-spoken'],
  [/SSL\/TLS handshake error detected\./, 'tls-untrusted'],
  [/All SuperNodes must be registered via the CLI/, 'key-required'],
  [/SuperNode with node ID \d+ could not be activated/, 'identity-in-use'],
  [/No SuperNode found with the given public key/, 'not-registered'],
  [/\[code: 2004\]|"code": 2004/, 'not-registered'],
  [
    /error: (?:unrecognized arguments|argument |the following arguments)/,
    'bad-arguments',
  ],
  [/^Conflicting options: /, 'bad-arguments'],
  // 1.23 forgot by its SuperLink: the main loop is over, and other threads keep the process.
  [/^RuntimeError: Heartbeat sender is not running\./, 'hangs'],
];

/** The reason that a log of a SuperLink or SuperNode gives for its end. */
function logFailure(lines: string[]): LogFailure | undefined {
  for (const [pattern, cause] of FAILURES) {
    const line = lines.find(text => pattern.test(text));
    if (line) return { cause, line: line.trim() };
  }
  const index = lines.findIndex(text => /Exit Code: \d+/.test(text));
  if (index < 0) return undefined;
  const line = lines
    .slice(index, index + 2)
    .map(text => text.trim())
    .filter(Boolean)
    .join(' ');
  return {
    cause: 'exit-code',
    line,
    exitCode: Number(/Exit Code: (\d+)/.exec(lines[index])![1]),
  };
}

/**
 * Reads what a SuperNode says of itself: all of its log, its start or its end.
 *
 * @internal
 */
export function superNodeLogFacts(text: string): SuperNodeLogFacts {
  const facts: SuperNodeLogFacts = {
    connection: 'unknown',
    waited: 0,
    failedTries: 0,
  };
  const lines = logLines(text);
  // After the end its SuperExec goes on trying to reach the SuperNode itself, in the same words.
  let ended = false;
  for (const line of lines) {
    if (/^Starting Flower SuperNode/.test(line)) {
      ended = false;
      Object.assign(facts, {
        connection: 'unknown',
        waited: 0,
        failedTries: 0,
      });
    }
    if (/^SuperNode terminated gracefully/.test(line)) ended = true;
    const id = /^SuperNode ID: (\d+)/.exec(line)?.[1];
    if (id) facts.nodeId = id;
    if (id || /^Connection successful after /.test(line)) {
      Object.assign(facts, {
        connection: 'connected',
        waited: 0,
        failedTries: 0,
        line: undefined,
      });
      continue;
    }
    const pause =
      /^Connection attempt failed, retrying in ([\d.]+) seconds/.exec(line);
    if (pause && !ended) {
      facts.connection = 'retrying';
      facts.waited += Number(pause[1]);
      facts.failedTries += 1;
      facts.line = line;
    }
  }
  facts.failure = logFailure(lines);
  return facts;
}
