import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Browser, BrowserContext, Page } from 'playwright-core';
import { root } from '../../../scripts/lib.mjs';
import { BackstageClient } from '../../support/BackstageClient';
import { launchChromium } from '../../support/chromium';
import { Site } from './Site';

const NAME = 'retail-fl';
const screenshots = join(root, 'e2e', 'screenshots');

describe('docs/production.md, followed word by word', () => {
  let site: Site;
  let browser: Browser;
  /** Who has signed in: ana, of the group that owns federations. */
  let page: Page;
  let anasToken: string;

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    browser = await launchChromium();
    site = await Site.start();
    await site.build();
    await site.makeDatabase();
    await site.configure();
    await site.startProxy();
    await site.startBackend();
  });
  after(async () => {
    await browser?.close();
    await site?.stop();
  });

  const shot = (of: Page, name: string) =>
    of.screenshot({ path: join(screenshots, `production-${name}.png`) });

  async function open(): Promise<{ context: BrowserContext; tab: Page }> {
    const context = await browser.newContext({
      ignoreHTTPSErrors: true,
      viewport: { width: 1440, height: 960 },
    });
    context.setDefaultTimeout(45_000);
    const tab = await context.newPage();
    await tab.goto(site.url);
    return { context, tab };
  }

  /** Signs in at the issuer, in the window that the button opens. */
  async function signIn(tab: Page, name: string): Promise<void> {
    const popup = tab.waitForEvent('popup');
    await tab.getByRole('button', { name: 'Sign in' }).click();
    const issuer = await popup;
    const closed = issuer.waitForEvent('close');
    await issuer.locator('input[name="login"]').fill(name);
    await issuer.locator('input[name="password"]').fill('any');
    await issuer.locator('[type="submit"]').click();
    // Agrees that the client sees the address.
    await issuer
      .locator('form:not(:has(input[name="login"])) [type="submit"]')
      .click();
    await closed;
  }

  /** Asks the backend with the person's token, which the page sends. */
  const asPerson = async (token: string, path: string, init?: RequestInit) =>
    fetch(`${site.backendUrl}/api${path}`, {
      ...init,
      headers: {
        authorization: token,
        'content-type': 'application/json',
      },
    });

  const until: BackstageClient['until'] = (...args) =>
    new BackstageClient(site.backendUrl).until(...args);

  const tokenOf = async (tab: Page): Promise<string> => {
    const request = tab.waitForRequest(
      async candidate =>
        candidate.url().includes('/api/catalog/') &&
        Boolean(await candidate.headerValue('authorization')),
    );
    await tab.goto(`${site.url}/`);
    return (await (await request).headerValue('authorization'))!;
  };

  it('names what is missing, and does not start', async () => {
    const missing = ['AUTH_OIDC_CLIENT_SECRET', 'APP_BASE_URL'];
    const { code, log } = await site.startWithout(missing);
    assert.notEqual(code, 0);
    for (const variable of missing) {
      assert.match(log, new RegExp(`not set[^]*${variable} \\(app-config`));
    }
  });

  it('lets nobody in without a user, and no guest', async () => {
    const anonymous = await fetch(`${site.backendUrl}/api/catalog/entities`);
    assert.equal(anonymous.status, 401);
    const guest = await fetch(`${site.backendUrl}/api/auth/guest/refresh`, {
      method: 'POST',
      headers: { 'x-requested-with': 'XMLHttpRequest' },
    });
    assert.equal(guest.status, 404);
    assert.doesNotMatch(await guest.text(), /"token"/);
  });

  it('signs somebody in by OpenID Connect, who stays signed in', async () => {
    const { tab } = await open();
    page = tab;
    await tab.getByRole('button', { name: 'Sign in' }).waitFor();
    assert.equal(await tab.getByRole('button', { name: 'Enter' }).count(), 0);
    await shot(tab, '1-sign-in');
    await signIn(tab, 'ana');
    await tab.getByRole('link', { name: 'Create' }).first().waitFor();
    await shot(tab, '2-catalog');
    anasToken = await tokenOf(tab);
    await tab.getByRole('link', { name: 'Create' }).first().waitFor();
  });

  it('has all templates, from the folder itself', async () => {
    const there = readdirSync(join(root, 'examples/templates'), {
      withFileTypes: true,
    }).filter(entry => entry.isDirectory());
    assert.ok(there.length >= 8, `${there.length}`);
    await until(
      async () => {
        const path = '/catalog/entities?filter=kind=template';
        const answer = await asPerson(anasToken, path);
        return ((await answer.json()) as unknown[]).length;
      },
      count => count === there.length,
      60_000,
    );
  });

  it('tells somebody whom the catalog does not know, and keeps them out', async () => {
    const { context, tab } = await open();
    await signIn(tab, 'stranger');
    await tab.getByText(/unable to resolve user identity/).waitFor();
    assert.equal(await tab.getByRole('link', { name: 'Create' }).count(), 0);
    await shot(tab, '3-stranger');
    await context.close();
  });

  it('offers the clusters, and makes a federation', async () => {
    await page.goto(`${site.url}/create/templates/default/federation-create`);
    const fill = (id: string, text: string) =>
      page.locator(`#${id}`).fill(text);
    const choose = async (id: string, option: string) => {
      await page.getByTestId(id).click();
      await page.locator(`li[data-value="${option}"]`).click();
    };
    await fill('root_name', NAME);
    await choose('root_hub-cluster', 'east');
    await fill('root_hub-namespace', 'retail');
    await page.getByTestId('root_members-add').click();
    await choose('root_members-0-cluster', 'west');
    await fill('root_members-0-namespace', 'retail');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('Flower version').first().waitFor();
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByRole('button', { name: 'Create' }).waitFor();
    await page.getByRole('button', { name: 'Create' }).click();
    const link = page.getByRole('link', { name: 'Open the federation' });
    await link.waitFor({ timeout: 120_000 }).catch(async error => {
      await shot(page, '4-task-failed');
      throw error;
    });
    await page.goto(
      `${site.url}/catalog/default/system/${NAME}/federation-sites`,
    );
    const ready = (table: string, count: number) =>
      page
        .locator(`[data-testid="${table}"] [data-row][data-state="ready"]`)
        .nth(count - 1)
        .waitFor();
    await ready('federation-sites', 2);
    await shot(page, '5-sites');
    await page.locator('a[href$="federation-links"]').first().click();
    await ready('federation-links', 1);
    await page.locator('a[href$="federation-supernodes"]').first().click();
    await ready('federation-supernodes', 1);
  });

  it('shows what happens in the clusters as it happens, through the proxy', async () => {
    const rows = page.locator(
      '[data-testid="federation-links"] [data-row][data-state="down"]',
    );
    await page.locator('a[href$="federation-links"]').first().click();
    await site.sandbox.cli('link', 'break', 'west', '--cause', 'refused');
    await rows.first().waitFor();
    await site.sandbox.cli('link', 'mend', 'west');
    await rows.first().waitFor({ state: 'detached' });
  });

  it('lets others see it, and only its owners change it', async () => {
    const { context, tab } = await open();
    await signIn(tab, 'ben');
    await tab.getByRole('link', { name: 'Create' }).first().waitFor();
    const bensToken = await tokenOf(tab);
    const seen = await asPerson(
      bensToken,
      `/federation/v1/federations/${NAME}`,
    );
    assert.equal(seen.status, 200);
    const started = await asPerson(bensToken, '/scaffolder/v2/tasks', {
      method: 'POST',
      body: JSON.stringify({
        templateRef: 'template:default/federation-delete',
        values: { federation: NAME, confirm: NAME },
      }),
    });
    const { id } = (await started.json()) as { id: string };
    assert.ok(id, `${started.status}`);
    const task = await until(
      async () => {
        const answer = await asPerson(bensToken, `/scaffolder/v2/tasks/${id}`);
        return (await answer.json()) as { status: string };
      },
      ({ status }) => !['open', 'processing'].includes(status),
      60_000,
    );
    assert.equal(task.status, 'failed');
    const events = await asPerson(
      bensToken,
      `/scaffolder/v2/tasks/${id}/events`,
    );
    assert.match(await events.text(), /NotAllowed/);
    assert.equal(
      (await asPerson(anasToken, `/scaffolder/v2/tasks/${id}`)).status,
      403,
      'a task is its starter’s',
    );
    assert.equal(
      (await asPerson(anasToken, `/federation/v1/federations/${NAME}`)).status,
      200,
    );
    await context.close();
  });

  it('offers GitHub too where the configuration names it', async () => {
    await site.stopBackend();
    await site.startBackend('--config app-config.github.yaml', {
      AUTH_GITHUB_CLIENT_ID: 'app-of-this-run',
      AUTH_GITHUB_CLIENT_SECRET: site.secrets.github,
    });
    const answer = await fetch(
      `${site.backendUrl}/api/auth/github/start?env=production`,
      { redirect: 'manual', headers: { 'x-forwarded-proto': 'https' } },
    );
    assert.equal(answer.status, 302);
    const to = new URL(answer.headers.get('location')!);
    assert.equal(
      `${to.origin}${to.pathname}`,
      'https://github.com/login/oauth/authorize',
    );
    assert.equal(to.searchParams.get('client_id'), 'app-of-this-run');
    assert.equal(
      to.searchParams.get('redirect_uri'),
      `${site.url}/api/auth/github/handler/frame`,
    );
    const { context, tab } = await open();
    await tab.getByText('GitHub', { exact: true }).waitFor();
    assert.equal(await tab.getByRole('button', { name: 'Sign in' }).count(), 2);
    await shot(tab, '6-two-ways');
    await context.close();
  });

  it('keeps everything over that restart', async () => {
    assert.equal(
      (await asPerson(anasToken, `/federation/v1/federations/${NAME}`)).status,
      200,
      'keys are in the database, so the token still counts',
    );
    const tasks = await asPerson(anasToken, '/scaffolder/v2/tasks');
    const { tasks: own } = (await tasks.json()) as { tasks: unknown[] };
    assert.equal(own.length, 1);
  });

  it('wrote no secret into its log', async () => {
    await site.stopBackend();
    for (const [name, secret] of Object.entries(site.secrets)) {
      assert.ok(secret.length > 8, name);
      assert.ok(
        !site.log().includes(secret),
        `the log has the secret: ${name}`,
      );
    }
    assert.ok(site.log().length > 1_000, 'the log was read');
  });
});
