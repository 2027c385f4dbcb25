import type { Project } from 'ts-morph';
import type { ts } from '../compiler.js';
import { loadMorph } from '../load-compiler.ts';
import { scriptKindOf, SourceText } from '../source-text.ts';
import type { FoundFile } from './find-files.ts';
import type { CompilerSettings, TsconfigFinder } from './nearest-tsconfig.ts';
import { scriptBlocks } from './script-blocks.ts';
import { SeenFiles } from './seen-files.ts';
import { languageOf } from './source-kind.ts';

/** A file with its text. */
export interface ReadFile extends FoundFile {
  readonly text: string;
}

/** A file of a program: its tree, bound to the types of the files around it. */
export interface TypedFile {
  readonly file: ReadFile;
  readonly source: SourceText;
  readonly checker: () => ts.TypeChecker;
  /** Which files its types come from. */
  readonly seen: () => SeenFiles;
}

/** The programs of an earlier run, by tsconfig.json: what did not change in them is not parsed again. */
export type Projects = Map<string, Project>;

/**
 * Makes a program of each group of files that share a tsconfig.json, one after the other, so that no more than one is in
 * memory.
 * @param offer told the trees of a program before its first file is given
 */
export function* typedFiles(
  files: readonly ReadFile[],
  tsconfigs: TsconfigFinder,
  projects?: Projects,
  offer: (sources: readonly SourceText[]) => void = () => undefined,
): Generator<TypedFile> {
  const groups = new Map<string, { readonly settings: CompilerSettings; readonly files: ReadFile[] }>();
  for (const file of files) {
    const settings = tsconfigs.settingsOf(file.absolute);
    const key = settings.tsconfig ?? '';
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { settings, files: [file] });
    else group.files.push(file);
  }
  for (const [key, group] of groups) {
    const project = projects?.get(key) ?? projectOf(group.settings);
    projects?.set(key, project);
    yield* filesOfProgram(project, group.files, offer);
  }
}

function projectOf({ options }: CompilerSettings): Project {
  const { Project } = loadMorph();
  return new Project({
    compilerOptions: options,
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
  });
}

function* filesOfProgram(
  project: Project,
  files: readonly ReadFile[],
  offer: (sources: readonly SourceText[]) => void,
): Generator<TypedFile> {
  const trees = files.map((file) => {
    const language = languageOf(file.absolute);
    const code = language === undefined ? scriptBlocks(file.text) : { text: file.text, language };
    // The compiler knows no other endings; under this name the imports of a Vue file still resolve.
    const name = language === undefined ? `${file.absolute}.${code.language}` : file.absolute;
    const scriptKind = scriptKindOf(code.language);
    const before = project.getSourceFile(name);
    const tree =
      before?.getFullText() === code.text
        ? before
        : project.createSourceFile(name, code.text, { overwrite: true, scriptKind });
    return { file, tree };
  });
  const present = new Set(trees.map(({ tree }) => tree));
  for (const tree of project.getSourceFiles()) if (!present.has(tree)) tree.forget();
  let checker: ts.TypeChecker | undefined;
  const getChecker = (): ts.TypeChecker => {
    checker ??= project.getProgram().getTypeChecker().compilerObject;
    return checker;
  };
  let seenFiles: SeenFiles | undefined;
  const seen = (): SeenFiles => {
    seenFiles ??= new SeenFiles(
      project.getProgram().compilerObject,
      new Map(trees.map(({ file, tree }) => [tree.compilerNode.fileName, file.path])),
    );
    return seenFiles;
  };
  const sources = trees.map(({ file, tree }) => ({
    file,
    source: new SourceText(file.path, tree.compilerNode),
  }));
  offer(sources.map(({ source }) => source));
  for (const { file, source } of sources) yield { file, source, checker: getChecker, seen };
}
