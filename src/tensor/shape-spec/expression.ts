import type { Expression } from './types.ts';

/** The names of an expression, once each, in the order of first appearance. */
export function namesIn(expression: Expression): readonly string[] {
  const names = new Set<string>();
  // a stack instead of recursion in `left`: sums nest to the left, as long as the text
  const stack: Expression[] = [expression];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.op === 'name') names.add(node.name);
    else if (node.op !== 'size') stack.push(node.right, node.left);
  }
  return [...names];
}

function floorDivide(dividend: number, divisor: number): number {
  // through the remainder: the quotient of two large doubles may round up to the next whole number
  const remainder = dividend % divisor;
  const quotient = (dividend - remainder) / divisor;
  return remainder !== 0 && remainder < 0 !== divisor < 0 ? quotient - 1 : quotient;
}

/**
 * What is left of an expression when the bound names are filled in: `scale · inner + offset`, where `inner` is the
 * one unbound name or a floor division of such a form. Inverting it is a walk over intervals.
 */
export interface Affine {
  readonly name: string;
  readonly scale: number;
  readonly offset: number;
  readonly inner: { readonly dividend: Affine; readonly divisor: number } | undefined;
}

/** An expression with the bound names filled in. */
export type Reduced =
  | number
  | Affine
  | 'divides by zero'
  | 'is beyond 2^53'
  /** Two unbound names, or one in a way that can't be inverted, such as `h*h`. */
  | 'open';

function checked(value: number): Reduced {
  return Number.isSafeInteger(value) ? value + 0 : 'is beyond 2^53';
}

function affine(name: string, scale: number, offset: number, inner: Affine['inner']): Reduced {
  if (!Number.isSafeInteger(scale) || !Number.isSafeInteger(offset)) return 'is beyond 2^53';
  if (scale === 0) return offset;
  return { name, scale, offset, inner };
}

function add(left: number | Affine, right: number | Affine, sign: 1 | -1): Reduced {
  if (typeof left === 'number') {
    return typeof right === 'number'
      ? checked(left + sign * right)
      : affine(right.name, sign * right.scale, left + sign * right.offset, right.inner);
  }
  if (typeof right === 'number') return affine(left.name, left.scale, left.offset + sign * right, left.inner);
  if (left.name !== right.name || left.inner !== undefined || right.inner !== undefined) return 'open';
  return affine(left.name, left.scale + sign * right.scale, left.offset + sign * right.offset, undefined);
}

function multiply(left: number | Affine, right: number | Affine): Reduced {
  if (typeof left === 'number') {
    return typeof right === 'number'
      ? checked(left * right)
      : affine(right.name, right.scale * left, right.offset * left, right.inner);
  }
  return typeof right === 'number' ? multiply(right, left) : 'open';
}

function divide(left: number | Affine, right: number | Affine): Reduced {
  if (typeof right !== 'number') return 'open';
  if (right === 0) return 'divides by zero';
  if (typeof left === 'number') return checked(floorDivide(left, right));
  if (left.scale % right === 0) {
    return affine(left.name, left.scale / right, floorDivide(left.offset, right), left.inner);
  }
  return { name: left.name, scale: 1, offset: 0, inner: { dividend: left, divisor: right } };
}

/**
 * Fills in the bound names.
 * @param sizeOf the bound size of a name, `undefined` where it is not bound
 */
export function reduce(expression: Expression, sizeOf: (name: string) => number | undefined): Reduced {
  if (expression.op === 'size') return expression.value;
  if (expression.op === 'name') {
    return sizeOf(expression.name) ?? { name: expression.name, scale: 1, offset: 0, inner: undefined };
  }
  const left = reduce(expression.left, sizeOf);
  if (typeof left === 'string') return left;
  const right = reduce(expression.right, sizeOf);
  if (typeof right === 'string') return right;
  switch (expression.op) {
    case '+':
      return add(left, right, 1);
    case '-':
      return add(left, right, -1);
    case '*':
      return multiply(left, right);
    case '//':
      return divide(left, right);
  }
}

/** The value of an expression without names; `undefined` where it has one, or none that a double holds exactly. */
export function constantValue(expression: Expression): number | undefined {
  const value = reduce(expression, () => undefined);
  return typeof value === 'number' ? value : undefined;
}

/** The sizes of the unbound name for which a form has a given value; empty where `least > most`. */
export interface Solutions {
  readonly least: number;
  readonly most: number;
}

function ceilDivide(dividend: number, divisor: number): number {
  return -floorDivide(-dividend, divisor);
}

/** The whole numbers `n` with `least <= n // divisor <= most`. */
function beforeDivision({ least, most }: Solutions, divisor: number): Solutions {
  return divisor > 0
    ? { least: least * divisor, most: most * divisor + divisor - 1 }
    : { least: most * divisor + divisor + 1, most: least * divisor };
}

/**
 * Inverts a reduced form: which sizes of its name give a value in a range? For one value a linear form has one or none,
 * a floor division as many as its divisor.
 */
export function solve(form: Affine, wanted: Solutions): Solutions {
  const shifted = { least: wanted.least - form.offset, most: wanted.most - form.offset };
  const scale = Math.abs(form.scale);
  const [low, high] = form.scale > 0 ? [shifted.least, shifted.most] : [-shifted.most, -shifted.least];
  const inner = { least: ceilDivide(low, scale), most: floorDivide(high, scale) };
  if (form.inner !== undefined && inner.least <= inner.most) {
    return solve(form.inner.dividend, beforeDivision(inner, form.inner.divisor));
  }
  // a size is never negative, and `+ 0` turns -0 into 0
  return { least: Math.max(0, inner.least) + 0, most: inner.most + 0 };
}
