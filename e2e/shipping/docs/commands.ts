/** Who tries commands and code of a page, or why nobody here can. */
export type TriedBlock = {
  page: string;
  /** The blocks that are meant; default: all of the page that no line before it means. */
  block?: RegExp;
} & (
  | {
      /** Folder of the test that does what the block says. A file there names the page, and the block's title or a heading. */
      by: string;
      /** Headings under which the test takes all that there is. */
      under?: string[];
    }
  | {
      /** Page that has the same lines. */
      as: string;
    }
  | {
      /** Why no test does it. */
      why: string;
    }
);

const CLONE = 'What CI does with the checkout itself.';

/** Languages whose blocks are something to do. YAML and JSON are read, and configuration is checked, wherever they stand. */
export const TO_DO = [
  ...['sh', 'bash', 'console', 'text'],
  ...['ts', 'tsx', 'js', 'diff', 'ini', 'nginx', 'sql'],
];

/** A line for each such block of README.md and docs/; pages.test.ts fails when one is missing, or is not true. */
export const COMMANDS: TriedBlock[] = [
  { page: 'README.md', block: /^npm (start|test)$/m, why: CLONE },
  { page: 'README.md', as: 'docs/install.md' },
  { page: 'docs/tutorial.md', block: /^git clone/m, why: CLONE },
  {
    page: 'docs/tutorial.md',
    by: 'e2e/shipping/docs',
    under: ['3. Look at it', '4. Break a link', '5. Mend it'],
  },
  {
    page: 'docs/day-2.md',
    by: 'e2e/shipping/docs',
    under: ['Change the spec', 'The link of a member'],
  },
  { page: 'docs/install.md', block: /^git clone/m, why: CLONE },
  {
    page: 'docs/install.md',
    block: /createApp\(\{ features/,
    why: 'For apps that do not discover their plugins, which new ones do.',
  },
  // `yarn tsc` of the app with the old frontend system checks the types of what goes into its code.
  {
    page: 'docs/install.md',
    by: 'e2e/shipping/apps',
    under: [
      'Get the packages',
      'Backend',
      'Frontend',
      'New frontend system',
      'Old frontend system',
      'Templates',
      'Clusters: the sandbox',
      'See that it works',
    ],
  },
  {
    page: 'docs/production.md',
    block: /\/handler\/frame$/m,
    why: 'An address; the part production is sent there.',
  },
  {
    page: 'docs/production.md',
    block: /api\.github\.com/,
    why: 'It asks GitHub.',
  },
  {
    page: 'docs/production.md',
    by: 'e2e/shipping/production',
    under: ['Build it', 'Make the database', 'Start it'],
  },
  {
    page: 'docs/kubernetes.md',
    why: "Needs a registry of images, Backstage's chart and GitHub; the part deploy applies the base, and compares the values with it.",
  },
  {
    page: 'docs/rhdh.md',
    block: /podman/,
    why: 'Needs podman and a registry of images.',
  },
  {
    page: 'docs/rhdh.md',
    by: 'e2e/shipping/rhdh',
    under: ['Export', 'Install'],
  },
  {
    page: 'docs/replicas.md',
    block: /^UPDATE knex_migrations_lock/,
    why: 'Only for a lock that a replica left which was killed while it made tables.',
  },
  { page: 'docs/clusters.md', block: /^git clone/, why: CLONE },
  {
    page: 'docs/clusters.md',
    block: /skupper\.io\/v2\/install\.yaml/,
    why: "It is Skupper's own; the sandbox and the rig bring what it brings.",
  },
  {
    page: 'docs/clusters.md',
    block: /create token/,
    why: 'The sandbox issues no such tokens; e2e/conformance/rbac asks real control planes for one.',
  },
  { page: 'docs/clusters.md', by: 'e2e/shipping/deploy' },
  {
    page: 'docs/operations.md',
    block: /^yarn up/,
    why: 'Needs a newer version.',
  },
  {
    page: 'docs/operations.md',
    block: /create token/,
    why: 'The sandbox issues no such tokens; e2e/conformance/rbac asks real control planes for one.',
  },
  {
    page: 'docs/operations.md',
    block: /add @opentelemetry/,
    why: 'The part deploy has these packages, and runs the code that uses them.',
  },
  {
    page: 'docs/operations.md',
    block: /deploy\/monitoring/,
    why: "Needs Prometheus' operator; the part deploy compares the alerts with what there is to measure.",
  },
  { page: 'docs/operations.md', by: 'e2e/shipping/deploy' },
  {
    page: 'docs/permissions.md',
    why: 'It is like packages/backend/src/permissions/OwnersPolicy.ts, whose types are checked and whose decisions are tested.',
  },
  {
    page: 'docs/adding-an-adapter.md',
    block: /^(mkdir|yarn workspace|backend\.add)/,
    why: 'It changes this repository.',
  },
  {
    page: 'docs/adding-an-adapter.md',
    by: 'plugins/scaffolder-backend-module-federation/src',
  },
  {
    page: 'docs/sandbox.md',
    block: /sandbox -- start/,
    why: 'Its options are tried by packages/sandbox.',
  },
  {
    page: 'docs/sandbox.md',
    block: /sandbox -- attach/,
    why: 'Needs clusters; the part conformance-rig attaches.',
  },
  {
    page: 'docs/conformance.md',
    why: 'Needs clusters; the part conformance-rig runs it.',
  },
  { page: 'docs/testing.md', why: 'It is the tests.' },
];
