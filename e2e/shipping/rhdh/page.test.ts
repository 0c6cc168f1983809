import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { root } from '../../../scripts/lib.mjs';
import { blocksUnder, pageBlocks } from '../support/page';

const page = pageBlocks(join(root, 'docs/rhdh.md'), 'docs/rhdh.md');
const install = blocksUnder(page, 'Install');
const { plugins } = parse(
  readFileSync(join(root, 'deploy/rhdh/dynamic-plugins.yaml'), 'utf8'),
) as { plugins: { package: string }[] };
const folders = plugins.map(each =>
  each.package.replace(/^.*\//, '').replace(/-[0-9.]+\.tgz$/, ''),
);

describe('the page for Red Hat Developer Hub', () => {
  it('makes what the Backstage takes, of files that there are or that it gives', () => {
    const commands = install
      .filter(({ lang }) => lang === 'text')
      .map(({ text }) => text)
      .join('');
    const made = (kind: string) =>
      [...commands.matchAll(new RegExp(`oc create ${kind} (\\S+)`, 'g'))].map(
        ([, name]) => name,
      );
    const { application } = install
      .filter(({ lang }) => lang === 'yaml')
      .map(({ text }) => parse(text))
      .find(({ spec }) => spec).spec;
    assert.deepEqual(
      [
        application.dynamicPluginsConfigMapName,
        ...application.appConfig.configMaps.map((each: any) => each.name),
      ],
      made('configmap'),
    );
    assert.deepEqual(
      application.extraEnvs.secrets.map((each: any) => each.name),
      made('secret generic'),
    );
    const given = install.map(({ title }) => title);
    for (const [, file] of commands.matchAll(/--from-file=(\S+)/g)) {
      assert.ok(
        given.includes(file) ||
          file.startsWith('dist-rhdh/') ||
          existsSync(join(root, file)),
        file,
      );
    }
  });

  it('has each value of its configuration from the secret that it makes', () => {
    const text = install.map(block => block.text).join('');
    const wanted = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    assert.ok(wanted.length);
    for (const name of wanted) {
      assert.ok(text.includes(`--from-literal=${name}=`), name);
    }
  });

  it('names folders that the export makes', () => {
    const text = readFileSync(join(root, 'docs/rhdh.md'), 'utf8');
    const named = [
      ...text.matchAll(/(?:!|local-plugins\/)(backstage-[a-z-]+)/g),
    ].map(([, name]) => name);
    assert.ok(named.length);
    for (const name of named) assert.ok(folders.includes(name), name);
    for (const name of folders) {
      const short = name.replace('backstage-federation-', '');
      assert.ok(text.includes(`\`${short}\``), short);
    }
  });
});
