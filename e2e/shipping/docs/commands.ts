/** Who tries the commands of a page, or why nobody here can. */
export interface TriedCommand {
  page: string;
  /** The commands that are meant; default: all of the page. */
  block?: RegExp;
  /** Folder of the test that reads the page. */
  by?: string;
  /** Why no test runs it. */
  why?: string;
}

const CLONE = 'What CI does with the checkout itself.';

/** A line for each shell block of README.md and docs/; pages.test.ts fails when one is missing. */
export const COMMANDS: TriedCommand[] = [
  { page: 'README.md', block: /^npm (start|test)$/m, why: CLONE },
  {
    page: 'README.md',
    block: /run pack|^yarn --cwd packages/m,
    why: 'The same as on docs/install.md.',
  },
  { page: 'docs/tutorial.md', block: /^git clone/m, why: CLONE },
  {
    page: 'docs/tutorial.md',
    block: /^npm run sandbox|^kubectl/m,
    by: 'e2e/shipping/docs',
  },
  {
    page: 'docs/day-2.md',
    block: /^kubectl edit/m,
    why: 'It opens an editor.',
  },
  {
    page: 'docs/install.md',
    why: 'Needs a new app: the part apps makes one of each frontend system.',
  },
  {
    page: 'docs/production.md',
    why: 'Needs a built app and PostgreSQL: the part production has them.',
  },
  {
    page: 'docs/kubernetes.md',
    why: 'Needs a cluster and an image registry; the part deploy reads its files.',
  },
  { page: 'docs/rhdh.md', why: 'Needs the export, which the part rhdh makes.' },
  {
    page: 'docs/replicas.md',
    why: 'Needs PostgreSQL and two backends: the part replicas has them.',
  },
  {
    page: 'docs/performance.md',
    why: 'Measures for many minutes.',
  },
  {
    page: 'docs/versioning.md',
    why: 'Publishes: the release workflow does.',
  },
  { page: 'docs/clusters.md', by: 'e2e/shipping/deploy' },
  { page: 'docs/operations.md', by: 'e2e/shipping/deploy' },
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
