import { ts } from '../compiler.js';
import type { SourceText } from '../source-text.ts';

/** Whether types can be written in a file: TypeScript, or JavaScript that asks to be checked. */
export function takesTypes({ path, tree }: SourceText): boolean {
  if (/\.[cm]?tsx?$/i.test(path)) return true;
  // The script blocks of a Vue or Svelte file were parsed in the language that they name.
  if (/\.(?:vue|svelte)$/i.test(path)) return !isJavaScript(tree);
  return /^\s*\/\/\s*@ts-check\b/m.test(tree.text.slice(0, 500));
}

/** Whether a file is written in TypeScript. */
export function isTypeScript({ tree }: SourceText): boolean {
  return !isJavaScript(tree);
}

function isJavaScript(tree: ts.SourceFile): boolean {
  return (tree.flags & ts.NodeFlags.JavaScriptFile) !== 0;
}
