import type { KubeObject } from '../../client';
import { certificateFacts, certificateInText } from './certificateText';
import type { Naming } from './naming';

/** What is compared of an object: values by path. */
export type View = Map<string, string>;

const CONFIG = 'skrouterd.json';
const RECORDED_CONFIG = `${CONFIG} (parsed JSON)`;
const REVISION = 'deployment.kubernetes.io/revision';
const DIGEST = 'skupper.io/config-digest';

// Given by the API server or by kube-controller-manager, not by Skupper's controller.
const IGNORED =
  /^metadata\.(uid|resourceVersion|creationTimestamp|generateName|managedFields|name|namespace|deletion.*)$|^spec\.(clusterIPs?|ipFamil.*|sessionAffinity|internalTrafficPolicy|externalTrafficPolicy|allocateLoadBalancerNodePorts)$|^status\.loadBalancer$/;

// In the order of a Go map, which is random.
const UNORDERED = /^network|^spec\.endpoints$|^spec\.ports$/;

// Node ports and those of grant servers are given out at random.
const isPort = (key: string) => /port$/i.test(key);

const SKUPPER = 'skupper.io/';

/** Turns an object into what is compared of it; pure. */
export function viewOf(
  object: KubeObject,
  naming: Naming,
  at: (time: string) => string,
): View {
  const view: View = new Map();
  const { metadata, spec, status, data, ...rest } = object;
  const { ownerReferences, annotations, labels, generation } = metadata;
  const put = (path: string, value: unknown) =>
    flatten(path, value, naming, view);
  for (const owner of ownerReferences ?? []) {
    const flags = owner.controller ? ' controller' : '';
    view.set(`owner ${owner.kind}`, `${naming.text(owner.uid)}${flags}`);
  }
  put('labels', without(labels, ['pod-template-hash']));
  put('annotations', without(annotations, [DIGEST, REVISION]));
  if (object.apiVersion?.startsWith(SKUPPER) || object.kind === 'Deployment') {
    put('generation', generation);
  }
  if (object.kind === 'Pod') {
    return view;
  }
  put('spec', spec);
  if (object.kind === 'Deployment') {
    return view;
  }
  const { conditions = [], endpoints, network, ...state } = status ?? {};
  for (const c of conditions) {
    view.set(
      `condition ${c.type}`,
      naming.text(
        `${c.status}/${c.reason}/${c.message}@${c.observedGeneration}`,
      ),
    );
  }
  for (const endpoint of endpoints ?? []) {
    put(`endpoint ${endpoint.group ?? ''} ${endpoint.name}`, endpoint);
  }
  for (const site of network ?? []) {
    const { services = [], ...record } = site;
    put(`network ${naming.text(site.id)}`, record);
    for (const { routingKey, ...ends } of services) {
      put(`network ${naming.text(site.id)} service ${routingKey}`, ends);
    }
  }
  if (state.expirationTime) {
    state.expirationTime = at(state.expirationTime);
  }
  put('status', state);
  putData(view, object, naming);
  const { apiVersion: _, kind: _1, ...content } = rest;
  put('', content);
  return view;
}

function without(values: Record<string, string> = {}, keys: string[]) {
  return Object.fromEntries(
    Object.entries(values).filter(([key]) => !keys.includes(key)),
  );
}

function putData(view: View, { kind, data = {} }: KubeObject, naming: Naming) {
  if (kind === 'Secret') {
    for (const [key, value] of Object.entries(data)) {
      const facts = certificateFacts(value);
      view.set(
        `data ${key}`,
        facts
          ? naming.text(
              JSON.stringify({ ...facts, id: naming.certificate(facts.id) }),
            )
          : 'data',
      );
    }
    return;
  }
  const config =
    data[RECORDED_CONFIG] ?? (data[CONFIG] && JSON.parse(data[CONFIG]));
  for (const [type, attributes] of config ?? []) {
    const name = attributes.name ?? attributes.prefix ?? '';
    view.set(
      naming.text(`config ${type} ${name}`),
      naming.text(stable(normal(attributes, naming))),
    );
  }
  if (!config && data.controller) {
    view.set('data controller', data.controller);
  }
}

function flatten(path: string, value: any, naming: Naming, view: View) {
  if (IGNORED.test(path) || value === undefined || value === null) {
    return;
  }
  if (Array.isArray(value)) {
    const items = value.map(item => naming.text(stable(normal(item, naming))));
    const ordered = UNORDERED.test(path) ? items.sort() : items;
    view.set(path, `[${ordered.join(', ')}]`);
  } else if (typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) {
      flatten(naming.text(path ? `${path}.${key}` : key), inner, naming, view);
    }
  } else {
    view.set(path, scalar(path, value, naming));
  }
}

function scalar(path: string, value: unknown, naming: Naming): string {
  const certificate = certificateInText(value);
  if (certificate) {
    return naming.certificate(certificate.id);
  }
  const text = String(value);
  if (path.endsWith(DIGEST)) {
    // Whether it changes can be seen from the generation.
    return 'DIGEST';
  }
  if (path.endsWith('.code')) {
    return /characters/.test(text)
      ? text.replace(/CODE-\d+ /, '')
      : `(${text.length} characters)`;
  }
  return naming.text(isPort(path) ? naming.port(text) : text);
}

function normal(item: any, naming: Naming): any {
  if (item && typeof item === 'object' && !Array.isArray(item)) {
    return Object.fromEntries(
      Object.entries(item).map(([key, value]) => [
        key,
        isPort(key) && typeof value !== 'object'
          ? naming.port(String(value))
          : normal(value, naming),
      ]),
    );
  }
  return Array.isArray(item) ? item.map(inner => normal(inner, naming)) : item;
}

/** JSON with its keys in order. */
function stable(value: any): string {
  if (Array.isArray(value)) {
    return `[${value.map(stable).join(',')}]`;
  }
  if (value && typeof value === 'object') {
    return `{${Object.keys(value)
      .sort()
      .filter(key => value[key] !== undefined)
      .map(key => `${key}:${stable(value[key])}`)
      .join(',')}}`;
  }
  return JSON.stringify(value);
}
