const GO_DURATION =
  /^[-+]?(0|(\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))*)$/;
const LOOSE_DURATION = /(\d+)\s*([A-Za-zµ]+)/;
const UNITS = new Set(
  'ns nano nanos us µs micro micros ms milli millis s sec secs second seconds m min mins minute minutes h hr hrs hour hours d day days w wk wks week weeks'.split(
    ' ',
  ),
);
const BASE64 =
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const DATE_TIME =
  /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[-+]\d{2}:\d{2})$/;

/**
 * Whether a string has a format. `duration` is as loose as the API server's: Go durations, or any number with a unit
 * that it knows, so `1d` and `PT15M` pass and `900` does not.
 */
export function matchesFormat(format: string, value: string): boolean {
  switch (format) {
    case 'date-time':
      return DATE_TIME.test(value) && !Number.isNaN(Date.parse(value));
    case 'duration': {
      if (GO_DURATION.test(value)) {
        return true;
      }
      const match = LOOSE_DURATION.exec(value);
      return !!match && UNITS.has(match[2].toLowerCase());
    }
    case 'byte':
      return BASE64.test(value);
    default:
      return true;
  }
}
