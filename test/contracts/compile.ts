import type TypeScript from 'typescript';

/** What the compiler says of each snippet. */
export type Diagnostics = ReadonlyMap<string, readonly string[]>;

/**
 * Compiles snippets as files beside this one, with the project's own options, in one program. What is declared and not used is let pass.
 * @param ts the compiler, of whichever version
 * @param snippets TypeScript text by name; it may import from '../../src/…'
 */
export function compile(ts: typeof TypeScript, snippets: ReadonlyMap<string, string>): Diagnostics {
  const configPath = `${import.meta.dirname}/../../tsconfig.json`;
  const config = ts.parseJsonConfigFileContent(
    ts.readConfigFile(configPath, (path) => ts.sys.readFile(path)).config,
    ts.sys,
    `${import.meta.dirname}/../..`,
  );
  const paths = new Map(
    [...snippets.keys()].map((name, index) => [`${import.meta.dirname}/snippet-${index}.ts`, name]),
  );
  const options = { ...config.options, noUnusedLocals: false, noUnusedParameters: false };
  const host = ts.createCompilerHost(options);
  const textOf = (path: string): string | undefined => {
    const name = paths.get(path);
    return name === undefined ? undefined : snippets.get(name);
  };
  const onDisk = { ...host };
  host.fileExists = (path) => textOf(path) !== undefined || onDisk.fileExists(path);
  host.readFile = (path) => textOf(path) ?? onDisk.readFile(path);
  host.getSourceFile = (path, language, ...rest) => {
    const text = textOf(path);
    return text === undefined
      ? onDisk.getSourceFile(path, language, ...rest)
      : ts.createSourceFile(path, text, language);
  };
  const program = ts.createProgram([...paths.keys()], options, host);
  return new Map(
    [...paths].map(([path, name]) => {
      const file = program.getSourceFile(path);
      const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
      return [name, found.map((each) => ts.flattenDiagnosticMessageText(each.messageText, '\n'))];
    }),
  );
}
