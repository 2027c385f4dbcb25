/** The import directions of the architecture (docs/architecture.md). `npm run lint` enforces them. */
const below = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });

module.exports = {
  forbidden: [
    below('no-cycles', {}, { circular: true }, 'A cycle means that two units are one.'),
    below(
      'tensor-is-the-ground-floor',
      { path: '^src/tensor/' },
      { path: '^(src|matchers|fixtures)/', pathNot: '^src/(tensor/|errors\\.ts$)' },
      'Shapes, dtypes, comparison and printing know nothing of what is built on them.',
    ),
    below(
      'engine-and-subject-lie-below-the-checks',
      { path: '^src/(engine|subject)/' },
      { path: '^src/(gradients|training|memory|golden)/' },
      'How the engine is watched, and how any model looks, is the same for every check.',
    ),
    below(
      'checks-know-only-tensors',
      { path: '^src/(checks|engine|subject|gradients|training|memory)/' },
      { path: '^src/(contracts|modules|plugin|analyzer|coverage|doctor|cli)/' },
      'A check must be usable from a matcher, the doctor and a script alike.',
    ),
    below(
      'src-knows-no-matchers',
      { path: '^src/', pathNot: '^src/plugin/' },
      { path: '^matchers/' },
      'Matchers are a thin layer over checks; only the Vitest plugin registers them.',
    ),
    below(
      'src-knows-no-vitest',
      { path: '^src/', pathNot: '^src/(plugin|coverage)/' },
      { path: 'node_modules/(vitest|@vitest|jest|@jest)/' },
      'The library runs without a test runner; the plugin and the c8 bridge are what joins them.',
    ),
    below(
      'src-knows-no-fixtures',
      { path: '^(src|matchers)/' },
      { path: '^(fixtures|test|bench|examples|scripts)/' },
      'What users install never reads what is there to test it.',
    ),
    below(
      'models-are-users',
      { path: '^fixtures/models/' },
      { path: '^(src|matchers)/', pathNot: '^src/index\\.ts$' },
      'Reference models use the public surface only, as a user would.',
    ),
    below(
      'only-the-cli-prints-arguments',
      { path: '^src/', pathNot: '^src/cli/' },
      { path: 'node_modules/commander/' },
      'Arguments are parsed in the CLI and nowhere else.',
    ),
    below(
      'nobody-imports-the-cli',
      { path: '^(src|matchers|fixtures)/', pathNot: '^src/cli/' },
      { path: '^src/cli/' },
      'The CLI is the outermost layer.',
    ),
    below(
      'ts-morph-stays-in-the-analyzer',
      { path: '^(src|matchers)/', pathNot: '^src/(analyzer|cli)/' },
      { path: 'node_modules/(ts-morph|typescript)/', dependencyTypesNot: ['type-only'] },
      'A test suite that imports the matchers must not load a compiler.',
    ),
    below(
      'no-static-tfjs-backend',
      { path: '^(src|matchers)/' },
      {
        path: 'node_modules/@tensorflow/(tfjs|tfjs-node|tfjs-layers|tfjs-backend-[a-z]+)/',
        dependencyTypesNot: ['type-only', 'dynamic-import'],
      },
      'Only tfjs-core is a firm peer; the others are optional, so they are types or loaded on demand.',
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json', '.cjs', '.mjs'] },
  },
};
