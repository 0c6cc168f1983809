import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { describe, it } from 'node:test';
import {
  checkPackage,
  createPackageFromTarballData,
} from '@arethetypeswrong/core';
import { publint } from 'publint';
import { tarballs } from '../support/tarballs';

const packed = tarballs();

const filesOf = (tarball: string): string[] =>
  execFileSync('tar', ['tzf', tarball], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(file => file.replace(/^package\//, ''));

const read = (tarball: string, file: string): string =>
  execFileSync('tar', ['xzOf', tarball, `package/${file}`], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });

/** All scripts of a package, or all their maps, as one text. */
const readAll = (tarball: string, pattern: string): string =>
  execFileSync('tar', ['xzOf', tarball, '--wildcards', pattern], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });

/** What is in every package, and what may be besides. */
const KNOWN_FILES =
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|config\.schema\.json|dist\/.*\.(cjs|esm)\.js(\.map)?|dist\/.*\.d\.ts|src\/schema\/openapi\.yaml)$/;

/** What Backstage's build writes that publint would have otherwise, and why it does no harm. */
const BACKSTAGE_PUBLINT: Record<string, string> = {
  EXPORTS_VALUE_INVALID:
    'the condition "backstage" names the kind of feature, not a file; nothing resolves by it',
  CJS_WITH_ESMODULE_DEFAULT_EXPORT:
    'a feature is a default export in CommonJS; backend.add(import(…)) takes it as it is',
  EXPORTS_TYPES_INVALID_FORMAT:
    'one dist/index.d.ts stands for both formats of plugin-federation-common',
  FILE_INVALID_FORMAT:
    'dist/*.esm.js of frontends is for bundlers, which look at the syntax',
};

const BACKSTAGE_ATTW: Record<string, string> = {
  CJSOnlyExportsDefault: BACKSTAGE_PUBLINT.CJS_WITH_ESMODULE_DEFAULT_EXPORT,
  UnexpectedModuleSyntax: BACKSTAGE_PUBLINT.FILE_INVALID_FORMAT,
  NamedExports:
    'types that are exported by `export type` lose the word when they are put into one file',
};

/**
 * Declared, and asked for by nothing in dist: dependencies of which sources use types only, which lint wants declared, and
 * peers of the frontend that what it depends on has.
 */
const NOT_IN_DIST: Record<string, string[]> = {
  '@backstage-federation/plugin-federation': ['react-dom', 'react-router'],
  '@backstage-federation/kubernetes-clusters': [
    '@backstage/plugin-kubernetes-node',
  ],
  '@backstage-federation/plugin-federation-backend': ['express'],
  '@backstage-federation/plugin-federation-flower': ['@kubernetes/client-node'],
  '@backstage-federation/plugin-scaffolder-backend-module-federation': [
    '@backstage/types',
  ],
};

/** The package that a module's name stands for. */
const packageOf = (request: string): string =>
  request
    .split('/')
    .slice(0, request.startsWith('@') ? 2 : 1)
    .join('/');

