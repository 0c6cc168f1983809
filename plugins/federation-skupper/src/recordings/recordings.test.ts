import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCENES } from '../__testUtils__/scenes';
import { sceneSpec } from '../__testUtils__/replay';
import { skupperWatches } from '../watches';
import { storyOf, tell } from '../__testUtils__/story';

const KINDS = skupperWatches.map(({ type }) => type.kind);
const PAGE = join(__dirname, 'views.generated.txt');

const HEAD = `What the view tells over recordings of a real Skupper controller: see packages/recordings/data/skupper-controller/README.md.
At each moment (seconds since the recording began) the lines that changed. Read before you accept a change:
UPDATE_DOCS=1 yarn backstage-cli package test --watchAll=false src/interconnects/skupper/recordings
`;

const page = () =>
  [
    HEAD,
    ...Object.entries(SCENES).map(
      ([name, scene]) =>
        `=== ${name} (${scene.recording})\n${storyOf(scene).join('\n')}\n`,
    ),
  ].join('\n');

describe('the view over recordings of a real controller', () => {
  it('tells what was read and accepted', () => {
    if (process.env.UPDATE_DOCS) writeFileSync(PAGE, page());
    expect(page()).toBe(readFileSync(PAGE, 'utf8'));
  });

  it.each(Object.keys(SCENES))('%s: holds at each moment', name => {
    const spec = JSON.stringify(sceneSpec(SCENES[name]));
    for (const { moment, now, later } of tell(SCENES[name])) {
      const recorded = `${spec} ${moment.clusters
        .map(c => `${c.name} ${JSON.stringify(KINDS.map(k => c.objects(k)))}`)
        .join(' ')}`;
      for (const view of [now, later]) {
        expect(JSON.stringify(view)).not.toMatch(/CODE-\d|BEGIN /);
        const titles = view.findings.map(f => `${f.subject.id} ${f.title}`);
        expect(new Set(titles).size).toBe(titles.length);
        for (const finding of view.findings) {
          expect(finding.title).toMatch(/^[A-Z].*\.$/);
          expect(finding.explanation).toMatch(/^[A-Z].*\.$/);
          expect(finding.remedy.text).toMatch(/^[A-Z].*\.$/);
          expect(`${finding.explanation} ${finding.remedy.text}`).not.toMatch(
            /kubectl|oc get|skupper (link|site|token)/,
          );
          // What a title names is there, and what a condition is said to say, it says.
          for (const [, quoted] of finding.title.matchAll(/"([^"]+)"/g)) {
            expect(recorded).toContain(quoted);
          }
          expect(finding.evidence.length).toBeGreaterThan(0);
          for (const { text } of finding.evidence.filter(
            e => e.kind === 'condition' && !e.text.startsWith('The controller'),
          )) {
            expect(recorded).toContain(JSON.stringify(text));
          }
        }
      }
    }
  });
});
