import {
  FederationSpec,
  Finding,
  FindingSubject,
} from '@backstage-federation/plugin-federation-common';
import { explainExitCode } from '../logs/exitCodes';
import { LogFailure } from '../facts/superNodeLog';
import { FLEET_SERVICE } from '../names';
import { flowerProfile } from '../profiles';
import { SuperNodeRow } from '../view/superNodeView';
import { podSource } from './podFinding';

interface Text {
  cause: string;
  title: string;
  explanation: string;
  remedy: string;
}

function refusal(failure: LogFailure): Text {
  switch (failure.cause) {
    case 'tls-untrusted':
      return {
        cause: 'supernode-tls-untrusted',
        title: 'The SuperNode does not trust the SuperLink’s certificate.',
        explanation:
          'The TLS handshake failed: the certificate was signed by another authority than the one the SuperNode was given.',
        remedy: 'Give the SuperNode the certificate of the SuperLink’s CA.',
      };
    case 'tls-name':
      return {
        cause: 'supernode-tls-name',
        title: 'The SuperLink’s certificate is for another name.',
        explanation:
          'The TLS handshake failed: the certificate does not name the address under which the SuperNode reaches the SuperLink.',
        remedy: `Give the SuperLink a certificate that names ${FLEET_SERVICE}, and restart it.`,
      };
    case 'tls-not-spoken':
      return {
        cause: 'supernode-tls-not-spoken',
        title: 'The SuperLink does not speak TLS, and the SuperNode does.',
        explanation:
          'The two were started with different settings: the SuperLink with --insecure, the SuperNode without.',
        remedy: 'Apply the federation again, so that both get the same.',
      };
    case 'not-registered':
      return {
        cause: 'supernode-refused',
        title: 'The SuperLink refused to activate the SuperNode.',
        explanation:
          'Its key is not registered, was unregistered, or is still in use by a process that ended less than a minute ago; Flower does not say which.',
        remedy:
          'If it does not connect within two minutes, register the SuperNode’s key, with a new key pair if it was unregistered.',
      };
    case 'key-required':
      return {
        cause: 'supernode-key-required',
        title: 'The SuperLink takes only SuperNodes that are registered.',
        explanation:
          'The SuperLink was started with --enable-supernode-auth, and this SuperNode has no registered key.',
        remedy: 'Register a key for the SuperNode, and start it with that key.',
      };
    case 'identity-in-use':
      return {
        cause: 'supernode-identity-in-use',
        title: 'Another SuperNode with the same key is connected.',
        explanation:
          'A key may be used by one SuperNode at a time. After a hard end the old one counts as connected for up to 60 seconds.',
        remedy:
          'Wait a minute; if it goes on, give each SuperNode a key of its own.',
      };
    case 'hangs':
      return {
        cause: 'supernode-hangs',
        title: 'The SuperNode’s process hangs.',
        explanation:
          'Its SuperLink was restarted and does not know it any more. A SuperNode then ends and is started anew; with this Flower release it sometimes fails to end, and does nothing any more.',
        remedy:
          'Delete its pod; its Deployment makes a new one. Releases after 1.23 were not seen to do this.',
      };
    case 'bad-arguments':
      return {
        cause: 'supernode-arguments-refused',
        title: 'This Flower release refuses the arguments of the SuperNode.',
        explanation:
          'Arguments come and go between Flower releases. The image is of another release than the one the arguments are for.',
        remedy: 'Apply the federation again with the version of the image.',
      };
    default: {
      const { title, remedy } = explainExitCode(failure.exitCode ?? 0);
      return {
        cause: `supernode-exit-code-${failure.exitCode}`,
        title: `The SuperNode ended: ${title}.`,
        explanation: `Flower gave its exit code ${failure.exitCode}.`,
        remedy,
      };
    }
  }
}

/** A finding for a SuperNode whose process runs, but which is not connected. @internal */
export function connectionFinding(
  spec: FederationSpec,
  row: SuperNodeRow,
  subject: FindingSubject,
): Finding[] {
  const { facts, node, parts, view } = row;
  const [pod] = parts.pods;
  if (view.state.kind !== 'down' || row.problem || !pod) return [];
  const { cluster, namespace } = parts;
  const source = podSource({ cluster, namespace, pod });
  const address = `${FLEET_SERVICE}:${
    flowerProfile(spec.workload.version).fleet.port
  }`;
  if (facts?.failure) {
    const { remedy, ...text } = refusal(facts.failure);
    return [
      {
        ...text,
        severity: 'error',
        subject,
        evidence: [{ kind: 'log', source, text: facts.failure.line }],
        remedy: { text: remedy },
      },
    ];
  }
  const log = facts?.line
    ? [{ kind: 'log' as const, source, text: facts.line }]
    : [];
  if (node?.status === 'offline') {
    return [
      {
        cause: 'supernode-offline',
        severity: 'error',
        subject,
        title: `SuperNode ${subject.label} has lost the SuperLink.`,
        explanation:
          'Its pod runs, but its heartbeats no longer reach the SuperLink, which calls it offline after 60 seconds without one. Most often the link between the sites is down.',
        evidence: [
          {
            kind: 'api',
            source: 'SuperLink Control API',
            text: `node ${node.nodeId} is offline`,
            ...(view.state.since ? { at: view.state.since } : {}),
          },
          ...log,
        ],
        remedy: {
          text: 'Mend the member’s link or listener first, if one is down; the SuperNode then reconnects by itself within half a minute.',
        },
      },
    ];
  }
  if (facts?.connection === 'retrying') {
    return [
      {
        cause: 'supernode-cannot-reach-superlink',
        severity: 'error',
        subject,
        title: `SuperNode ${subject.label} cannot reach the SuperLink at ${address}.`,
        explanation:
          'It tries again and again. Flower says the same for each of these: the listener or the link is not there, the SuperLink is down, one of them uses TLS and the other does not, or the certificate does not name the address.',
        evidence: log,
        remedy: {
          text: `Check the member’s link and the listener ${FLEET_SERVICE} first, then the SuperLink.`,
        },
      },
    ];
  }
  return [];
}
