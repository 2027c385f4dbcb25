import type { Axis, Expression, ParsedShape, ParsedSignature, SignatureSlot } from './types.ts';

const PRECEDENCE = { '+': 1, '-': 1, '*': 2, '//': 2, size: 3, name: 3 } as const;

function printExpression(expression: Expression): string {
  if (expression.op === 'size') return String(expression.value);
  if (expression.op === 'name') return expression.name;
  const precedence = PRECEDENCE[expression.op];
  const left = printExpression(expression.left);
  const right = printExpression(expression.right);
  return [
    PRECEDENCE[expression.left.op] < precedence ? `(${left})` : left,
    expression.op,
    // all four group to the left, so an equal operator on the right keeps its parentheses
    PRECEDENCE[expression.right.op] <= precedence ? `(${right})` : right,
  ].join('');
}

/** One axis as it is written in a spec, e.g. `2*height`. */
export function printAxis(axis: Axis): string {
  switch (axis.kind) {
    case 'fixed':
      return `${axis.broadcast ? '#' : ''}${axis.size}`;
    case 'name':
      return `${axis.broadcast ? '#' : ''}${axis.name}`;
    case 'any':
      return `_${axis.label}`;
    case 'ellipsis':
      return axis.label === '' ? '...' : `*_${axis.label}`;
    case 'variadic':
      return `${axis.broadcast ? '#' : ''}*${axis.name}`;
    case 'expression':
      return `${axis.broadcast ? '#' : ''}${printExpression(axis.expression)}`;
    case 'documented':
      return `${axis.broadcast ? '#' : ''}${axis.name}=${axis.size}`;
  }
}

/**
 * Prints a parsed spec: one space between axes, no needless parentheses.
 * @returns text that parses to the same axes
 * @example printShape(parseShapeSpec(' batch  (2*height)+1 ')) // 'batch 2*height+1'
 */
export function printShape(parsed: ParsedShape): string {
  return parsed.axes.map(printAxis).join(' ');
}

function printSlot({ name, optional, shape }: SignatureSlot): string {
  const axes = printShape(shape);
  if (name === undefined) return axes;
  return `${name}${optional ? '?' : ''}:${axes === '' ? '' : ` ${axes}`}`;
}

/**
 * Prints a parsed signature.
 * @returns text that parses to the same inputs and outputs
 * @example printSignature(parseSignature('b h,b->')) // 'b h, b -> '
 */
export function printSignature(parsed: ParsedSignature): string {
  const outputs = parsed.outputs.map(printSlot).join(', ');
  if (parsed.inputs.length === 0) return `-> ${outputs}`;
  return `${parsed.inputs.map(printSlot).join(', ')} -> ${outputs}`;
}
