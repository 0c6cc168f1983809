import { stringify } from 'yaml';

/** What somebody said of a new cluster. */
export interface NewCluster {
  cluster: string;
  title?: string;
  url: string;
  /** Base64 of PEM. */
  caData?: string;
  namespace: string;
  openshift: boolean;
}

/** What makes a cluster known to Backstage; nothing in it is secret. */
export interface Onboarding {
  /** The manifest to apply there. */
  manifest: string;
  /** The commands to apply it and to read the token. */
  commands: string;
  /** What goes into Backstage's configuration. */
  config: string;
  /** The values of its variables as a Secret; the token is left to be filled in. */
  secret: string;
}

/** The beginning of the names of a cluster's variables: `EAST_1`. */
export function variablePrefix(cluster: string): string {
  const name = cluster.toUpperCase().replace(/[^A-Z0-9]/g, '_');
  return /^[0-9]/.test(name) ? `CLUSTER_${name}` : name;
}

const TOKEN_SECRET = 'backstage-federation-token';
const secretName = (cluster: string) => `backstage-federation-${cluster}`;
const commandOf = ({ openshift }: NewCluster) => (openshift ? 'oc' : 'kubectl');

/** Prints the authority by which the pods of a cluster know its API server. */
export const readAuthority = (cli: string, namespace: string) =>
  `${cli} get configmap kube-root-ca.crt -n ${namespace} -o jsonpath='{.data.ca\\.crt}'`;

/** Prints the token of the service account. */
export const readToken = (cli: string, namespace: string) =>
  `${cli} get secret ${TOKEN_SECRET} -n ${namespace} -o jsonpath='{.data.token}' | base64 -d`;

/** Text in which the configuration shall see no variable. */
const literal = (text: string) => text.replaceAll('${', () => '$${');

/** The entry of a cluster in the configuration, with the section around it. */
function configOf({ cluster, title, url, caData }: NewCluster): string {
  const prefix = variablePrefix(cluster);
  return stringify({
    kubernetes: {
      serviceLocatorMethod: { type: 'multiTenant' },
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: [
            {
              name: cluster,
              ...(title && { title: literal(title) }),
              url,
              authProvider: 'serviceAccount',
              serviceAccountToken: `\${${prefix}_TOKEN}`,
              ...(caData && { caData: `\${${prefix}_CA}` }),
            },
          ],
        },
      ],
    },
  });
}

function secretOf({ cluster, caData }: NewCluster): string {
  const prefix = variablePrefix(cluster);
  return stringify(
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: secretName(cluster) },
      type: 'Opaque',
      stringData: {
        [`${prefix}_TOKEN`]: '<the token>',
        ...(caData && { [`${prefix}_CA`]: caData }),
      },
    },
    { lineWidth: 0 },
  );
}

/** Everything that makes a cluster known, but for the token. */
export function onboardingOf(
  added: NewCluster,
  manifest: string,
): Onboarding & { markdown: string } {
  const { cluster, namespace, caData } = added;
  const cli = commandOf(added);
  const prefix = variablePrefix(cluster);
  const file = `${cluster}.yaml`;
  const commands = [
    `${cli} apply -f ${file}`,
    `${prefix}_TOKEN=$(${readToken(cli, namespace)})`,
  ].join('\n');
  const config = configOf(added);
  const secret = secretOf(added);
  const intoSecret = [
    `kubectl create secret generic ${secretName(cluster)} -n "$BACKSTAGE" \\`,
    `  --from-literal=${prefix}_TOKEN="$${prefix}_TOKEN"${
      caData ? ` \\\n  --from-literal=${prefix}_CA=${caData}` : ''
    }`,
  ].join('\n');
  const values = stringify({
    backstage: { extraEnvVarsSecrets: [secretName(cluster)] },
  });
  const fence = (language: string, text: string) =>
    `\`\`\`${language}\n${text.trim()}\n\`\`\``;
  const markdown = [
    `## 1. Give Backstage an account in ${cluster}`,
    `Save this as \`${file}\`. It is the service account \`backstage-federation\` in namespace \`${namespace}\`, and what it may do.`,
    fence('yaml', manifest),
    'Apply it as an administrator of that cluster, and read the token of the account. It goes from there to Backstage, and into no form:',
    fence('sh', commands),
    '## 2. Tell Backstage of it',
    'Into the configuration of Backstage. Where `clusters` is there already, add only the entry to its list: lists of several configuration files are not joined, the last one counts.',
    fence('yaml', config),
    `Its variables are of the environment of the backend. On Kubernetes they come from a Secret in the namespace of Backstage; with the context of that cluster:`,
    fence('sh', `BACKSTAGE=backstage # its namespace\n${intoSecret}`),
    'In the values of the Helm chart of Backstage:',
    fence('yaml', values),
    ...(caData
      ? []
      : [
          `No authority was given: the certificate of the API server must be signed by one that the system of the backend knows. Where it is not, this prints the one to start this form with again: \`${readAuthority(
            cli,
            namespace,
          )}\``,
        ]),
    '## 3. Restart Backstage, and check',
    `Start Backstage again, so that it reads its configuration. Then run the template _Check a cluster_ for \`${cluster}\`: it says whether the cluster is reached, and what is missing there, with the command that mends it.`,
  ].join('\n\n');
  return { manifest, commands, config, secret, markdown };
}
