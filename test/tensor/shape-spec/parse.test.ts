import { describe, expect, test } from 'vitest';
import { ArgumentError, ShapeSpecError } from '../../../src/errors.ts';
import {
  parseShapeSpec,
  parseSignature,
  printShape,
  printSignature,
} from '../../../src/tensor/shape-spec/index.ts';

function errorOf(read: () => unknown): Error {
  try {
    read();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('it should have thrown');
}

describe('parseShapeSpec: what each token is', () => {
  test.each([
    ['a size', '3', { kind: 'fixed', offset: 0, size: 3, broadcast: false }],
    ['a size of zero', '0', { kind: 'fixed', offset: 0, size: 0, broadcast: false }],
    [
      'the largest size',
      '9007199254740991',
      { kind: 'fixed', offset: 0, size: 2 ** 53 - 1, broadcast: false },
    ],
    ['a size or 1', '#3', { kind: 'fixed', offset: 0, size: 3, broadcast: true }],
    ['a name', 'height', { kind: 'name', offset: 0, name: 'height', broadcast: false }],
    ['a name or 1', '#h_2', { kind: 'name', offset: 0, name: 'h_2', broadcast: true }],
    ['any size', '_', { kind: 'any', offset: 0, label: '' }],
    ['any size, documented', '_time', { kind: 'any', offset: 0, label: 'time' }],
    ['any number of axes', '...', { kind: 'ellipsis', offset: 0, label: '' }],
    ['any number of axes, documented', '*_rest', { kind: 'ellipsis', offset: 0, label: 'rest' }],
    ['an anonymous run is any number of axes', '*_', { kind: 'ellipsis', offset: 0, label: '' }],
    ['a run', '*batch', { kind: 'variadic', offset: 0, name: 'batch', broadcast: false }],
    ['a run that broadcasts', '#*batch', { kind: 'variadic', offset: 0, name: 'batch', broadcast: true }],
    [
      'the modifiers the other way round',
      '*#batch',
      { kind: 'variadic', offset: 0, name: 'batch', broadcast: true },
    ],
    [
      'a documented size',
      'rows=3',
      { kind: 'documented', offset: 0, name: 'rows', size: 3, broadcast: false },
    ],
    ['a name in parentheses is the name', '((h))', { kind: 'name', offset: 0, name: 'h', broadcast: false }],
    ['a size in parentheses is the size', '(3)', { kind: 'fixed', offset: 0, size: 3, broadcast: false }],
    [
      'arithmetic',
      '2*h+w-h',
      {
        kind: 'expression',
        offset: 0,
        names: ['h', 'w'],
        broadcast: false,
        expression: {
          op: '-',
          left: {
            op: '+',
            left: { op: '*', left: { op: 'size', value: 2 }, right: { op: 'name', name: 'h' } },
            right: { op: 'name', name: 'w' },
          },
          right: { op: 'name', name: 'h' },
        },
      },
    ],
    [
      'floor division binds as multiplication does',
      '#1+h//2',
      {
        kind: 'expression',
        offset: 0,
        names: ['h'],
        broadcast: true,
        expression: {
          op: '+',
          left: { op: 'size', value: 1 },
          right: { op: '//', left: { op: 'name', name: 'h' }, right: { op: 'size', value: 2 } },
        },
      },
    ],
  ])('%s: %s', (_, spec, axis) => {
    expect(parseShapeSpec(spec).axes).toEqual([axis]);
  });

  test.each([
    ['the empty string is a scalar', '', []],
    ['so are spaces alone', ' \t\n ', []],
    ['any white space separates axes', ' batch\n  height\twidth \r\n3 ', ['name', 'name', 'name', 'fixed']],
    ['an ellipsis among others', 'a ... 3', ['name', 'ellipsis', 'fixed']],
    ['several runs', '*a 3 *b', ['variadic', 'fixed', 'variadic']],
  ])('%s', (_, spec, kinds) => {
    expect(parseShapeSpec(spec).axes.map((axis) => axis.kind)).toEqual(kinds);
  });

  test('the same text is read once', () => {
    expect(parseShapeSpec('batch cached 3')).toBe(parseShapeSpec('batch cached 3'));
    expect(parseSignature('batch -> cached')).toBe(parseSignature('batch -> cached'));
  });

  test('the memory of what was read is bounded', () => {
    const first = parseShapeSpec('forgotten 1');
    for (let index = 0; index < 1100; index += 1) parseShapeSpec(`other ${index}`);
    expect(parseShapeSpec('forgotten 1')).not.toBe(first);
    expect(parseShapeSpec('forgotten 1')).toEqual(first);
  });
});

describe('parseShapeSpec: what it refuses, and where the caret stands', () => {
  test.each([
    ['spaces around an operator', '2 * h', 3, "expected a name after '*', got a space"],
    ['an operator that starts an axis', 'b +1', 2, "got '+'"],
    ['a single slash', 'b h/2', 3, "expected '//', got '/'"],
    ['an open parenthesis', '(h+1', 4, "expected ')', got the end"],
    ['a space in parentheses', '(h +1)', 2, "expected ')', got a space"],
    ['a closed parenthesis too many', 'h w) 3', 3, "expected a space before the next axis, got ')'"],
    ['empty parentheses', '2*()', 3, "got ')'"],
    ['division by zero', 'h//0', 3, 'divides by zero'],
    ['division by what comes to zero', 'h//(2-2)', 3, 'divides by zero'],
    ['a leading zero', 'b 03', 2, 'a size has no leading zero, got 03'],
    ['2^53', 'b 9007199254740992', 2, 'a size is below 2^53'],
    ['arithmetic beyond 2^53', 'b 9007199254740991*2', 2, 'a size is below 2^53'],
    ['arithmetic below zero', 'b 3-5', 2, 'a size is not negative, got -2'],
    ['a number with letters', '3h', 1, "expected a space before the next axis, got 'h'"],
    ['a decimal', '1.5', 1, "got '.'"],
    ['two dots', 'b ..', 2, "got '.'"],
    ['four dots', '....', 3, "got '.'"],
    ['two ellipses', '... b ...', 6, "a second '...'"],
    ['an anonymous size that broadcasts', 'b #_', 2, "'#' has no meaning here"],
    ['an ellipsis that broadcasts', '#...', 1, "got '.'"],
    ['an anonymous run that broadcasts', '#*_x', 0, "'#' has no meaning here"],
    ['an anonymous size in arithmetic', '_h+1', 0, "'_h' binds nothing"],
    ['a run in arithmetic', '*b+1', 2, "got '+'"],
    ['a run of a size', '*3', 1, "expected a name after '*', got '3'"],
    ['two marks', '##h', 1, "got '#'"],
    ['a documented name without a size', 'rows=h', 5, "expected a whole number after 'rows=', got 'h'"],
    ['brackets', '[2, 3]', 0, "got '['"],
    ['a comma', 'b,h', 1, "got ','"],
    ['an arrow', 'b -> h', 2, "got '->'"],
    ['minus one', 'b -1', 2, "got '-'"],
    ['a name in another alphabet', 'b größe', 4, "expected a space before the next axis, got 'ö'"],
    ['a control character', 'b \u0000', 2, 'got the character U+0000'],
    ['half a character', 'b \ud83d', 2, 'got the character U+D83D'],
    ['an emoji', 'b 🐙', 2, "got '🐙'"],
    ['one name for one axis and several', 'b *b', 2, "'b' is several axes (*) here, but was one axis"],
    [
      'a documented size used as a name',
      'rows=3 rows',
      7,
      "'rows' is one axis here, but was a documented size",
    ],
    ['a documented size used in arithmetic', 'rows=3 rows+1', 7, "'rows' is one axis here"],
    ['__proto__', 'b __proto__', 2, "'__proto__' can't be a name"],
    ['constructor', 'constructor b', 0, "'constructor' can't be a name"],
    ['hasOwnProperty in arithmetic', '2*hasOwnProperty', 2, "'hasOwnProperty' can't be a name"],
    ['toString as a run', '*toString', 1, "'toString' can't be a name"],
    ['valueOf as a documented size', 'valueOf=3', 0, "'valueOf' can't be a name"],
  ])('%s: %j', (_, spec, offset, problem) => {
    const error = errorOf(() => parseShapeSpec(spec));
    expect(error).toBeInstanceOf(ShapeSpecError);
    expect(error).toMatchObject({
      code: 'TP_SHAPE_SPEC',
      name: 'ShapeSpecError',
      spec,
      offset,
      argument: 'spec',
    });
    expect(error.message).toContain(problem);
    const [, shown = '', caret = ''] = error.message.split('\n');
    expect(shown.slice(2)).toHaveLength(spec.length);
    expect(caret).toBe(`${' '.repeat(2 + offset)}^`);
  });

  test('the message, as a person sees it', () => {
    expect(errorOf(() => parseShapeSpec('batch 2 * height 3')).message).toMatchInlineSnapshot(`
      "shape spec: expected a name after '*', got a space
        batch 2 * height 3
                 ^
        hint: arithmetic is written without spaces: '2*height'."
    `);
    expect(errorOf(() => parseSignature('batch h w 3, batch 4 = batch')).message).toMatchInlineSnapshot(`
      "shape spec: expected an axis: a size, a name, '_', '...', '*name', '#name' or arithmetic, got '='
        batch h w 3, batch 4 = batch
                             ^"
    `);
  });

  test('a hint only where it is certain', () => {
    expect(errorOf(() => parseShapeSpec('b -1'))).toHaveProperty('hint', "any size is written '_'.");
    expect(errorOf(() => parseShapeSpec('b ?'))).toHaveProperty('hint', "any size is written '_'.");
    expect(errorOf(() => parseShapeSpec('b -12'))).toHaveProperty('hint', undefined);
    expect(errorOf(() => parseShapeSpec('b !'))).toHaveProperty('hint', undefined);
  });

  test('what is no text at all', () => {
    const read = parseShapeSpec as (spec: unknown) => unknown;
    expect(() => read(undefined)).toThrow(ArgumentError);
    expect(() => read(null)).toThrow(
      "a shape spec must be a string such as 'batch height width 3', got null.",
    );
    expect(() => read(3)).toThrow(ArgumentError);
    expect(errorOf(() => read([2, 3]))).toHaveProperty('hint', "write it as '2 3'.");
    expect(() => (parseSignature as (spec: unknown) => unknown)({})).toThrow(ArgumentError);
  });

  test.each([
    ['too long', 'a '.repeat(2049), 'is 4098 characters long'],
    ['far too long', 'h'.repeat(1_000_000), 'is 1000000 characters long'],
    ['deep parentheses', `${'('.repeat(2000)}h${')'.repeat(2000)}`, 'nested deeper than 64'],
    ['many digits', '9'.repeat(4000), 'a size is below 2^53, got 99999999999999999999… (4000 digits)'],
  ])('%s, with a message that stays short', (_, spec, problem) => {
    const error = errorOf(() => parseShapeSpec(spec));
    expect(error).toBeInstanceOf(ShapeSpecError);
    expect(error.message).toContain(problem);
    expect(error.message.length).toBeLessThan(400);
  });

  test('as long as is allowed is read', () => {
    expect(parseShapeSpec('a '.repeat(2048)).axes).toHaveLength(2048);
    expect(parseShapeSpec(`h${'+1'.repeat(2000)}`).axes).toHaveLength(1);
    expect(parseShapeSpec(`${'('.repeat(64)}h+1${')'.repeat(64)}`).axes).toHaveLength(1);
  });

  test('a long spec is shown around its caret', () => {
    const spec = `${'a '.repeat(500)}! ${'b '.repeat(500)}`;
    const [, shown = '', caret = ''] = errorOf(() => parseShapeSpec(spec)).message.split('\n');
    expect(shown.length).toBeLessThan(80);
    expect(shown.charAt(caret.length - 1)).toBe('!');
  });
});

describe('parseSignature', () => {
  const slots = (text: string): unknown => {
    const { inputs, outputs } = parseSignature(text);
    const read = (list: typeof inputs): unknown =>
      list.map(({ name, optional, shape }) => `${name ?? ''}${optional ? '?' : ''}|${printShape(shape)}`);
    return [read(inputs), read(outputs)];
  };

  test.each([
    ['one in, one out', 'b h -> b', [['|b h'], ['|b']]],
    [
      'several',
      'b h w 3, b 4 -> b n, b n 4',
      [
        ['|b h w 3', '|b 4'],
        ['|b n', '|b n 4'],
      ],
    ],
    ['no spaces', 'b h,b->b', [['|b h', '|b'], ['|b']]],
    ['minus is not an arrow', 'h-1->h', [['|h-1'], ['|h']]],
    ['names', 'images: b h, mask?: b -> scores: b', [['images|b h', 'mask?|b'], ['scores|b']]],
    ['a scalar out', 'b c, b c ->', [['|b c', '|b c'], ['|']]],
    ['nothing in', '-> b 3', [[], ['|b 3']]],
    ['a named scalar in', 'rate: -> b', [['rate|'], ['|b']]],
    [
      'scalars among others',
      'b,,c -> ,b',
      [
        ['|b', '|', '|c'],
        ['|', '|b'],
      ],
    ],
    ['over several lines', '\n  b h,\n  b\n  -> b\n', [['|b h', '|b'], ['|b']]],
  ])('%s: %j', (_, text, expected) => {
    expect(slots(text)).toEqual(expected);
  });

  test.each([
    ['no arrow', 'b h', 3, "expected '->'"],
    ['two arrows', 'a -> b -> c', 7, 'a signature has one arrow'],
    ['one name twice', 'x: a, x: b -> c', 6, "two tensors are called 'x'"],
    ['an output that may be missing', 'x: a -> y?: b', 9, 'only an argument can be optional'],
    ['a name for one axis and several', 'b h, *b -> b', 5, "'b' is several axes (*) here, but was one axis"],
    [
      'a documented size that comes out as a name',
      'n=3 -> n',
      7,
      "'n' is one axis here, but was a documented size",
    ],
    ['an inherited name', 'constructor: b -> b', 0, "'constructor' can't be a name"],
    ['an error in a later shape', 'b, h//0 -> b', 6, 'divides by zero'],
    ['an ellipsis twice in one shape', '..., ... b ... -> b', 11, "a second '...'"],
  ])('%s', (_, text, offset, problem) => {
    const error = errorOf(() => parseSignature(text));
    expect(error).toBeInstanceOf(ShapeSpecError);
    expect(error).toMatchObject({ spec: text, offset });
    expect(error.message).toContain(problem);
  });

  test.each(['b h, b -> b', 'images: b, mask?: b h -> s: b, t:', '-> b', 'a,, b -> ', 'x: -> 3'])(
    'prints %j back',
    (text) => {
      const printed = printSignature(parseSignature(text));
      expect(slots(printed)).toEqual(slots(text));
      expect(printSignature(parseSignature(printed))).toBe(printed);
    },
  );
});
