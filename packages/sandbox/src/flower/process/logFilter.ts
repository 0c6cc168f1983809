/** First line of what gRPC says when the pod's proxy refuses, and the lines that follow it. */
const PROXY_REFUSAL = /http_connect_client_handshaker|http_proxy/;
const TRACE = /^=== Source Location Trace: ===\s*$|^src\/core\/.*:\d+$/;

/**
 * Makes the log what it would be in a pod: real ports become those of the pod spec, and gRPC's words about the proxy,
 * which a pod does not have, are left out.
 * @returns the line to log, or undefined
 */
export function createLogFilter(
  addresses: { real: string; shown: string }[],
): (line: string) => string | undefined {
  let inRefusal = false;
  return line => {
    if (PROXY_REFUSAL.test(line)) {
      inRefusal = true;
      return undefined;
    }
    if (inRefusal) {
      if (TRACE.test(line)) {
        return undefined;
      }
      inRefusal = false;
      if (line === '') {
        return undefined;
      }
    }
    return addresses.reduce(
      (text, { real, shown }) =>
        text.includes(real)
          ? text.replaceAll(
              new RegExp(`${real.replaceAll('.', '\\.')}(?!\\d)`, 'g'),
              shown,
            )
          : text,
      line,
    );
  };
}
