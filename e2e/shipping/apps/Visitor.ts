import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Browser, Page } from 'playwright-core';

/** Somebody who looks at an app, in a browser. */
export class Visitor {
  /** What the browser logged as errors. */
  readonly errors: string[] = [];

  private constructor(
    private readonly page: Page,
    private readonly url: string,
    private readonly name: string,
  ) {}

  /**
   * @param url - of the app
   * @param name - of the pictures that are taken where `FEDERATION_TEST_SCREENSHOTS` names a folder
   */
  static async open(browser: Browser, url: string, name: string) {
    const page = await browser.newPage({
      viewport: { width: 1440, height: 960 },
    });
    page.setDefaultTimeout(60_000);
    const visitor = new Visitor(page, url, name);
    page.on('pageerror', error => visitor.errors.push(String(error)));
    return visitor;
  }

  async close() {
    await this.page.close();
  }

  /** Enters as a guest, where the app does not let everybody in by itself. */
  async signIn() {
    await this.page.goto(this.url);
    const enter = this.page.getByRole('button', { name: 'Enter' });
    const create = this.page.getByRole('link', { name: /^Create/ }).first();
    await enter.or(create).first().waitFor({ timeout: 120_000 });
    if (await enter.isVisible()) await enter.click();
    await create.waitFor();
  }

  /** Goes to the federations by the sidebar. */
  async openFederations() {
    await this.page.getByRole('link', { name: 'Federations' }).first().click();
  }

  async seesNoFederation() {
    await this.byId('federation-empty').waitFor();
    await this.shot('none');
  }

  async seesInList(federation: string) {
    await this.page.getByText(federation).first().waitFor();
    await this.shot('federations');
  }

  /** Opens the form by the list of templates. The catalog may need a moment to have them. */
  async chooseTemplate(title: string) {
    await this.page
      .getByRole('link', { name: /^Create/ })
      .first()
      .click();
    const card = this.page
      .locator('[class*="MuiCard-root"]')
      .filter({ hasText: title })
      .getByRole('button', { name: 'Choose' });
    await card.first().waitFor({ timeout: 120_000 });
    await this.shot('templates');
    await card.first().click();
    await this.page.locator('#root_name').waitFor();
  }

  /** Fills in the form: a hub in `east`, and a member in each of the other clusters. */
  async fillIn(federation: string, members: string[]) {
    await this.fill('root_name', federation);
    await this.choose('root_hub-cluster', 'east');
    await this.fill('root_hub-namespace', 'retail');
    for (const [index, cluster] of members.entries()) {
      await this.byId('root_members-add').click();
      await this.choose(`root_members-${index}-cluster`, cluster);
      await this.fill(`root_members-${index}-namespace`, 'retail');
    }
    await this.shot('form');
  }

  /** Sends the form, and goes to the entity when the task is done. */
  async create() {
    const { page } = this;
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('Flower version').first().waitFor();
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByRole('button', { name: 'Create' }).click();
    const link = page.getByRole('link', { name: 'Open the federation' });
    await link.waitFor({ timeout: 240_000 }).catch(async error => {
      await this.shot('task-failed');
      throw error;
    });
    await this.shot('task');
    await link.click();
  }

  /** Opens the federation's entity by its address. */
  async openEntity(kind: string, name: string) {
    await this.page.goto(`${this.url}/catalog/default/${kind}/${name}`);
  }

  /** The entity's overview has the card, with its verdict. The catalog may need a moment to have the entity. */
  async seesCard() {
    await this.byId('federation-sentence')
      .filter({ hasText: '3 sites, 2 links, 2 SuperNodes' })
      .first()
      .waitFor();
    await this.shot('overview');
  }

  /** Opens a tab of the entity, and waits for its rows. */
  async seesRows(tab: 'sites' | 'links' | 'supernodes', count: number) {
    await this.page.locator(`a[href$="federation-${tab}"]`).first().click();
    const rows = this.page.locator(
      `[data-testid="federation-${tab}"] [data-row][data-state="ready"]`,
    );
    await rows
      .nth(count - 1)
      .waitFor({ timeout: 120_000 })
      .catch(async error => {
        await this.shot(`${tab}-missing`);
        throw error;
      });
    await this.shot(tab);
    assert.equal(await rows.count(), count, tab);
  }

  private byId(id: string) {
    return this.page.getByTestId(id);
  }

  private async choose(id: string, option: string) {
    await this.byId(id).click();
    await this.page.locator(`li[data-value="${option}"]`).click();
  }

  private async fill(id: string, text: string) {
    await this.page.locator(`#${id}`).fill(text);
  }

  private async shot(what: string) {
    const folder = process.env.FEDERATION_TEST_SCREENSHOTS;
    if (!folder) return;
    const path = join(folder, `${this.name}-${what}.png`);
    await this.page.screenshot({ path, fullPage: true });
  }
}
