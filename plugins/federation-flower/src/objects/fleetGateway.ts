import { FlowerFederationSpec } from '@backstage-federation/plugin-federation-common';
import { KubeConfigMap } from '@backstage-federation/kubernetes-clusters';
import { Container } from '../kube';
import {
  GATEWAY_ANNOTATION,
  GATEWAY_CONFIG_MAP,
  GATEWAY_CONTAINER,
  SUPERLINK_COMPONENT,
  SUPERLINK_TLS_SECRET,
} from '../names';
import { flowerProfile } from '../profiles';
import { sha256 } from '../security/superNodeKey';
import { componentLabels } from './podParts';
import { imageOf } from './images';
import { PodVolume, READABLE } from './securityParts';

const FOLDER = '/etc/fleet-gateway';
const CONFIG = 'nginx.conf';
const CERTIFICATES = '/etc/fleet-gateway-cert';
/** Only the kubelet asks there: neither Service nor Connector has it, and the NetworkPolicy lets nobody else in. */
const HEALTH = { port: 8081, portName: 'health' };

/** What the gateway adds to a SuperLink's pod. @public */
export interface FleetGateway {
  configMap: KubeConfigMap;
  container: Container;
  volumes: PodVolume[];
  /** Of the pods: a change of the configuration starts them anew. */
  annotations: Record<string, string>;
}

/**
 * nginx's configuration. What counts is the request as it was sent: nginx chooses a location by the path that it has
 * decoded and tidied up, and the SuperLink reads the one that came.
 *
 * A SuperLink that does not answer looks like one that is not there, by a closed connection: SuperNodes of 1.40 give up
 * when they get status 502.
 */
function configuration(
  { fleet, control }: { fleet: number; control: number },
  tls: boolean,
): string {
  const scheme = tls ? 'https' : 'http';
  const served = tls
    ? `
    ssl_certificate ${CERTIFICATES}/tls.crt;
    ssl_certificate_key ${CERTIFICATES}/tls.key;
    ssl_protocols TLSv1.2 TLSv1.3;`
    : '';
  // nginx compares names only, not the addresses in a certificate.
  const verified = tls
    ? `
  proxy_ssl_verify on;
  proxy_ssl_trusted_certificate ${CERTIFICATES}/ca.crt;
  proxy_ssl_name localhost;
  proxy_ssl_server_name on;`
    : '';
  return `# Lets the Fleet API of the SuperLink in this pod through, and nothing else.
daemon off;
worker_processes 1;
worker_rlimit_nofile 32768;
pid /tmp/nginx.pid;
error_log stderr error;
events {
  worker_connections 16384;
}
http {
  access_log off;
  server_tokens off;
  client_body_temp_path /tmp/client_body;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;

  # Models go through as they come, whatever their size.
  client_max_body_size 0;
  proxy_request_buffering off;
  proxy_buffering off;
  proxy_read_timeout 1h;
  proxy_send_timeout 1h;
  proxy_http_version 1.1;
  proxy_set_header Connection "";${verified}

  upstream superlink {
    server 127.0.0.1:${control} max_fails=0;
    keepalive 64;
    # Less than the SuperLink keeps them open.
    keepalive_timeout 2s;
  }
  map "$request_method $request_uri" $is_fleet {
    default 0;
    "~^POST /v1/fleet/[a-z-]+$" 1;
  }

  server {
    listen ${fleet}${tls ? ' ssl' : ''};${served}
    location / {
      deny all;
    }
    location ~ ^/v1/fleet/ {
      if ($is_fleet = 0) {
        return 403;
      }
      error_page 502 504 = @away;
      proxy_pass ${scheme}://superlink;
    }
    location @away {
      return 444;
    }
  }
  server {
    listen ${HEALTH.port};
    location / {
      deny all;
    }
    location = /health {
      proxy_read_timeout 3s;
      proxy_pass ${scheme}://superlink/health;
    }
  }
}
`;
}

/**
 * The gateway beside a SuperLink that serves all its APIs on one listener: who reaches its Control API can start runs,
 * that is, run code on every SuperNode, and a port cannot tell the APIs apart. nginx ends TLS with the SuperLink's
 * certificate and lets the Fleet API's calls through; SuperNodes sign their calls, which that does not disturb.
 *
 * @returns undefined for releases whose Fleet API has a port of its own
 * @internal
 */
export function fleetGateway(
  spec: FlowerFederationSpec,
): FleetGateway | undefined {
  const {
    fleet,
    control,
    fleetGateway: needed,
  } = flowerProfile(spec.workload.version);
  if (!needed) return undefined;
  const tls = spec.workload.security !== 'insecure';
  const text = configuration({ fleet: fleet.port, control: control.port }, tls);
  const mounts: PodVolume[] = [
    {
      name: 'gateway-volume',
      mountPath: FOLDER,
      readOnly: true,
      source: { configMap: { name: GATEWAY_CONFIG_MAP } },
    },
    {
      name: 'gateway-tmp-volume',
      mountPath: '/tmp',
      source: { emptyDir: { sizeLimit: '50Mi' } },
    },
    ...(tls
      ? [
          {
            name: 'gateway-cert-volume',
            mountPath: CERTIFICATES,
            readOnly: true,
            source: {
              secret: {
                secretName: SUPERLINK_TLS_SECRET,
                defaultMode: READABLE,
              },
            },
          },
        ]
      : []),
  ];
  return {
    configMap: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: GATEWAY_CONFIG_MAP,
        namespace: spec.hub.namespace,
        labels: componentLabels(spec, SUPERLINK_COMPONENT),
      },
      data: { [CONFIG]: text },
    },
    container: {
      name: GATEWAY_CONTAINER,
      image: imageOf(spec, 'gateway'),
      // Not the image's own script, which writes below /etc.
      command: ['nginx', '-e', 'stderr', '-c', `${FOLDER}/${CONFIG}`],
      ports: [fleet, HEALTH].map(({ port, portName }) => ({
        containerPort: port,
        name: portName,
        protocol: 'TCP',
      })),
      resources: { requests: { cpu: '50m', memory: '64Mi' } },
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      // Through the gateway, as a kubelet does not reach the SuperLink's loopback: both are there, or none.
      readinessProbe: {
        httpGet: { path: '/health', port: HEALTH.portName, scheme: 'HTTP' },
        periodSeconds: 5,
        timeoutSeconds: 3,
        failureThreshold: 3,
      },
      volumeMounts: mounts.map(({ source: _, ...mount }) => mount),
    },
    volumes: mounts,
    annotations: { [GATEWAY_ANNOTATION]: sha256(text) },
  };
}
