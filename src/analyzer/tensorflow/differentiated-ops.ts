import { ts } from '../compiler.js';
import { unwrap } from '../unwrap.ts';
import type { GradientFlow } from './gradient-flow.ts';
import { isTensorMethod } from './ops.ts';
import type { RoleNames } from './roles.ts';

/**
 * The op of a certain kind that a call is, where a gradient has to pass it: it depends on what is differentiated, and
 * the result depends on it.
 */
export function opIn(
  call: ts.CallExpression,
  names: RoleNames & { readonly gradientFlow: GradientFlow },
  isOfKind: (op: string) => boolean,
): string | undefined {
  const api = names.api(call.expression);
  const callee = unwrap(call.expression);
  const method =
    ts.isPropertyAccessExpression(callee) && isTensorMethod(callee.name.text) ? callee : undefined;
  const op = api ?? method?.name.text;
  if (op === undefined || !isOfKind(op)) return undefined;
  const { gradientFlow } = names;
  if (!gradientFlow.isDifferentiated(call)) return undefined;
  const inputs: readonly ts.Expression[] =
    api === undefined && method !== undefined ? [method.expression, ...call.arguments] : [...call.arguments];
  return inputs.some((input) => gradientFlow.depends(input)) && gradientFlow.reachesResult(call)
    ? op
    : undefined;
}
