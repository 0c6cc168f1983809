import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { DockerfileParser, From } from 'dockerfile-ast';
import { root } from '../../../scripts/lib.mjs';

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const dockerfile = DockerfileParser.parse(
  read('deploy/container/Containerfile'),
);
const instructions = dockerfile.getInstructions();
const of = (keyword: string) =>
  instructions
    .filter(instruction => instruction.getKeyword() === keyword)
    .map(instruction => instruction.getArgumentsContent() ?? '');
/** An instruction's list: `["node", …]`. */
const list = (keyword: string): string[] =>
  JSON.parse(of(keyword).at(-1)!.replace(/\\\n/g, ''));

/** What is left of a path list after `.dockerignore`, by its plain names. */
const ignored = read('.dockerignore')
  .split('\n')
  .filter(line => line && !line.startsWith('#'));

describe('deploy/container/Containerfile', () => {
  it('has known instructions only, and a base that is pinned to a line', () => {
    const KNOWN = [
      ...['ARG', 'FROM', 'WORKDIR', 'COPY', 'RUN', 'ENV', 'USER', 'EXPOSE'],
      ...['HEALTHCHECK', 'ENTRYPOINT', 'CMD'],
    ];
    for (const instruction of instructions) {
      assert.ok(KNOWN.includes(instruction.getKeyword()), String(instruction));
    }
    assert.match(
      of('ARG')[0],
      /^NODE_IMAGE=docker\.io\/library\/node:24-\w+-slim$/,
    );
    const stages = dockerfile.getFROMs() as From[];
    assert.equal(stages.length, 2);
    for (const stage of stages) {
      assert.equal(stage.getImage(), '${NODE_IMAGE}');
    }
  });

  it('runs as nobody in particular, in group 0, below an init', () => {
    assert.deepEqual(of('USER'), ['1000:0']);
    assert.equal(list('ENTRYPOINT')[0], 'tini');
    // What is copied can be read by everybody, and written by nobody but its owner, who is root.
    assert.match(of('RUN')[0], /chmod -R u=rwX,go=rX \/app/);
    assert.ok(!of('COPY').some(copy => /--chown/.test(copy)));
  });

  it('builds by the command of the production page, and starts what that makes', () => {
    const { scripts } = JSON.parse(read('package.json'));
    assert.ok(scripts['build:production']);
    assert.match(of('RUN')[0], /^npm run build:production -- --out \/app/);
    assert.deepEqual(list('ENTRYPOINT').slice(2), ['node', 'packages/backend']);
    for (const file of list('CMD').filter(arg => arg !== '--config')) {
      assert.ok(existsSync(join(root, file)), file);
    }
  });

  it('leaves out what is made, and nothing that the build needs', () => {
    for (const name of ['**/node_modules', '**/dist', '.git']) {
      assert.ok(ignored.includes(name), name);
    }
    for (const name of ['packages', 'plugins', 'examples', 'scripts']) {
      assert.ok(!ignored.includes(name), name);
    }
  });

  it('the manifests start it with the same words', () => {
    const values = read('deploy/kubernetes/values.yaml');
    assert.ok(values.includes(`command: [${list('ENTRYPOINT').join(', ')}]`));
  });
});
