const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

function tooLong(value: string, limit: number, unit = 'bytes'): string[] {
  return value.length > limit ? [`must be no more than ${limit} ${unit}`] : [];
}

/** Why a value is not a DNS-1123 label, in the words of Kubernetes. */
export function dns1123Label(value: string): string[] {
  return [
    ...tooLong(value, 63, 'characters'),
    ...(LABEL.test(value)
      ? []
      : [
          "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
        ]),
  ];
}

export function dns1123Subdomain(value: string): string[] {
  return [
    ...tooLong(value, 253, 'characters'),
    ...(SUBDOMAIN.test(value)
      ? []
      : [
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        ]),
  ];
}

export function dns1035Label(value: string): string[] {
  return [
    ...tooLong(value, 63),
    ...(LABEL_1035.test(value)
      ? []
      : [
          "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
        ]),
  ];
}

/** Names of Services, since 1.34 under the rule of other labels. */
export function serviceName(value: string): string[] {
  return value.includes('.') ? ['must not contain dots'] : dns1123Label(value);
}

/** Names of RBAC objects: anything that fits into one segment of a path. */
export function pathSegment(value: string): string[] {
  if (value === '.' || value === '..') {
    return [`may not be '${value}'`];
  }
  return ['/', '%']
    .filter(c => value.includes(c))
    .map(c => `may not contain '${c}'`);
}

/** Why a label or annotation key is not allowed. */
export function qualifiedKey(key: string): string[] {
  const parts = key.split('/');
  if (parts.length > 2) {
    return [
      "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
    ];
  }
  const name = parts[parts.length - 1];
  const wrong: string[] = [];
  if (parts.length === 2) {
    wrong.push(
      ...(parts[0]
        ? dns1123Subdomain(parts[0]).map(w => `prefix part ${w}`)
        : ['prefix part must be non-empty']),
    );
  }
  if (!name) {
    wrong.push('name part must be non-empty');
  }
  if (name.length > 63) {
    wrong.push('name part must be no more than 63 bytes');
  }
  if (!QUALIFIED.test(name)) {
    wrong.push(
      "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    );
  }
  return wrong;
}

export function labelValue(value: string): string[] {
  return [
    ...tooLong(value, 63),
    ...(LABEL_VALUE.test(value)
      ? []
      : [
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
        ]),
  ];
}

/** Why a name of a port is not allowed. */
export function portName(value: string): string[] {
  const wrong: string[] = [];
  if (value.length > 15) {
    wrong.push('must be no more than 15 characters');
  }
  if (!/^[-a-z0-9]+$/.test(value)) {
    wrong.push(
      'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
    );
  }
  if (!/[a-z]/.test(value)) {
    wrong.push('must contain at least one letter (a-z)');
  }
  return wrong;
}
