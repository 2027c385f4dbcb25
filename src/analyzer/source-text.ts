import { ts } from './compiler.js';
import type { Place } from './finding.ts';
import { scriptBlocks } from './project/script-blocks.ts';
import { languageOf } from './project/source-kind.ts';
import type { Language } from './project/source-kind.ts';

const SCRIPT_KINDS: Readonly<Record<Language, ts.ScriptKind>> = {
  ts: ts.ScriptKind.TS,
  tsx: ts.ScriptKind.TSX,
  js: ts.ScriptKind.JS,
  jsx: ts.ScriptKind.JSX,
};

/** How the compiler calls a language. */
export function scriptKindOf(language: Language): ts.ScriptKind {
  return SCRIPT_KINDS[language];
}

/** What the compiler says of a text that is no program. */
export function syntaxErrors({ tree }: SourceText): readonly ts.DiagnosticWithLocation[] {
  // TypeScript keeps them on the tree, and does not say so in its types.
  const { parseDiagnostics } = tree as ts.SourceFile & {
    readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[];
  };
  return parseDiagnostics ?? [];
}

/** A source file as rules see it: its path, its text and its syntax tree. */
export class SourceText {
  /** From the root of the run, with `/`. */
  readonly path: string;
  readonly tree: ts.SourceFile;

  constructor(path: string, tree: ts.SourceFile) {
    this.path = path;
    this.tree = tree;
  }

  /**
   * Parses a text. Of a Vue or Svelte file the script blocks are parsed, at the offsets that they have in the file.
   * @param path its ending says the language: TypeScript, JavaScript, with JSX or without
   */
  static parse(path: string, text: string): SourceText {
    const language = languageOf(path);
    const code = language === undefined ? scriptBlocks(text) : { text, language };
    const kind = SCRIPT_KINDS[code.language];
    return new SourceText(path, ts.createSourceFile(path, code.text, ts.ScriptTarget.Latest, true, kind));
  }

  get text(): string {
    return this.tree.text;
  }

  /** The text of a node without the comments before it. */
  textOf(node: ts.Node): string {
    return this.text.slice(node.getStart(this.tree), node.end);
  }

  /** Where a node, without the comments before it, or a part of the text stands. */
  placeOf(at: ts.Node | { readonly start: number; readonly end: number }): Place {
    const start = 'kind' in at ? at.getStart(this.tree) : at.start;
    const end = 'kind' in at ? at.end : at.end;
    const from = this.tree.getLineAndCharacterOfPosition(start);
    const to = this.tree.getLineAndCharacterOfPosition(end);
    return {
      start,
      end,
      line: from.line + 1,
      column: from.character + 1,
      endLine: to.line + 1,
      endColumn: to.character + 1,
    };
  }
}
