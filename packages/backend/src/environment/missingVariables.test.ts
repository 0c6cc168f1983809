import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkEnvironment } from './checkEnvironment';
import { missingVariables } from './missingVariables';

describe('the variables that a configuration needs', () => {
  let folder: string;
  let files: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'variables-'));
    files = ['a.yaml', 'b.yaml'].map(name => join(folder, name));
    writeFileSync(
      files[0],
      `# \${IN_A_COMMENT}
backend:
  host: \${HOST}
  url: https://\${HOST}:\${PORT:-7007}
  list: ['\${TOKEN}', '$\${TEXT}']
`,
    );
    writeFileSync(files[1], 'password: ${ PASSWORD }\nagain: ${HOST}\n');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are those without a default that are not set', () => {
    expect(missingVariables(files, { TOKEN: '', PASSWORD: 'x' })).toEqual([
      { name: 'HOST', files: ['a.yaml', 'b.yaml'] },
      { name: 'TOKEN', files: ['a.yaml'] },
    ]);
    expect(
      missingVariables(files, { HOST: 'h', TOKEN: 't', PASSWORD: 'p' }),
    ).toEqual([]);
  });

  it('are all named before a production backend starts, and not their values', () => {
    const args = files.flatMap(file => ['--config', file]);
    const start = (env: NodeJS.ProcessEnv) => () => checkEnvironment(args, env);
    expect(start({ NODE_ENV: 'production', TOKEN: 'a-secret' })).toThrow(
      /HOST \(a\.yaml, b\.yaml\)\n {2}PASSWORD \(b\.yaml\)\n/,
    );
    expect(start({ NODE_ENV: 'production', TOKEN: 'a-secret' })).not.toThrow(
      /a-secret/,
    );
    expect(start({ NODE_ENV: 'development' })).not.toThrow();
  });
});