/** Packages that scripts and types ask for. */
function imported(tarball: string): Set<string> {
  const code = readAll(tarball, 'package/dist/*.js');
  const types = readAll(tarball, 'package/dist/*.d.ts');
  const requests = [
    ...code.matchAll(/\b(?:require|import)\(\s*['"]([^'"./][^'"]*)['"]\s*\)/g),
    ...`${code}\n${types}`.matchAll(
      /^\s*(?:import|export)\b[^;'"]*?['"]([^'"./][^'"]*)['"]/gm,
    ),
    ...types.matchAll(/\bimport\(['"]([^'"./][^'"]*)['"]\)/g),
  ].map(([, request]) => request.replace(/^node:/, ''));
  return new Set(
    requests.map(packageOf).filter(name => !builtinModules.includes(name)),
  );
}

it('all ten packages are packed, in one version', () => {
  assert.equal(packed.size, 10);
  const versions = [...packed.values()].map(
    tarball => JSON.parse(read(tarball, 'package.json')).version,
  );
  assert.equal(new Set(versions).size, 1, versions.join(' '));
});

for (const [name, tarball] of packed) {
  describe(name, () => {
    const files = filesOf(tarball);
    const json = JSON.parse(read(tarball, 'package.json'));

    it('has what belongs into it, and nothing else', () => {
      assert.deepEqual(
        files.filter(file => !KNOWN_FILES.test(file)),
        [],
      );
      for (const file of ['README.md', 'LICENSE', 'CHANGELOG.md']) {
        assert.ok(files.includes(file), file);
      }
      assert.deepEqual(
        files.filter(file => /\.test\.|__|setupTests|mock/i.test(file)),
        [],
      );
      const entries = Object.values<any>(json.exports).flatMap(entry =>
        typeof entry === 'string'
          ? entry
          : [entry.types, entry.default, entry.require, entry.import],
      );
      assert.ok(json.exports['.'].types, 'types');
      for (const entry of entries.filter(Boolean)) {
        assert.ok(files.includes(entry.replace('./', '')), entry);
      }
    });

    it('says what it is, what changed and under which licence', () => {
      const readme = read(tarball, 'README.md');
      assert.match(readme, /^# /);
      assert.ok(
        readme.includes(name) && readme.length > 600,
        'README.md does not tell what the package is for and how it is used',
      );
      assert.match(readme, /```|docs\//);
      assert.match(read(tarball, 'LICENSE'), /Apache License\s+Version 2\.0/);
      assert.match(
        read(tarball, 'CHANGELOG.md'),
        // Packages are released together, also those in which nothing has changed.
        new RegExp(
          `^# ${name}\\n\\n## .+\\n\\n(### .+ Changes\\n\\n- .|No changes in this release\\.)`,
        ),
      );
    });

    it('has complete metadata, and depends on released versions', () => {
      const { license, homepage, bugs, repository, keywords, backstage } = json;
      assert.equal(license, 'Apache-2.0');
      assert.match(homepage, /^https:.*#readme$/);
      assert.match(bugs.url, /\/issues$/);
      assert.match(repository.url, /^git\+https:.*\.git$/);
      assert.ok(keywords.includes('backstage'));
      assert.ok(backstage.role && backstage.pluginId);
      assert.ok(
        backstage.pluginPackages?.includes(name) || backstage.pluginPackage,
      );
      assert.equal(json.scripts, undefined);
      for (const [dependency, range] of Object.entries<string>({
        ...json.dependencies,
        ...json.peerDependencies,
      })) {
        assert.match(range, /^[\^~]?\d/, `${dependency}: ${range}`);
      }
    });

    it('names no folder of the machine that packed it', () => {
      const text = `${readAll(tarball, 'package/dist/*')}${read(
        tarball,
        'package.json',
      )}`;
      assert.ok(!text.includes(process.cwd()), process.cwd());
      const sources = [...text.matchAll(/"sources":\s*\[([^\]]*)\]/g)];
      for (const [, list] of sources) {
        assert.doesNotMatch(list, /"\/|"[a-z]:\\|file:|node_modules/i);
      }
    });

    it('declares what it uses, and uses what it declares', () => {
      const used = imported(tarball);
      const declared = Object.keys({
        ...json.dependencies,
        ...json.peerDependencies,
      });
      assert.deepEqual(
        [...used].filter(each => each !== name && !declared.includes(each)),
        [],
        'used and not declared',
      );
      assert.deepEqual(
        declared.filter(
          each => !used.has(each) && !NOT_IN_DIST[name]?.includes(each),
        ),
        [],
        'declared and not used',
      );
    });

    it('is in order for publint and for TypeScript in every way of resolving', async () => {
      const data = readFileSync(tarball);
      const { messages } = await publint({
        pack: { tarball: new Uint8Array(data).buffer },
        level: 'warning',
      });
      assert.deepEqual(
        messages
          .filter(({ code }) => !(code in BACKSTAGE_PUBLINT))
          .map(({ code, path }) => `${code} ${path.join('.')}`),
        [],
      );
      const result = await checkPackage(
        createPackageFromTarballData(new Uint8Array(data)),
      );
      assert.ok(result.types, 'there are types');
      assert.deepEqual(
        result.problems.filter(({ kind }) => !(kind in BACKSTAGE_ATTW)),
        [],
      );
    });
  });
}
