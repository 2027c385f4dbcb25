import type { ts } from '../compiler.js';
import { contentHash } from '../cache/content-hash.ts';

/** As much of a source file as the program knows of its imports; the compiler keeps it, and does not say so in its types. */
interface FileOfProgram extends ts.SourceFile {
  readonly imports?: readonly ts.StringLiteralLike[];
  readonly moduleAugmentations?: readonly unknown[];
  readonly externalModuleIndicator?: unknown;
}

interface ProgramWithModules extends ts.Program {
  getResolvedModuleFromModuleSpecifier?(
    specifier: ts.StringLiteralLike,
    file: ts.SourceFile,
  ): { readonly resolvedModule?: { readonly resolvedFileName: string } } | undefined;
}

/**
 * Which files of a program each of its files sees: those that it imports, what they import, and those that declare something
 * for everyone. The type of anything in a file depends on these and on nothing else.
 */
export class SeenFiles {
  readonly #program: ProgramWithModules;
  /** The paths of the files of the run, by the names that the program has for them. */
  readonly #own: ReadonlyMap<string, string>;
  readonly #imports = new Map<ts.SourceFile, readonly ts.SourceFile[]>();
  readonly #hashes = new Map<ts.SourceFile, string>();
  /** Files of the run that are seen without an import. */
  readonly #everywhere: readonly ts.SourceFile[];
  /** The absolute paths of files that the program reads beside those of the run. */
  readonly outside: readonly string[];

  /** @param own the paths of the files of the run, by the names that the program has for them */
  constructor(program: ts.Program, own: ReadonlyMap<string, string>) {
    this.#program = program;
    this.#own = own;
    const files: readonly FileOfProgram[] = program.getSourceFiles();
    this.#everywhere = files.filter(
      (file) =>
        own.has(file.fileName) &&
        (file.externalModuleIndicator === undefined || (file.moduleAugmentations?.length ?? 0) > 0),
    );
    this.outside = files.filter((file) => !own.has(file.fileName)).map((file) => file.fileName);
  }

  /** The hash of all files of the run that a file sees, itself left out. */
  hashOf(file: ts.SourceFile): string {
    const seen = new Set<ts.SourceFile>([file]);
    const waiting = [file, ...this.#everywhere];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      seen.add(next);
      for (const imported of this.#importsOf(next)) if (!seen.has(imported)) waiting.push(imported);
    }
    seen.delete(file);
    const parts = [...seen].map((each) => `${this.#own.get(each.fileName) ?? ''} ${this.#textHash(each)}`);
    return contentHash(...parts.sort());
  }

  #textHash(file: ts.SourceFile): string {
    let hash = this.#hashes.get(file);
    if (hash === undefined) this.#hashes.set(file, (hash = contentHash(file.text)));
    return hash;
  }

  /** The files of the run that a file imports; what is outside is watched as a whole. */
  #importsOf(file: FileOfProgram): readonly ts.SourceFile[] {
    let imported = this.#imports.get(file);
    if (imported === undefined) {
      imported = this.#resolved(file);
      this.#imports.set(file, imported);
    }
    return imported;
  }

  #resolved(file: FileOfProgram): readonly ts.SourceFile[] {
    const program = this.#program;
    // A compiler that does not tell: then every file sees every other.
    if (file.imports === undefined || program.getResolvedModuleFromModuleSpecifier === undefined)
      return program.getSourceFiles().filter(({ fileName }) => this.#own.has(fileName));
    const found: ts.SourceFile[] = [];
    for (const specifier of file.imports) {
      const name = program.getResolvedModuleFromModuleSpecifier(specifier, file)?.resolvedModule
        ?.resolvedFileName;
      const source = name === undefined ? undefined : program.getSourceFile(name);
      if (source !== undefined && this.#own.has(source.fileName)) found.push(source);
    }
    for (const { fileName } of file.referencedFiles) {
      const source = program.getSourceFile(new URL(fileName, `file://${file.fileName}`).pathname);
      if (source !== undefined && this.#own.has(source.fileName)) found.push(source);
    }
    return found;
  }
}
