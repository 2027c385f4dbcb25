import type { ts } from '../compiler.js';
import { loadMorph } from '../load-compiler.ts';
import { scriptKindOf, SourceText } from '../source-text.ts';
import type { FoundFile } from './find-files.ts';
import type { CompilerSettings, TsconfigFinder } from './nearest-tsconfig.ts';
import { scriptBlocks } from './script-blocks.ts';
import { languageOf } from './source-kind.ts';

/** A file with its text. */
export interface ReadFile extends FoundFile {
  readonly text: string;
}

/** A file of a program: its tree, bound to the types of the files around it. */
export interface TypedFile {
  readonly source: SourceText;
  readonly checker: () => ts.TypeChecker;
}

/**
 * Makes a program of each group of files that share a tsconfig.json, one after the other, so that no more than one is in
 * memory.
 */
export function* typedFiles(files: readonly ReadFile[], tsconfigs: TsconfigFinder): Generator<TypedFile> {
  const groups = new Map<string, { readonly settings: CompilerSettings; readonly files: ReadFile[] }>();
  for (const file of files) {
    const settings = tsconfigs.settingsOf(file.absolute);
    const key = settings.tsconfig ?? '';
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { settings, files: [file] });
    else group.files.push(file);
  }
  for (const group of groups.values()) yield* filesOfProgram(group.settings, group.files);
}

function* filesOfProgram({ options }: CompilerSettings, files: readonly ReadFile[]): Generator<TypedFile> {
  const { Project } = loadMorph();
  const project = new Project({
    compilerOptions: options,
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
  });
  const trees = files.map((file) => {
    const language = languageOf(file.absolute);
    const code = language === undefined ? scriptBlocks(file.text) : { text: file.text, language };
    // The compiler knows no other endings; under this name the imports of a Vue file still resolve.
    const name = language === undefined ? `${file.absolute}.${code.language}` : file.absolute;
    const scriptKind = scriptKindOf(code.language);
    const tree = project.createSourceFile(name, code.text, { overwrite: true, scriptKind });
    return { file, tree };
  });
  let checker: ts.TypeChecker | undefined;
  const getChecker = (): ts.TypeChecker => {
    checker ??= project.getProgram().getTypeChecker().compilerObject;
    return checker;
  };
  for (const { file, tree } of trees) {
    yield { source: new SourceText(file.path, tree.compilerNode), checker: getChecker };
  }
}
