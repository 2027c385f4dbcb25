import { ts } from './compiler.js';
import { isInside } from './syntax.ts';

/** Whether whatever runs `from` has also run `before`: no branch, loop or function that holds one leaves out the other. */
export function isAlwaysBefore(before: ts.Node, from: ts.Node): boolean {
  if (before.end > from.getStart()) return false;
  for (let node = before.parent; ; node = node.parent) {
    if (isInside(from, node)) return !isBranchApart(before, from, node);
    if (ts.isFunctionLike(node) || mayNotRun(node)) return false;
  }
}

/** Whether two nodes stand in the two branches of the nearest node that holds both. */
function isBranchApart(a: ts.Node, b: ts.Node, holder: ts.Node): boolean {
  if (ts.isIfStatement(holder))
    return (
      holder.elseStatement !== undefined &&
      isInside(a, holder.thenStatement) &&
      isInside(b, holder.elseStatement)
    );
  if (ts.isConditionalExpression(holder))
    return isInside(a, holder.whenTrue) && isInside(b, holder.whenFalse);
  return ts.isCaseBlock(holder);
}

/** Whether what a node holds may be left out of a run of the code around it. */
export function mayNotRun(node: ts.Node): boolean {
  return (
    ts.isIfStatement(node) ||
    ts.isIterationStatement(node, false) ||
    ts.isConditionalExpression(node) ||
    ts.isCaseOrDefaultClause(node) ||
    ts.isCatchClause(node) ||
    (ts.isBinaryExpression(node) && isShortCircuit(node.operatorToken.kind))
  );
}

function isShortCircuit(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken
  );
}

export function sharesLoop(a: ts.Node, b: ts.Node): boolean {
  for (let node = a.parent; !ts.isSourceFile(node); node = node.parent) {
    if (ts.isIterationStatement(node, false) && isInside(b, node)) return true;
  }
  return false;
}
