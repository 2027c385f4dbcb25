import { existsSync } from 'node:fs';
import path from 'node:path';
import { ts } from '../compiler.js';
import type { Problem } from '../problem.ts';
import { relativePath } from './find-files.ts';

/** The compiler options that a file is checked with, and where they come from. */
export interface CompilerSettings {
  /** Absolute; undefined where no tsconfig.json is above the file. */
  readonly tsconfig?: string;
  readonly options: ts.CompilerOptions;
}

/** What a project without a tsconfig.json most likely means. */
const DEFAULTS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  jsx: ts.JsxEmit.Preserve,
  strict: true,
  esModuleInterop: true,
  skipLibCheck: true,
};

/** The audit writes nothing, reads JavaScript too, and asks for no declaration of a dependency that it doesn't need. */
const ALWAYS: ts.CompilerOptions = { noEmit: true, allowJs: true, composite: false, incremental: false };

interface ParsedConfig {
  readonly options: ts.CompilerOptions;
  /** The files it includes; undefined where that was not needed, so not looked for. */
  readonly files?: ReadonlySet<string>;
  readonly references: readonly string[];
}

/** Finds the tsconfig.json of files: the nearest one above, or the one it refers to that includes the file. */
export class TsconfigFinder {
  readonly problems: Problem[] = [];
  /** Where a tsconfig.json was looked for, and what it extends: absolute paths of files that need not be there. */
  readonly read = new Set<string>();
  readonly #root: string;
  readonly #byFolder = new Map<string, string | undefined>();
  readonly #parsed = new Map<string, ParsedConfig>();

  constructor(root: string) {
    this.#root = root;
  }

  /** @param file absolute */
  settingsOf(file: string): CompilerSettings {
    const tsconfig = this.#nearest(path.dirname(file));
    if (tsconfig === undefined) {
      this.#noteMissing();
      return { options: { ...DEFAULTS, ...ALWAYS } };
    }
    const config = this.#parse(tsconfig, false);
    for (const reference of config.references) {
      const referred = this.#parse(reference, true);
      if (referred.files?.has(file) === true) return { tsconfig: reference, options: referred.options };
    }
    return { tsconfig, options: config.options };
  }

  #nearest(folder: string): string | undefined {
    if (this.#byFolder.has(folder)) return this.#byFolder.get(folder);
    const here = path.join(folder, 'tsconfig.json');
    this.read.add(here);
    const parent = path.dirname(folder);
    const found = existsSync(here) ? here : parent === folder ? undefined : this.#nearest(parent);
    this.#byFolder.set(folder, found);
    return found;
  }

  #parse(tsconfig: string, withFiles: boolean): ParsedConfig {
    const known = this.#parsed.get(tsconfig);
    if (known !== undefined && (!withFiles || known.files !== undefined)) return known;
    const readFile = (file: string): string | undefined => {
      this.read.add(file);
      return ts.sys.readFile(file);
    };
    const { config, error } = ts.readConfigFile(tsconfig, readFile) as {
      readonly config?: unknown;
      readonly error?: ts.Diagnostic;
    };
    if (error !== undefined) this.#report(tsconfig, error);
    const host = { ...ts.sys, readFile, ...(withFiles ? {} : { readDirectory: () => [] }) };
    const parsed = ts.parseJsonConfigFileContent(config ?? {}, host, path.dirname(tsconfig), {}, tsconfig);
    // 18003 and 18002 say that no file was found, which is no wonder where none was looked for.
    const serious = parsed.errors.find(({ code }) => code !== 18003 && code !== 18002);
    if (error === undefined && serious !== undefined) this.#report(tsconfig, serious);
    const result: ParsedConfig = {
      options: { ...parsed.options, ...ALWAYS },
      ...(withFiles ? { files: new Set(parsed.fileNames.map((file) => path.resolve(file))) } : {}),
      references: (parsed.projectReferences ?? [])
        .map((reference) => ts.resolveProjectReferencePath(reference))
        .filter((reference) => {
          if (existsSync(reference)) return true;
          this.#problem(tsconfig, `refers to ${relativePath(this.#root, reference)}, which is not there`);
          return false;
        }),
    };
    this.#parsed.set(tsconfig, result);
    return result;
  }

  #report(tsconfig: string, diagnostic: ts.Diagnostic): void {
    const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ');
    const { file, start } = diagnostic;
    const at =
      file === undefined || start === undefined ? undefined : file.getLineAndCharacterOfPosition(start);
    const place = at === undefined ? '' : `line ${at.line + 1}, column ${at.character + 1}: `;
    this.#problem(tsconfig, `${place}${text} What can be read of it is used.`);
  }

  #problem(tsconfig: string, message: string): void {
    const file = relativePath(this.#root, tsconfig);
    if (this.problems.some((each) => each.file === file && each.message === message)) return;
    this.problems.push({ kind: 'tsconfig', file, message, fails: false });
  }

  #noteMissing(): void {
    if (this.problems.some(({ kind }) => kind === 'no-tsconfig')) return;
    this.problems.push({
      kind: 'no-tsconfig',
      message: 'some files have no tsconfig.json above them; their types are checked with usual options',
      fails: false,
    });
  }
}
