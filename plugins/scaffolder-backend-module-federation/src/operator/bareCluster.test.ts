import { createFixture } from '../__testUtils__/createFixture';

/** Where Skupper's own objects would be made, and what is said of each. */
const COMES = / is of a type that comes with the operator/;

describe('federation:plan on OpenShift clusters that have nothing of Skupper yet', () => {
  it.each([
    ['token', ['east', 'west', 'north']],
    ['certificate', ['east', 'west', 'north']],
    // Half of them have it.
    ['token', ['west']],
    ['certificate', ['west']],
    ['token', ['east']],
    ['certificate', ['east']],
  ])(
    'by %s, with %s bare: shows what comes with the operator, and all the rest',
    async (linkMode, bare) => {
      const fixture = createFixture({ bare });
      const { output, lines } = await fixture.run('federation:plan', {
        federation: 'retail-fl',
        hub: { cluster: 'east', namespace: 'retail' },
        members: [
          { cluster: 'west', namespace: 'retail' },
          { cluster: 'north', namespace: 'retail' },
        ],
        interconnect: { linkMode },
      });
      const said = lines.join('\n');
      for (const cluster of bare) {
        expect(said).toContain(
          `${cluster}: subscribe to the Skupper operator: would create`,
        );
      }
      const label = bare[0] === 'east' ? 'hub' : bare[0];
      expect(
        lines.find(line => line.startsWith(`${label}: create site`)),
      ).toMatch(COMES);
      expect(said).toMatch(/SuperLink.*: would create/);
      expect(said).toMatch(/SuperNode.*: would create/);
      expect(output.changed).toBeGreaterThan(10);
      expect(fixture.all.flatMap(({ writes }) => writes)).toEqual([]);
    },
  );
});
