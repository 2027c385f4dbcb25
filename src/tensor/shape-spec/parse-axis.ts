import { constantValue, namesIn } from './expression.ts';
import type { SpecReader } from './reader.ts';
import type { Axis, Expression } from './types.ts';

/** Deeper than any size formula; keeps the recursion far from the end of the stack. */
const MAX_DEPTH = 64;

const AXIS = "an axis: a size, a name, '_', '...', '*name', '#name' or arithmetic";

/**
 * Reads one axis; the reader stands at its first character.
 * @throws ShapeSpecError with a caret under the first place that does not fit
 */
export function parseAxis(reader: SpecReader): Axis {
  const offset = reader.offset;
  if (reader.take('...')) {
    requireAxisEnd(reader);
    return { kind: 'ellipsis', offset, label: '' };
  }
  // jaxtyping takes the two modifiers in either order
  const broadcast = reader.take('#');
  const variadic = reader.take('*');
  const isBroadcast = broadcast || (variadic && reader.take('#'));
  const axis = variadic ? parseRun(reader, offset, isBroadcast) : parseSingle(reader, offset, isBroadcast);
  requireAxisEnd(reader);
  return axis;
}

function parseRun(reader: SpecReader, offset: number, broadcast: boolean): Axis {
  const name = reader.takeName();
  if (name === undefined) {
    reader.failExpected(
      "a name after '*'",
      reader.atAxisEnd() ? "arithmetic is written without spaces: '2*height'." : undefined,
    );
  }
  if (!name.startsWith('_')) return { kind: 'variadic', offset, name, broadcast };
  if (broadcast) failAnonymousBroadcast(reader, offset);
  return { kind: 'ellipsis', offset, label: name.slice(1) };
}

function parseSingle(reader: SpecReader, offset: number, broadcast: boolean): Axis {
  const expression = parseSum(reader, 0);
  if (expression.op === 'size') return { kind: 'fixed', offset, size: expression.value, broadcast };
  if (expression.op === 'name') {
    const name = expression.name;
    if (name.startsWith('_')) {
      if (broadcast) failAnonymousBroadcast(reader, offset);
      return { kind: 'any', offset, label: name.slice(1) };
    }
    if (!reader.take('=')) return { kind: 'name', offset, name, broadcast };
    const size = reader.takeSize();
    if (size === undefined) reader.failExpected(`a whole number after '${name}='`);
    return { kind: 'documented', offset, name, size, broadcast };
  }
  const names = namesIn(expression);
  if (names.length === 0) requireConstantSize(reader, offset, expression);
  const anonymous = names.find((name) => name.startsWith('_'));
  if (anonymous !== undefined) {
    reader.fail(offset, `'${anonymous}' binds nothing, so arithmetic can't use it`, {
      expected: 'a name without a leading underscore',
      actual: anonymous,
    });
  }
  return { kind: 'expression', offset, expression, names, broadcast };
}

function parseSum(reader: SpecReader, depth: number): Expression {
  let left = parseProduct(reader, depth);
  for (;;) {
    // in a signature '->' ends the shape; alone, it is an error that the axis end reports
    const op = reader.startsWith('->')
      ? undefined
      : reader.take('+')
        ? '+'
        : reader.take('-')
          ? '-'
          : undefined;
    if (op === undefined) return left;
    left = { op, left, right: parseProduct(reader, depth) };
  }
}

function parseProduct(reader: SpecReader, depth: number): Expression {
  let left = parseOperand(reader, depth);
  for (;;) {
    if (reader.startsWith('/') && !reader.startsWith('//')) {
      reader.failExpected("'//'", "sizes are whole numbers; floor division is written '//'.");
    }
    const op = reader.take('*') ? '*' : reader.take('//') ? '//' : undefined;
    if (op === undefined) return left;
    const at = reader.offset;
    const right = parseOperand(reader, depth);
    if (op === '//' && constantValue(right) === 0) reader.fail(at, 'divides by zero');
    left = { op, left, right };
  }
}

function parseOperand(reader: SpecReader, depth: number): Expression {
  const open = reader.offset;
  if (reader.take('(')) {
    if (depth >= MAX_DEPTH) reader.fail(open, `parentheses are nested deeper than ${MAX_DEPTH}`);
    const inner = parseSum(reader, depth + 1);
    if (!reader.take(')')) reader.failExpected("')'", spaceHint(reader));
    return inner;
  }
  const value = reader.takeSize();
  if (value !== undefined) return { op: 'size', value };
  const name = reader.takeName();
  if (name !== undefined) return { op: 'name', name };
  return reader.failExpected(isOperatorBefore(reader) ? 'a size, a name or (' : AXIS, operandHint(reader));
}

function isOperatorBefore(reader: SpecReader): boolean {
  return reader.offset > 0 && '+-*/('.includes(reader.spec.charAt(reader.offset - 1));
}

function spaceHint(reader: SpecReader): string | undefined {
  return reader.atSpace()
    ? "axes are separated by spaces; arithmetic is written without: '(height+1)//2'."
    : undefined;
}

function operandHint(reader: SpecReader): string | undefined {
  const { spec, offset } = reader;
  switch (spec.charAt(offset)) {
    case '[':
      return "axes are separated by spaces, without brackets: 'batch 3'.";
    case ',':
      return 'axes are separated by spaces; a comma separates the tensors of a signature.';
    case '?':
      return "any size is written '_'.";
    case '-':
      return /^-1(?![0-9])/.test(spec.slice(offset, offset + 3)) ? "any size is written '_'." : undefined;
    case '+':
    case '*':
    case '/':
    case ' ':
      return "arithmetic is written without spaces: '2*height'.";
    default:
      return undefined;
  }
}

function requireConstantSize(reader: SpecReader, offset: number, expression: Expression): void {
  const value = constantValue(expression);
  if (value === undefined || !Number.isSafeInteger(value)) reader.fail(offset, 'a size is below 2^53');
  if (value < 0) reader.fail(offset, `a size is not negative, got ${value}`);
}

function failAnonymousBroadcast(reader: SpecReader, offset: number): never {
  return reader.fail(offset, "'#' has no meaning here: any size fits already", {
    expected: "'#' before a size or a name that binds",
  });
}

function requireAxisEnd(reader: SpecReader): void {
  if (reader.atAxisEnd()) return;
  const { spec, offset } = reader;
  const hint =
    spec.startsWith('->', offset) || spec.startsWith(',', offset)
      ? 'this is one tensor’s shape; axes are separated by spaces.'
      : undefined;
  reader.failExpected('a space before the next axis', hint);
}
