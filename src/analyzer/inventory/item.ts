import type { ts } from '../compiler.js';
import type { SourceText } from '../source-text.ts';

/** Something in the sources that tests should reach. */
export interface InventoryItem {
  /** From the root, with `/`. */
  readonly file: string;
  /** Where it begins; lines and columns from 1. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** As a person looks for it. */
  readonly name: string;
}

/** Where a node stands, and what it is called. */
export function itemOf(source: SourceText, node: ts.Node, name: string): InventoryItem {
  const { line, column, endLine, endColumn } = source.placeOf(node);
  return { file: source.path, line, column, endLine, endColumn, name };
}
