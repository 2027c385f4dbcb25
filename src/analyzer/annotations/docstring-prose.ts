import { ts } from '../compiler.js';

/** What the docstring of a function says of one of its parameters; empty where it says nothing. */
export function proseOfParameter(parameter: ts.ParameterDeclaration): string {
  return ts
    .getJSDocParameterTags(parameter)
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '')
    .join('\n');
}

/** What the docstring of a function says of its result; empty where it says nothing. */
export function proseOfResult(node: ts.SignatureDeclaration): string {
  return ts.getTextOfJSDocComment(ts.getJSDocReturnTag(node)?.comment) ?? '';
}
