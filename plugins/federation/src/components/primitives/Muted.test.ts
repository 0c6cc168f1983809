import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import {
  createTheme,
  decomposeColor,
  getContrastRatio,
  Theme,
} from '@material-ui/core/styles';
import { mutedColour } from './Muted';

/** As Backstage's own themes have them. */
const light = createTheme({
  palette: { type: 'light', background: { default: '#F8F8F8', paper: '#FFF' } },
});
const dark = createTheme({
  palette: { type: 'dark', background: { default: '#333', paper: '#424242' } },
});

type Rgb = [number, number, number];

/** A colour with its share, as MUI writes it, over another. */
function over(colour: string, below: Rgb): Rgb {
  const [r, g, b, share = 1] = decomposeColor(colour).values;
  return [r, g, b].map((one, i) =>
    Math.round(one * share + below[i] * (1 - share)),
  ) as Rgb;
}

const text = (rgb: Rgb) => `rgb(${rgb.join(', ')})`;

describe('mutedColour', () => {
  it.each<[string, Theme]>([
    ['light', light],
    ['dark', dark],
  ])('can be read wherever it stands in the %s theme', (_, theme) => {
    const { background, action } = theme.palette;
    for (const ground of [background.default, background.paper]) {
      const plain = over(ground, [0, 0, 0]);
      for (const at of [plain, over(action.hover, plain)]) {
        const ratio = getContrastRatio(
          text(over(mutedColour(theme), at)),
          text(at),
        );
        expect(ratio).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it('is the only one: nothing takes the theme’s', () => {
    const found = execFileSync(
      'grep',
      ['-rlE', 'text\\.secondary|textSecondary', join(__dirname, '../..')],
      { encoding: 'utf8' },
    );
    const files = found
      .trim()
      .split('\n')
      .map(path => path.split('/').pop());
    expect(files.sort()).toEqual(['Muted.test.ts', 'Muted.tsx']);
  });
});
