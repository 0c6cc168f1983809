const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
const SERVICE_IP = /\b10\.\d+\.\d+\.\d+\b/g;
const LOOPBACK = /127\.0\.0\.1:\d+/g;
/** In cells of tables. */
const AGE = /^\d+[smh]/;
/** Names that the server made of `generateName`, which tests begin with `generated-`. */
const GENERATED = /\bgenerated-[a-z0-9]{5}\b/g;
/** Where messages quote resource versions. */
const VERSIONS = [
  /(resource version: )\d+( \(\d+\))?/g,
  /(current: )\d+/g,
  /(ResourceVersion in precondition: )\d+/g,
  /(ResourceVersion in object meta: )\d+/g,
  /(the ResourceVersion in the precondition \()\d+/g,
  /(the ResourceVersion in record \()\d+/g,
];
/** A refused patch is quoted with all that the server had set. */
const QUOTED = /Invalid value: "\{(?:[^"\\]|\\.)*\}":/g;
/** What etcd's keys begin with is the server's own affair. */
const ETCD_KEY = /(, Key: )\/\w+\//g;
/** Where in kube-apiserver's source a scheme was made. */
const SCHEME = /in scheme "[^"]*"/g;
/** Their status, and more, is written by controllers at times that nobody can foresee. */
const CONTROLLED = new Set(['Deployment', 'ReplicaSet']);

/**
 * Takes out of answers what no two servers can have in common: uids, times, addresses, generated names. A resourceVersion
 * becomes `<new>` or `<same>`, as it was in the answer about this object before.
 */
export class Normaliser {
  readonly #versions = new Map<string, string>();

  constructor(private readonly suffix: string) {}

  text(value: string): string {
    let result = value
      .replaceAll(this.suffix, '<suffix>')
      .replace(UUID, '<uid>')
      .replace(TIME, '<time>')
      .replace(SERVICE_IP, '<service ip>')
      .replace(LOOPBACK, '<address>')
      .replace(GENERATED, 'generated-<random>')
      .replace(QUOTED, 'Invalid value: "<object>":')
      .replace(ETCD_KEY, '$1/<prefix>/')
      .replace(SCHEME, 'in scheme <scheme>');
    for (const pattern of VERSIONS) {
      result = result.replace(pattern, '$1<version>');
    }
    return result;
  }

  path(value: string): string {
    return this.text(value)
      .replace(/([?&]continue=)[^&]{20,}/, '$1<token>')
      .replace(/([?&]resourceVersion=)[1-9]\d*/, '$1<version>');
  }

  /** What was sent: without the versions and uids that came from answers. */
  sent(value: any): any {
    return this.#walk(value, key =>
      ['resourceVersion', 'uid'].includes(key) ? '<from an answer>' : undefined,
    );
  }

  answer(value: any): any {
    return this.#object(inOrder(value));
  }

  #object(value: any): any {
    if (Array.isArray(value)) return value.map(item => this.#object(item));
    if (!value || typeof value !== 'object') {
      return typeof value === 'string' ? this.text(value) : value;
    }
    const object = { ...value };
    const controlled = CONTROLLED.has(object.kind) && object.metadata?.uid;
    if (controlled) {
      delete object.status;
    }
    if (object.metadata && typeof object.metadata === 'object') {
      object.metadata = this.#metadata(object.metadata, controlled);
    }
    return Object.fromEntries(
      Object.entries<any>(object).map(([key, item]) => [
        this.text(key),
        key === 'metadata' ? item : this.#field(key, item),
      ]),
    );
  }

  #field(key: string, value: any): any {
    if (key === 'cells' && Array.isArray(value)) {
      return value.map(cell => (AGE.test(cell) ? '<age>' : this.#object(cell)));
    }
    if (key === 'nodePort' && typeof value === 'number') return '<node port>';
    return this.#object(value);
  }

  #metadata(metadata: any, controlled: boolean): any {
    const { uid, resourceVersion, managedFields, ...rest } = metadata;
    const result: any = this.#walk(rest, (key, value) =>
      key === 'continue' && value ? '<token>' : undefined,
    );
    if (uid !== undefined) result.uid = this.text(uid);
    if (resourceVersion !== undefined) {
      result.resourceVersion = controlled
        ? '<any>'
        : this.#version(uid, resourceVersion);
    }
    if (controlled && result.annotations) {
      delete result.annotations['deployment.kubernetes.io/revision'];
      if (!Object.keys(result.annotations).length) delete result.annotations;
    }
    if (managedFields !== undefined) {
      // Ordered by time, which has a resolution of a second.
      result.managedFields = managedFields
        .filter((e: any) => !controlled || e.subresource !== 'status')
        .map((entry: any) => this.#walk(entry))
        .sort((a: any, b: any) => (order(a) < order(b) ? -1 : 1));
    }
    return result;
  }

  #version(uid: string | undefined, version: string): string {
    if (!uid) return version === '' || version === '0' ? version : '<version>';
    const before = this.#versions.get(uid);
    this.#versions.set(uid, version);
    return before === version ? '<same>' : '<new>';
  }

  #walk(
    value: any,
    replace: (key: string, value: any) => unknown = () => undefined,
  ): any {
    if (Array.isArray(value)) return value.map(v => this.#walk(v, replace));
    if (!value || typeof value !== 'object') {
      return typeof value === 'string' ? this.text(value) : value;
    }
    return Object.fromEntries(
      Object.entries<any>(value).map(([key, item]) => [
        this.text(key),
        replace(key, item) ?? this.#walk(item, replace),
      ]),
    );
  }
}

function order(entry: any): string {
  return `${entry.manager} ${entry.operation} ${entry.subresource ?? ''}`;
}

/** Servers name several causes in the order of Go's maps, which is none. */
function inOrder(value: any): any {
  const causes = value?.kind === 'Status' && value.details?.causes;
  if (!causes || causes.length < 2) return value;
  const text = ({ field, message }: any) => `${field}: ${message}`;
  return {
    ...value,
    message: value.message
      .replace(/( is invalid: )\[.*\]$/s, '$1<causes>')
      .replace(/(with \d+ conflicts: ).*$/s, '$1<causes>'),
    details: {
      ...value.details,
      causes: [...causes].sort((a, b) => (text(a) < text(b) ? -1 : 1)),
    },
  };
}
