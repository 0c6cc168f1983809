import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { spawnSync } from 'node:child_process';
import {
  Child,
  freePort,
  root,
  start,
  stop,
  waitForLine,
} from '../../../scripts/lib.mjs';
import { BackstageClient } from '../../support/BackstageClient';
import { applyBlock, blocksUnder, pageBlocks } from '../support/page';

const PAGE = 'docs/tutorial.md';
const page = readFileSync(join(root, PAGE), 'utf8');
const blocks = pageBlocks(join(root, PAGE), PAGE);
const env = { ...process.env, NODE_OPTIONS: '' };

/** The table of a section: field and value, without backticks. */
function formOf(heading: string): Record<string, string> {
  const section = page.split(/^## /m).find(text => text.startsWith(heading));
  assert.ok(section, `${PAGE} has no section ${heading}`);
  const rows = section
    .split('\n')
    .filter(line => line.startsWith('| '))
    .map(line => line.split('|').slice(1, 3));
  return Object.fromEntries(
    rows.map(cells => cells.map(cell => cell.replace(/`/g, '').trim())),
  );
}

function placeOf(text: string) {
  const [, cluster, namespace] =
    /^cluster (\S+), namespace (\S+)$/.exec(text) ?? [];
  assert.ok(cluster, `"${text}" is no place`);
  return { cluster, namespace };
}

let stateDir: string;
let app: Child;
let guest: BackstageClient;

before(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'federation-tutorial-'));
  const backendPort = String(await freePort());
  app = start(
    process.execPath,
    [
      'scripts/start.mjs',
      ...['--port', String(await freePort())],
      ...['--backend-port', backendPort],
      ...['--state-dir', stateDir],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], env },
  );
  await waitForLine(app, /^Ready: /, { timeoutMs: 300_000 });
  guest = new BackstageClient(`http://localhost:${backendPort}`);
  await guest.signIn();
});

after(async () => {
  if (app) await stop(app, 20_000);
  rmSync(stateDir, { recursive: true, force: true });
});

/** Runs the commands of a section, but with the state folder of this test. */
async function runCommands(heading: string): Promise<string> {
  const printed: string[] = [];
  for (const block of blocksUnder(blocks, heading)) {
    const isKubectl = block.text.startsWith('kubectl');
    if (isKubectl && spawnSync('kubectl', ['version', '--client']).error) {
      throw new Error(`${block.at} needs kubectl: https://kubernetes.io/docs`);
    }
    const text = isKubectl
      ? block.text.replace('.sandbox/', `${stateDir}/`)
      : block.text.replace(/\n$/, ` --state-dir ${stateDir}\n`);
    printed.push(await applyBlock(root, { ...block, text }, { env }));
  }
  return printed.join('');
}

const NAME = formOf('2. ').Name;
const healthy = (sites: number) =>
  guest.untilView(
    NAME,
    ({ state, counts }) =>
      state.kind === 'ready' &&
      counts.find(({ id }) => id === 'sites')?.total === sites,
    60_000,
  );

async function launch(template: string, values: Record<string, unknown>) {
  await guest.untilTemplate(template);
  const task = await guest.runTemplate(template, values);
  assert.equal(task.status, 'completed', task.log.join('\n'));
}

it('2. makes a federation', async () => {
  const form = formOf('2. ');
  await launch('federation-create', {
    name: form.Name,
    hub: placeOf(form.Hub),
    members: [placeOf(form.Members)],
  });
});

it('3. sees it, as the page says', async () => {
  const { sentence } = await healthy(2);
  assert.ok(page.includes(sentence), `the page lacks "${sentence}"`);
  const printed = await runCommands('3. Look at it');
  assert.match(printed, /link\s+retail\S*\s+Ready/);
});

it('4. breaks a link, and sees why', async () => {
  await runCommands('4. Break a link');
  await guest.untilView(
    NAME,
    ({ findings }) => /refused/i.test(JSON.stringify(findings)),
    30_000,
  );
});

it('5. mends it', async () => {
  await runCommands('5. Mend it');
  await healthy(2);
});

it('6. adds a member', async () => {
  const form = formOf('6. ');
  await launch('federation-add-member', {
    federation: form.Federation,
    member: placeOf(form.Member),
  });
  await healthy(3);
});

it('7. deletes it', async () => {
  const form = formOf('7. ');
  await launch('federation-delete', {
    federation: form.Federation,
    confirm: form["Type the federation's name to confirm"],
    deleteNamespaces: form['Delete the namespaces too'] === 'yes',
  });
  const listed = JSON.stringify(await guest.federations());
  assert.ok(!listed.includes(NAME), listed);
});
