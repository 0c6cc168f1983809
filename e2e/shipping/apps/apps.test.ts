import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Browser } from 'playwright-core';
import {
  Child,
  root,
  start,
  stop,
  waitForLine,
} from '../../../scripts/lib.mjs';
import { launchChromium } from '../../support/chromium';
import { blocksUnder, PageBlock, pageBlocks } from '../support/page';
import { tarballs } from '../support/tarballs';
import { ForeignApp } from './ForeignApp';
import { Visitor } from './Visitor';

const NAME = 'retail-fl';
const MEMBERS = ['west', 'north'];
const page = pageBlocks(join(root, 'docs/install.md'), 'docs/install.md');

/** The command under a heading. */
function commandUnder(heading: string): PageBlock {
  const block = blocksUnder(page, heading).find(({ lang }) => lang === 'sh');
  assert.ok(block, `no command under "${heading}"`);
  return block;
}

describe('apps of others, which follow docs/install.md', () => {
  let folder: string;
  let sandbox: Child;
  let browser: Browser;
  /** The app that was there before. */
  let previous: ForeignApp | undefined;

  before(async () => {
    browser = await launchChromium();
    const pictures = process.env.FEDERATION_TEST_SCREENSHOTS;
    if (pictures) mkdirSync(pictures, { recursive: true });
    tarballs();
    folder = mkdtempSync(join(tmpdir(), 'federation-apps-'));
  });

  after(async () => {
    await browser?.close();
    if (sandbox) await stop(sandbox, 15_000);
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  async function startSandbox(app: ForeignApp) {
    const { text } = commandUnder('Clusters: the sandbox');
    const output: string[] = [];
    sandbox = start('bash', ['-c', `exec ${text}`], {
      cwd: app.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    sandbox.stderr!.setEncoding('utf8').on('data', line => output.push(line));
    await waitForLine(sandbox, /^sandbox ready$/, {
      timeoutMs: 120_000,
      onLine: line => output.push(line),
    }).catch(error => {
      throw new Error(`${error}\n${output.join('\n')}`);
    });
  }

  for (const [system, heading, flags] of [
    ['New', 'New frontend system', []],
    ['Old', 'Old frontend system', ['--legacy']],
  ] as const) {
    describe(heading, () => {
      let app: ForeignApp;
      let visitor: Visitor;
      let failed: string | undefined;

      /** A step, which is not tried when an earlier one has failed. */
      const step = (name: string, run: () => Promise<void>) =>
        it(name, async () => {
          if (failed)
            throw new Error(`Not tried, because this failed: ${failed}`);
          failed = name;
          await run();
          failed = undefined;
        });

      after(async () => {
        await visitor?.close();
        await app?.stop();
      });

      step('takes the packages, the code and the configuration', async () => {
        const name = `my-${system.toLowerCase()}-app`;
        app = await ForeignApp.create(folder, name, flags, previous);
        previous = app;
        await app.follow(page, 'Get the packages');
        await app.follow(page, 'Backend');
        // What stands before the two ways.
        const common = page.filter(
          ({ headings }) => headings.at(-1) === 'Frontend',
        );
        await app.follow(common, 'Frontend');
        await app.follow(page, heading);
        await app.follow(page, 'Templates');
        // The backend's lines are the same in both, and the new system needs one line more.
        if (system === 'Old') await app.checkTypes();
      });

      step(
        'starts, and is connected to the clusters of the sandbox',
        async () => {
          if (!sandbox) await startSandbox(app);
          const configuration = page.filter(({ lang }) => lang === 'yaml');
          await app.follow(configuration, 'Clusters: the sandbox');
          await app.start(commandUnder('See that it works'));
          for (const cluster of ['east', ...MEMBERS]) {
            await app.untilLog(new RegExp(`cluster ${cluster}: connected`));
          }
        },
      );

      step(
        'has the item of the sidebar, and the page that it leads to',
        async () => {
          visitor = await Visitor.open(browser, app.url, system.toLowerCase());
          await visitor.signIn();
          await visitor.openFederations();
          if (system === 'New') await visitor.seesNoFederation();
          else await visitor.seesInList(NAME);
        },
      );

      step('has the templates, and the fields of their forms', async () => {
        await visitor.chooseTemplate('Create a Flower federation');
        // Those of the second app see the federation that was made by the first one.
        await visitor.fillIn(system === 'New' ? NAME : 'another', MEMBERS);
        if (system === 'New') await visitor.create();
        else await visitor.openEntity('system', NAME);
      });

      step(
        "shows sites, links and SuperNodes on the federation's entity",
        async () => {
          await visitor.seesCard();
          await visitor.seesRows('sites', 3);
          await visitor.seesRows('links', 2);
          await visitor.seesRows('supernodes', 2);
        },
      );

      step(
        'shows them on the entities of its SuperLink and SuperNodes too',
        async () => {
          await visitor.openEntity('component', `${NAME}.superlink`);
          await visitor.seesCard();
          await visitor.seesRows('supernodes', 2);
          await visitor.openFederations();
          await visitor.seesInList(NAME);
          assert.deepEqual(visitor.errors, []);
        },
      );
    });
  }
});
