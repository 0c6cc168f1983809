import { Schema } from '../types';
import {
  atomic,
  boolean,
  freeObject,
  int32,
  int64,
  intOrString,
  listMap,
  listOf,
  mapOf,
  object,
  oneOfStrings,
  quantity,
  string,
  withDefault,
} from '../schema/dsl';

const keyReference = atomic(
  object({ name: string, key: string, optional: boolean }, 'key'),
);
const fieldReference = atomic(
  object(
    { apiVersion: withDefault(string, 'v1'), fieldPath: string },
    'fieldPath',
  ),
);
const resourceFieldReference = atomic(
  object(
    { containerName: string, resource: string, divisor: quantity },
    'resource',
  ),
);

export const downwardItem = object(
  {
    path: string,
    fieldRef: fieldReference,
    resourceFieldRef: resourceFieldReference,
    mode: int32,
  },
  'path',
);

const env = object(
  {
    name: string,
    value: string,
    valueFrom: object({
      configMapKeyRef: keyReference,
      secretKeyRef: keyReference,
      fieldRef: fieldReference,
      resourceFieldRef: resourceFieldReference,
      fileKeyRef: freeObject,
    }),
  },
  'name',
);

const optionalReference = object({ name: string, optional: boolean });
const envFrom = object({
  prefix: string,
  configMapRef: optionalReference,
  secretRef: optionalReference,
});

const httpGet = object(
  {
    path: withDefault(string, '/'),
    port: intOrString,
    host: string,
    scheme: withDefault(string, 'HTTP'),
    httpHeaders: listOf(object({ name: string, value: string })),
  },
  'port',
);
const exec = object({ command: listOf(string) });
const tcpSocket = object({ port: intOrString, host: string }, 'port');

const probe = object({
  exec,
  httpGet,
  tcpSocket,
  grpc: object({ port: int32, service: withDefault(string, '') }, 'port'),
  initialDelaySeconds: int32,
  timeoutSeconds: withDefault(int32, 1),
  periodSeconds: withDefault(int32, 10),
  successThreshold: withDefault(int32, 1),
  failureThreshold: withDefault(int32, 3),
  terminationGracePeriodSeconds: int64,
});

const lifecycleHandler = object({
  exec,
  httpGet,
  tcpSocket,
  sleep: object({ seconds: int64 }),
});

export const seccompProfile = object(
  { type: string, localhostProfile: string },
  'type',
);
export const appArmorProfile = seccompProfile;
export const seLinuxOptions = object({
  user: string,
  role: string,
  type: string,
  level: string,
});

const securityContext = object({
  allowPrivilegeEscalation: boolean,
  appArmorProfile,
  capabilities: object({ add: listOf(string), drop: listOf(string) }),
  privileged: boolean,
  procMount: string,
  readOnlyRootFilesystem: boolean,
  runAsGroup: int64,
  runAsNonRoot: boolean,
  runAsUser: int64,
  seLinuxOptions,
  seccompProfile,
  windowsOptions: freeObject,
});

export const resources = object({
  limits: mapOf(quantity),
  requests: mapOf(quantity),
  claims: listMap(['name'], object({ name: string, request: string })),
});

/** A container, an init container or an ephemeral container. */
export const container: Schema = object(
  {
    name: string,
    image: string,
    command: listOf(string),
    args: listOf(string),
    workingDir: string,
    ports: listMap(
      ['containerPort', 'protocol'],
      object(
        {
          name: string,
          containerPort: int32,
          hostPort: int32,
          hostIP: string,
          protocol: withDefault(oneOfStrings('SCTP', 'TCP', 'UDP'), 'TCP'),
        },
        'containerPort',
      ),
    ),
    env: listMap(['name'], env),
    envFrom: listOf(envFrom),
    resources: withDefault(resources, {}),
    resizePolicy: listOf(freeObject),
    restartPolicy: string,
    restartPolicyRules: listOf(freeObject),
    volumeMounts: listMap(
      ['mountPath'],
      object(
        {
          name: string,
          mountPath: string,
          subPath: string,
          subPathExpr: string,
          readOnly: boolean,
          recursiveReadOnly: string,
          mountPropagation: string,
        },
        'name',
        'mountPath',
      ),
    ),
    volumeDevices: listMap(
      ['devicePath'],
      object({ name: string, devicePath: string }),
    ),
    livenessProbe: probe,
    readinessProbe: probe,
    startupProbe: probe,
    lifecycle: object({
      postStart: lifecycleHandler,
      preStop: lifecycleHandler,
      stopSignal: string,
    }),
    terminationMessagePath: withDefault(string, '/dev/termination-log'),
    terminationMessagePolicy: withDefault(string, 'File'),
    imagePullPolicy: oneOfStrings('Always', 'IfNotPresent', 'Never'),
    securityContext,
    stdin: boolean,
    stdinOnce: boolean,
    tty: boolean,
    targetContainerName: string,
  },
  'name',
);
