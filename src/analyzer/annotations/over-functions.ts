import type { Visitors } from '../rule.ts';
import { isDeclaredFunction, nameOfFunction, nameText } from './declared-function.ts';
import type { DeclaredFunction } from './declared-function.ts';
import { proseOfParameter, proseOfResult } from './docstring-prose.ts';
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

/** The visitors of a rule that holds each type of such a function against what its docstring says of that place. */
export function overDocumented(
  look: (type: ts.TypeNode | undefined, prose: string, what: string) => void,
): Visitors {
  return overFunctions((node) => {
    const name = nameOfFunction(node);
    for (const parameter of node.parameters)
      look(parameter.type, proseOfParameter(parameter), `${nameText(parameter.name)} of ${name}`);
    look(node.type, proseOfResult(node), `what ${name} returns`);
  });
}
