import path from 'node:path';
import { Project, SyntaxKind, ts, type ExpressionStatement, type SourceFile } from 'ts-morph';
import { ROOT, type Documented } from './collect-examples.ts';

const MODULES: Readonly<Record<string, string>> = {
  tensorproof: 'src/index.ts',
  'tensorproof/vitest': 'matchers/vitest.ts',
  'tensorproof/matchers': 'matchers/index.ts',
  'tensorproof/plugin': 'src/plugin/index.ts',
  'tensorproof/leak-guard': 'src/plugin/leak-guard.ts',
  'tensorproof/arbitraries': 'src/arbitraries/index.ts',
  'tensorproof/models': 'fixtures/models/index.ts',
  'tensorproof/analyzer': 'src/analyzer/index.ts',
  'tensorproof/eslint': 'src/analyzer/eslint.ts',
  'tensorproof/c8': 'src/coverage/c8/index.ts',
  'tensorproof/gate': 'src/coverage/gate/index.ts',
};

/** What an example that has no imports of its own may use as if it had. */
const USUAL: Readonly<Record<string, string>> = {
  tf: "import * as tf from '@tensorflow/tfjs';",
  expect: "import { expect } from 'vitest';",
  test: 'const test = (_name, run) => run();',
  defineConfig: "import { defineConfig } from 'vitest/config';",
};

/** TypeScript's numbers for "cannot find name". */
const CANNOT_FIND_NAME = [2304, 2552, 2503, 18004, 2582, 2580];

const project = new Project({
  skipAddingFilesFromTsConfig: true,
  skipFileDependencyResolution: true,
  useInMemoryFileSystem: true,
  compilerOptions: { target: ts.ScriptTarget.ES2022, lib: ['lib.es2023.d.ts'], types: [] },
});

/** The names that a program uses and that nothing in it declares. */
function freeNames(source: SourceFile): string[] {
  const names = source
    .getPreEmitDiagnostics()
    .filter((each) => CANNOT_FIND_NAME.includes(each.getCode()))
    .map((each) =>
      source.getFullText().slice(each.getStart() ?? 0, (each.getStart() ?? 0) + (each.getLength() ?? 0)),
    );
  return [...new Set(names)].filter((name) => !(name in globalThis));
}

/** What a trailing comment says that an expression is: `// [2, 3]`, `// 3: why`. `undefined` for prose. */
function promisedValue(comment: string): string | undefined {
  const text = comment.replace(/^\/\/\s*/u, '');
  for (const candidate of [text, text.split(': ')[0] ?? '', text.split('; ')[0] ?? '']) {
    if (/^(?:-?[\d.]+(?:e-?\d+)?|true|false|null|undefined|'[^']*'|\[[^…]*\])$/u.test(candidate))
      return candidate;
  }
  return undefined;
}

/** The statement as an expectation, where a comment behind it or below promises a value or an error; else `undefined`. */
function expectationOf(statement: ExpressionStatement): string | undefined {
  const expression = statement.getExpression().getText();
  const following = statement.getSourceFile().getFullText().slice(statement.getEnd());
  const [, error] = /^\s*\/\/ \w+Error: (.*)/u.exec(following) ?? [];
  if (error !== undefined) return `expect(() => ${expression}).toThrow(${JSON.stringify(error)});`;
  const comment = statement.getTrailingCommentRanges()[0]?.getText();
  const promised = comment === undefined ? undefined : promisedValue(comment);
  return promised === undefined ? undefined : `expect(${expression}).toEqual(${promised});`;
}

/** Makes `2 + 2; // 4` an expectation. From the end, since a replaced statement moves what follows. */
function holdToPromises(source: SourceFile): void {
  for (const statement of source.getStatements().reverse()) {
    const expression = statement.asKind(SyntaxKind.ExpressionStatement);
    const expectation = expression && expectationOf(expression);
    if (expectation !== undefined) statement.replaceWithText(expectation);
  }
}

function fileOf(specifier: string, from: string): string | undefined {
  const file =
    MODULES[specifier] ?? (specifier.startsWith('.') ? path.join(path.dirname(from), specifier) : undefined);
  return file === undefined ? undefined : path.join(ROOT, file);
}

let count = 0;

/**
 * Makes a program of an example: its imports lead to the sources, what it uses without an import is imported, and what its
 * comments promise is expected.
 * @param code the text of the example, after whatever it takes for granted
 * @param file which it stands in
 * @throws Error for a name that nothing declares or exports
 */
export function writeProgram(code: string, file: string, { exporters }: Documented): string {
  count += 1;
  // `{ … }` is a body that does not matter.
  const whole = code.replaceAll('{ … }', '{ throw new Error(); }');
  const source = project.createSourceFile(`example-${count}.ts`, whole);
  holdToPromises(source);
  for (const declaration of source.getImportDeclarations()) {
    const target = fileOf(declaration.getModuleSpecifierValue(), file);
    if (target !== undefined) declaration.setModuleSpecifier(target);
  }
  const imports = freeNames(source).map((name) => {
    const usual = USUAL[name];
    if (usual !== undefined) return usual;
    const candidates = exporters.get(name) ?? [];
    const exporter = candidates.find((each) => each === file) ?? candidates[0];
    if (exporter === undefined) throw new Error(`nothing declares or exports ${name}`);
    return `import { ${name} } from '${path.join(ROOT, exporter)}';`;
  });
  return [
    `import '${path.join(ROOT, 'matchers/vitest.ts')}';`,
    ...imports,
    source.getFullText(),
    'export {};',
  ].join('\n');
}
