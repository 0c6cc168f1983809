import assert from 'node:assert/strict';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse } from 'yaml';
import {
  freePort,
  root,
  start,
  stop,
  waitForHttp,
} from '../../../scripts/lib.mjs';
import { pageBlocks } from '../support/page';

const PAGE = join(root, 'docs/operations.md');
const textOf = (title: string) =>
  pageBlocks(PAGE, 'docs/operations.md').find(block => block.title === title)!
    .text;

/** Metrics that the plugin registers, as the page's instrumentation serves them: name and labels of each sample. */
const samples = new Map<string, Set<string>>();

describe('metrics and alerts', () => {
  let folder: string;

  before(async () => {
    const port = await freePort();
    folder = mkdtempSync(join(tmpdir(), 'federation-metrics-'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const instrumentation = textOf('instrumentation.js');
    assert.match(instrumentation, /port: 9464/);
    writeFileSync(
      join(folder, 'instrumentation.js'),
      instrumentation.replace('9464', String(port)),
    );
    const metrics = join(
      root,
      'plugins/federation-backend/src/FederationMetrics',
    );
    writeFileSync(
      join(folder, 'main.js'),
      `const { FederationMetrics } = require(${JSON.stringify(metrics)});
       const metrics = new FederationMetrics();
       const store = { clusterStatus: () => [], failingWatches: () => [], list: () => [], get: () => undefined };
       metrics.observe(store, new AbortController().signal);
       metrics.assembled(0.1);
       metrics.streamOpened();
       setInterval(() => {}, 1000);`,
    );
    const child = start(
      process.execPath,
      ['--require', './instrumentation.js', 'main.js'],
      { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] },
    );
    try {
      await waitForHttp(`http://127.0.0.1:${port}/metrics`, {
        timeoutMs: 60_000,
        child,
        accept: async answer => {
          for (const [, name, labels = ''] of (await answer.text()).matchAll(
            /^(federation_\w+)(?:\{(.*)\})? /gm,
          )) {
            const known = samples.get(name) ?? new Set();
            samples.set(name, known.add(labels.replace(/,?otel_[^,}]*/g, '')));
          }
          return samples.size > 0;
        },
      });
    } finally {
      await stop(child);
    }
  });
  after(() => folder && rmSync(folder, { recursive: true, force: true }));

  it('the page lists what the plugin tells, with all values of its labels', () => {
    const rows = readFileSync(PAGE, 'utf8').matchAll(
      /^\| `(federation_\w+)` +\| (\w+) +\| (?:`(\w+)`: ([^|]*?))? *\|/gm,
    );
    const listed = new Map(
      [...rows].map(([, name, kind, label, values]) => [
        kind === 'histogram' ? `${name}_count` : name,
        label ? values.split(', ').map(value => `${label}="${value}"`) : [''],
      ]),
    );
    const told = new Map(
      [...samples]
        .filter(([name]) => !/_(bucket|sum)$/.test(name))
        .map(([name, labels]) => [name, [...labels]]),
    );
    assert.deepEqual(told, listed);
  });

  it('every alert is about a metric, and a value of its label, that the plugin tells', () => {
    const { spec } = parse(
      readFileSync(join(root, 'deploy/monitoring/alerts.yaml'), 'utf8'),
    );
    const rules = spec.groups.flatMap((group: any) => group.rules);
    assert.ok(rules.length > 5);
    for (const { alert, expr, for: during, labels, annotations } of rules) {
      const used = [...expr.matchAll(/(federation_\w+)(?:\{(.*?)\})?/g)];
      assert.ok(used.length, alert);
      for (const [, name, label] of used) {
        assert.ok(samples.has(name), `${alert}: ${name}`);
        if (label)
          assert.ok(samples.get(name)!.has(label), `${alert}: ${label}`);
      }
      assert.match(during, /^\d+m$/, alert);
      assert.match(labels.severity, /^(critical|warning)$/, alert);
      assert.ok(annotations.summary && annotations.description, alert);
    }
  });

  it('the lines of the log are those that the code writes', () => {
    const sources = [
      'plugins/federation-backend/src',
      'plugins/catalog-backend-module-federation/src',
      'packages/kubernetes-clusters/src',
    ]
      .flatMap(source =>
        readdirSync(join(root, source), { recursive: true, encoding: 'utf8' })
          .filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts'))
          .map(file => readFileSync(join(root, source, file), 'utf8')),
      )
      .join('\n');
    for (const line of textOf('log').trim().split('\n')) {
      const state = /^cluster east: (\w+)( \(.*\))?$/.exec(line);
      if (state) {
        assert.match(sources, new RegExp(`'${state[1]}'`), line);
        continue;
      }
      // Between what differs: names, and what an error says.
      const fixed = line
        .split(
          /east|flower\/federation-retail|retail|^FederationEntityProvider|…/,
        )
        .map(part => part.trim())
        .filter(part => part.length > 10);
      assert.ok(fixed.length, line);
      for (const part of fixed) {
        assert.ok(sources.includes(part), `"${part}" of: ${line}`);
      }
    }
  });
});
