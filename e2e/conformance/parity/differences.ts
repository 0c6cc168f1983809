import { KnownDifference } from './compare';

/**
 * Where the sandbox answers otherwise than kube-apiserver, and why it stays so. An entry that differs no more fails the
 * test, so this list is never longer than it must be.
 */
export const differences: KnownDifference[] = [
  {
    requests: [
      'lists: table',
      'lists: table with whole objects',
      'lists: table without objects',
      'lists: table of one',
      'lists: table of nothing',
      'workloads: as a table',
      'policies: network policies as a table',
      'services: table',
      'namespaces: table',
      'definitions: table',
      'skupper: sites as a table',
      'skupper: listeners as a table',
    ],
    path: 'body.columnDefinitions[].description',
    reason:
      'Descriptions of columns are whole paragraphs of API documentation, which no program reads.',
  },
  {
    requests: ['watches: as a table'],
    path: 'body[].object.columnDefinitions[].description',
    reason: 'As in lists: descriptions of columns are documentation.',
  },
  {
    requests: ['objects: read as YAML'],
    path: 'contentType',
    reason:
      'The sandbox answers in JSON only. Clients ask for JSON; kubectl makes its YAML itself.',
  },
  {
    requests: ['objects: read as YAML'],
    path: 'body',
    reason: 'The same.',
  },
  {
    requests: [
      'objects: merge patch that makes it invalid',
      'deleting: new finalizer while going',
    ],
    path: 'body.details.causes',
    reason:
      'kube-apiserver checks metadata by several rules on an update and names the same cause for each; the message, which has it once, is equal.',
  },
  {
    requests: ['secrets: dockerconfigjson that is no JSON'],
    path: 'body.message',
    reason:
      "What is wrong with the JSON is said in the words of the JSON parser, Go's or Node's.",
  },
  {
    requests: ['secrets: dockerconfigjson that is no JSON'],
    path: 'body.details.causes[0].message',
    reason: 'The same.',
  },
  {
    requests: ['apply: no YAML'],
    path: 'body.message',
    reason:
      "What is wrong with the YAML is said in the words of the YAML parser, Go's or Node's.",
  },
  {
    requests: ['apply: field twice'],
    path: 'warnings',
    reason:
      'The warning comes from the Go YAML parser. Both servers take the last value.',
  },
  {
    requests: ['access: role without rules'],
    path: 'body.rules',
    reason:
      '`rules: []` becomes null, because the Go field has no omitempty; the sandbox leaves it out. Both grant nothing.',
  },
  {
    requests: ['access: role without rules'],
    path: 'body.metadata.managedFields',
    reason: 'The same: nobody owns a field that is not there.',
  },
  {
    requests: ['pods: pod with a token'],
    path: 'body.spec.volumes',
    reason:
      'Pods of the sandbox get no ServiceAccount token: its processes have no cluster network to use it in.',
  },
  {
    requests: ['pods: pod with a token'],
    path: 'body.spec.containers[0].volumeMounts',
    reason: 'The same.',
  },
  {
    requests: ['services: and back', 'services: delete'],
    path: 'body.metadata.managedFields[0].fieldsV1.f:spec.f:externalTrafficPolicy',
    reason:
      'kube-apiserver drops a field that its new type has no use for after it has noted who owns it, and leaves the note.',
  },
  {
    requests: ['definitions: wrong version'],
    path: 'warnings',
    reason:
      'kube-apiserver warns of `spec` as unknown in the version that it then refuses. Only the refusal matters.',
  },
];
