const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

/** Says why a name is not allowed, in the words of Kubernetes. */
type NameRule = (value: string) => string[];

function tooLong(value: string, limit: number, unit = 'bytes'): string[] {
  return value.length > limit ? [`must be no more than ${limit} ${unit}`] : [];
}

/** A rule that a pattern must match, whose text explains the pattern. */
function matching(
  pattern: RegExp,
  text: string,
  limit: number,
  unit?: string,
): NameRule {
  return value => [
    ...tooLong(value, limit, unit),
    ...(pattern.test(value) ? [] : [text]),
  ];
}

export const dns1123Label = matching(
  LABEL,
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
  63,
  'characters',
);

export const dns1123Subdomain = matching(
  SUBDOMAIN,
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
  253,
  'characters',
);

export const labelValue = matching(
  LABEL_VALUE,
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
  63,
);

/** Names of Services, since 1.34 under the rule of other labels. */
export const serviceName: NameRule = value =>
  value.includes('.') ? ['must not contain dots'] : dns1123Label(value);

/** Names of RBAC objects: anything that fits into one segment of a path. */
export const pathSegment: NameRule = value =>
  value === '.' || value === '..'
    ? [`may not be '${value}'`]
    : ['/', '%']
        .filter(c => value.includes(c))
        .map(c => `may not contain '${c}'`);

/** Why a label or annotation key is not allowed. */
export function qualifiedKey(key: string): string[] {
  const parts = key.split('/');
  if (parts.length > 2) {
    return [
      "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
    ];
  }
  const [name, prefix] = parts.reverse();
  const wrong = name ? tooLong(name, 63) : ['must be non-empty'];
  if (!QUALIFIED.test(name)) {
    wrong.push(
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    );
  }
  const wrongPrefix = prefix ? dns1123Subdomain(prefix) : ['must be non-empty'];
  return [
    ...(prefix === undefined ? [] : wrongPrefix.map(w => `prefix part ${w}`)),
    ...wrong.map(w => `name part ${w}`),
  ];
}

/** Why a name of a port is not allowed. */
export function portName(value: string): string[] {
  const rules: [boolean, string][] = [
    [value.length <= 15, 'must be no more than 15 characters'],
    [
      /^[-a-z0-9]+$/.test(value),
      'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
    ],
    [/[a-z]/.test(value), 'must contain at least one letter (a-z)'],
  ];
  return rules.filter(([kept]) => !kept).map(([, text]) => text);
}
