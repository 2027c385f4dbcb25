import type { Visitors } from '../rule.ts';
import { isDeclaredFunction } from './declared-function.ts';
import type { DeclaredFunction } from './declared-function.ts';
import type { ts } from '../compiler.js';

/** The visitors of a rule that looks at every function whose parameters and result others see. */
export function overFunctions(look: (node: DeclaredFunction) => void): Visitors {
  const visit = (node: ts.Node): void => {
    if (isDeclaredFunction(node)) look(node);
  };
  return {
    FunctionDeclaration: visit,
    MethodDeclaration: visit,
    Constructor: visit,
    GetAccessor: visit,
    SetAccessor: visit,
    ArrowFunction: visit,
    FunctionExpression: visit,
    MethodSignature: visit,
    CallSignature: visit,
  };
}
