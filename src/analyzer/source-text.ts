import { ts } from 'ts-morph';
import type { Place } from './finding.ts';

/** A source file as rules see it: its path, its text and its syntax tree. */
export class SourceText {
  /** From the root of the run, with `/`. */
  readonly path: string;
  readonly tree: ts.SourceFile;

  constructor(path: string, tree: ts.SourceFile) {
    this.path = path;
    this.tree = tree;
  }

  /** Parses a text; its script kind (TypeScript, JSX, JavaScript) is that of the path's ending. */
  static parse(path: string, text: string): SourceText {
    return new SourceText(path, ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
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
