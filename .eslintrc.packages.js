// Lint rules of all packages: imports point one way (docs/architecture.md), files stay readable, exports are typed.
const factory = require('@backstage/cli/config/eslint-factory');

const SCOPE = '@backstage-federation';
const PLUGINS = [
  'plugin-federation',
  'plugin-federation-backend',
  'plugin-scaffolder-backend-module-federation',
  'plugin-catalog-backend-module-federation',
];

const ADAPTERS = ['plugin-federation-skupper', 'plugin-federation-flower'];
const ENGINE = [
  'kubernetes-clusters',
  'plugin-federation-common',
  'federation-plans',
  'plugin-federation-node',
];

/** What each package may import of this repository. */
const ALLOWED = {
  'federation-common': [],
  'kubernetes-clusters': [],
  'federation-plans': ENGINE.slice(0, 2),
  'federation-node': ENGINE.slice(0, 3),
  'federation-skupper': ENGINE,
  'federation-flower': ENGINE,
  'federation-backend': ENGINE,
  'scaffolder-backend-module-federation': ENGINE,
  'catalog-backend-module-federation': ENGINE,
  federation: ['plugin-federation-common'],
  sandbox: ['kubernetes-clusters'],
  recordings: [],
  app: ['plugin-federation'],
  backend: [...PLUGINS.slice(1), ...ADAPTERS],
};

const ALL = [...PLUGINS, ...ADAPTERS, ...ENGINE, 'sandbox', 'recordings'];

/** The configuration of the package in `dir`. */
module.exports = dir => {
  const folder = dir.split(/[\\/]/).pop();
  const allowed = ALLOWED[folder];
  const forbidden = ALL.filter(name => !allowed.includes(name)).map(
    name => `${SCOPE}/${name}`,
  );
  const isPlugin = !['app', 'backend', 'sandbox', 'recordings'].includes(
    folder,
  );
  return factory(dir, {
    ignorePatterns: ['**/*.generated.ts'],
    // Tests may put together what the product keeps apart.
    restrictedSrcImports: forbidden.map(name => ({
      name,
      message: `${folder} may import ${
        allowed.join(', ') || 'nothing'
      } of this repository (docs/architecture.md).`,
    })),
    settings: {
      'import/extensions': ['.ts', '.tsx'],
      'import/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
      'import/resolver': { node: { extensions: ['.ts', '.tsx', '.js'] } },
    },
    rules: {
      'max-lines': ['error', { max: 400 }],
      'import/no-cycle': 'error',
      // The client of the REST interface has a method per verb.
      'new-cap': ['error', { capIsNew: false }],
      ...(isPlugin && { '@typescript-eslint/no-explicit-any': 'error' }),
    },
    overrides: [
      {
        files: [
          '**/*.test.ts',
          '**/*.test.tsx',
          '**/__fixtures__/**',
          '**/__testUtils__/**',
        ],
        rules: {
          '@typescript-eslint/no-explicit-any': 'off',
          // Recordings and fixtures stand once, whoever tests with them.
          '@backstage/no-relative-monorepo-imports': 'off',
        },
      },
    ],
  });
};
