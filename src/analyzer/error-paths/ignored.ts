import { ts } from 'ts-morph';

const COMMENT = /\b(?:c8|v8|istanbul) ignore (start|stop|next|if|else|try|catch|finally|file)(?: (\d+))?/;

/** Whether a comment (`c8 ignore next`, `v8 ignore start`, …) says that coverage does not ask for a node. */
export type IsIgnored = (node: ts.Node) => boolean;

/** Reads the comments of a file that leave something out of coverage. */
export function ignoredIn(tree: ts.SourceFile): IsIgnored {
  const { text } = tree;
  if (!/(?:c8|v8|istanbul) ignore/.test(text)) return () => false;
  const lines = new Set<number>();
  const isLeftOut = (at: number): boolean => lines.has(tree.getLineAndCharacterOfPosition(at).line);
  let isFile = false;
  let isOn = true;
  for (const [line, content] of text.split('\n').entries()) {
    const [, what, count] = COMMENT.exec(content) ?? [];
    if (what === 'file') isFile = true;
    if (what === 'start') isOn = false;
    if (!isOn) lines.add(line);
    if (what === 'stop') isOn = true;
    if (what === 'next' && count !== undefined)
      for (let each = 1; each <= Number(count); each += 1) lines.add(line + each);
  }
  return (node) => {
    if (isFile || isLeftOut(node.getStart(tree))) return true;
    for (let at = node; !ts.isSourceFile(at); at = at.parent) {
      const before = commentsBefore(at, text);
      if (before.includes('next')) return true;
      const { parent } = at;
      if (!ts.isIfStatement(parent)) continue;
      const ofIf = commentsBefore(parent, text);
      if (parent.thenStatement === at && ofIf.includes('if')) return true;
      if (parent.elseStatement === at && ofIf.includes('else')) return true;
    }
    return false;
  };
}

/** What the comments right before a node leave out; those that count lines speak of lines. */
function commentsBefore(node: ts.Node, text: string): readonly string[] {
  // On the line of what is before it a comment counts as that one's.
  const comments = [
    ts.getTrailingCommentRanges(text, node.pos),
    ts.getLeadingCommentRanges(text, node.pos),
  ].flatMap((ranges) => ranges ?? []);
  return comments.flatMap(({ pos, end }) => {
    const [, what, count] = COMMENT.exec(text.slice(pos, end)) ?? [];
    return what !== undefined && count === undefined ? [what] : [];
  });
}
