import { ts } from './compiler.js';
import type { Place } from './finding.ts';
import type { SourceText } from './source-text.ts';

/** A comment that keeps findings quiet, with its reason. */
export interface Suppression {
  readonly rules: readonly string[];
  /** What stands after ` -- `; empty where nothing does, and then it keeps nothing quiet. */
  readonly reason: string;
  /** The lines it is about, from 1. */
  readonly from: number;
  readonly to: number;
  /** The comment's text, for what is said about it. */
  readonly place: Place;
}

const COMMENT =
  /tensorproof-ignore-(next-line|line|file)(?:[ \t]+((?:(?!--)[^\n\r*])*?))?(?:[ \t]+--[ \t]*([^\n\r]*?))?[ \t]*(?:\*\/|\}|-->|$)/gm;

/**
 * Finds the comments that keep findings quiet: `// tensorproof-ignore-next-line rule-id -- reason`, `-line` for the same line,
 * `-file` for the whole file; several rules are separated by commas.
 */
export function suppressionsOf(source: SourceText): readonly Suppression[] {
  if (!source.text.includes('tensorproof-ignore-')) return [];
  const found: Suppression[] = [];
  for (const match of source.text.matchAll(COMMENT)) {
    if (!beginsComment(source.text, match.index) || !isInComment(source.tree, match.index)) continue;
    const line = source.tree.getLineAndCharacterOfPosition(match.index).line + 1;
    const [from, to] =
      match[1] === 'file' ? [1, Infinity] : match[1] === 'line' ? [line, line] : [line + 1, line + 1];
    found.push({
      rules: (match[2] ?? '').split(/[\s,]+/).filter((rule) => rule !== ''),
      reason: (match[3] ?? '').trim(),
      from,
      to: Math.min(to, Number.MAX_SAFE_INTEGER),
      place: source.placeOf({ start: match.index, end: match.index + match[0].trimEnd().length }),
    });
  }
  return found;
}

/** Prose about such a comment, in a docstring, is none: the comment has to begin with it. */
function beginsComment(text: string, offset: number): boolean {
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).trimEnd();
  return /(?:\/\/|\/\*+)$/.test(before) && !/^\s*(?:\*|\/\*+[^*])/.test(before);
}

/** Between tokens there are only comments and blanks; inside one, a text may look like a comment. */
function isInComment(tree: ts.SourceFile, offset: number): boolean {
  const innermost = (node: ts.Node): ts.Node => {
    const child = ts.forEachChild(node, (each) =>
      each.pos <= offset && offset < each.end ? each : undefined,
    );
    return child === undefined ? node : innermost(child);
  };
  const node = innermost(tree);
  return !isTextual(node) || offset < node.getStart(tree);
}

/** Tokens that hold text of any kind; JSX has some between its tags. */
function isTextual(node: ts.Node): boolean {
  return (
    ts.isStringLiteralLike(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddleOrTemplateTail(node) ||
    ts.isRegularExpressionLiteral(node) ||
    ts.isJsxText(node)
  );
}
