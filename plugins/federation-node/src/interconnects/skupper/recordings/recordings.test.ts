import { SCENES } from '../__fixtures__/scenes';
import { momentsOf, sceneSpec } from '../__fixtures__/replay';
import { assembleSkupper } from '../assemble/assembleSkupper';

const HOUR = 3_600_000;

describe('the view over recordings of a real controller', () => {
  it.each(Object.keys(SCENES))('%s: holds at each moment', name => {
    const spec = sceneSpec(SCENES[name]);
    for (const { at, clusters } of momentsOf(SCENES[name])) {
      for (const later of [0, HOUR]) {
        const view = assembleSkupper(
          spec,
          clusters,
          [],
          new Date(at.getTime() + later),
        );
        expect(JSON.stringify(view)).not.toMatch(/CODE-\d|BEGIN /);
        for (const finding of view.findings) {
          expect(finding.title).toMatch(/^[A-Z].*\.$/);
          expect(finding.remedy.text).toMatch(/^[A-Z].*\.$/s);
          expect(`${finding.explanation} ${finding.remedy.text}`).not.toMatch(
            /kubectl|oc get|skupper (link|site|token)/,
          );
          expect(finding.evidence.length).toBeGreaterThan(0);
        }
      }
    }
  });
});
