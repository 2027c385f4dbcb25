import ts from 'typescript';
import ts59 from 'typescript-5.9';
import { beforeAll, describe, expect, test } from 'vitest';
import { compile, type Diagnostics } from './compile.ts';

const PREAMBLE = `
import type * as tf from '@tensorflow/tfjs-core';
import { checked } from '../../src/contracts/checked.ts';
import type { Shaped } from '../../src/contracts/shaped.ts';
declare const r1: tf.Tensor1D, r2: tf.Tensor2D, r4: tf.Tensor4D, scalar: tf.Scalar, plain: tf.Tensor;
declare const ten: Shaped<'n 10'>, image: Shaped<'b h w 3'>, labels: Shaped<'b', 'int32'>, any: Shaped<'... 3'>;
declare function classify(images: Shaped<'batch 28 28 1'>): Shaped<'batch 10'>;
`;

/** What compiles: typing is gradual. */
const accepted = [
  ['a tensor of the rank flows in', `const x: Shaped<'b h w 3'> = r4;`],
  ['and out', `const x: tf.Tensor4D = image; const y: tf.Tensor = image;`],
  ['a scalar', `const x: Shaped<''> = scalar;`],
  ['equal sizes', `const x: Shaped<'batch 10'> = ten;`],
  ['other names', `const x: Shaped<'rows columns'> = ten;`],
  ['a name where the size is known', `const x: Shaped<'n classes'> = ten;`],
  ['a size where a name is', `const x: Shaped<'5 10'> = ten;`],
  ['any size', `const x: Shaped<'_ _classes'> = ten;`],
  ['a size that broadcasts', `const x: Shaped<'n #3'> = ten;`],
  ['arithmetic', `const x: Shaped<'2*n n//2+1'> = ten;`],
  ['a documented size', `const x: Shaped<'n classes=10'> = ten;`],
  [
    'a run takes any rank',
    `const x: Shaped<'*batch 3'> = image; const y: Shaped<'... 4'> = plain; const z: Shaped<'#*b'> = r1;`,
  ],
  ['a run is a plain tensor', `const x: tf.Tensor = any;`],
  ['rank 7 is a plain tensor', `const x: Shaped<'a b c d e f g'> = plain;`],
  ['white space of any kind', 'const x: Shaped<`\n  n\t10 \n`> = ten;'],
  ['a spec that is not known', `declare const spec: string; const x: Shaped<typeof spec> = plain;`],
  ['a dtype that is not said', `const x: Shaped<'b', 'int32'> = r1; const y: Shaped<'b'> = labels;`],
  [
    'a dtype of a family',
    `const x: Shaped<'b', 'integer'> = labels; const y: Shaped<'b', 'number'> = labels;`,
  ],
  ['a dtype of a run', `const x: Shaped<'...', 'int32'> = labels;`],
  [
    'nested',
    `const x: { images: Shaped<'b h w 3'>; boxes: readonly Shaped<'n 4'>[] } = { images: image, boxes: [r2] };`,
  ],
  ['optional', `const x: { images: Shaped<'b h w 3'>; mask?: Shaped<'b h w'> } = { images: image };`],
  ['a function', `const f: (x: tf.Tensor4D) => tf.Tensor2D = classify;`],
  ['a promise', `const f = async (): Promise<Shaped<'n 10'>> => { await null; return ten; };`],
  [
    'it has the methods of a tensor',
    `const x: number = image.rank; const y: Shaped<'b h w 3'> = image.clone();`,
  ],
  ['its shape has its rank', `const [b, h, w, c]: [number, number, number, number] = image.shape;`],
  [
    'a checked function keeps its type',
    `const f = checked('b h w 3 -> b 10', (x: Shaped<'b h w 3'>): Shaped<'b 10'> => ten); const x: Shaped<'n 10'> = f(image);`,
  ],
] as const;

/** What doesn't, and what the last line of the compiler's explanation says. */
const refused = [
  ['another rank', `const x: Shaped<'b h 3'> = r4;`, "Type 'Rank.R4' is not assignable to type 'Rank.R3'."],
  [
    'a plain tensor where the rank is known',
    `const x: Shaped<'b'> = plain;`,
    "Type 'Rank' is not assignable to type 'Rank.R1'.",
  ],
  [
    'a scalar where there are axes',
    `const x: Shaped<'b'> = scalar;`,
    "'Rank.R0' is not assignable to type 'Rank.R1'",
  ],
  ['another size', `const x: Shaped<'n 20'> = ten;`, "Type '10' is not assignable to type '20'."],
  [
    'another size of a documented axis',
    `const x: Shaped<'n classes=20'> = ten;`,
    "Type '10' is not assignable to type '20'.",
  ],
  [
    'another size of the first axis',
    `declare const y: Shaped<'4 c'>; const x: Shaped<'5 c'> = y;`,
    "Type '4' is not assignable to type '5'.",
  ],
  [
    'one of several sizes',
    `declare const y: Shaped<'b 28 28 1'>; const x: Shaped<'b 28 28 3'> = y;`,
    "Type '1' is not assignable to type '3'.",
  ],
  [
    'another dtype',
    `const x: Shaped<'b', 'float32'> = labels;`,
    `Type '"int32"' is not assignable to type '"float32"'.`,
  ],
  [
    'a dtype of another family',
    `const x: Shaped<'b', 'float'> = labels;`,
    `Type '"int32"' is not assignable to type '"float32"'.`,
  ],
  [
    'another dtype of a run',
    `const x: Shaped<'...', 'float32'> = labels;`,
    `Type '"int32"' is not assignable to type '"float32"'.`,
  ],
  [
    'a dtype that is none',
    `let x: Shaped<'b', 'float64'>;`,
    `Type '"float64"' does not satisfy the constraint`,
  ],
  ['an argument', `classify(image);`, "Type '3' is not assignable to type '1'."],
  ['a result', `const x: Shaped<'batch 11'> = classify(r4);`, "Type '10' is not assignable to type '11'."],
  [
    'a nested size',
    `const x: { boxes: readonly Shaped<'n 4'>[] } = { boxes: [ten] };`,
    "Type '10' is not assignable to type '4'.",
  ],
  [
    'an optional size',
    `const x: { mask?: Shaped<'n 4'> } = { mask: ten };`,
    "Type '10' is not assignable to type '4'.",
  ],
  ['an array instead of a tensor', `const x: Shaped<'n'> = [1, 2];`, 'is missing the following properties'],
  [
    'what a checked function takes',
    `checked('n 10 -> n', (x: Shaped<'n 10'>) => x)(image);`,
    'Source has 4 element(s) but target allows only 2.',
  ],
  ['a comma', `const x: Shaped<'b, h'> = r2;`, 'axes are separated by spaces'],
  ['an arrow', `const x: Shaped<'b -> h'> = r2;`, 'neither commas nor an arrow'],
  ['brackets', `const x: Shaped<'[2 3]'> = r2;`, 'axes are written without brackets'],
  ['spaces around an operator', `const x: Shaped<'2 * h'> = r2;`, 'arithmetic is written without spaces'],
  ['minus one', `const x: Shaped<'-1 3'> = r2;`, 'an axis of any size is written _'],
] as const;

describe.each([
  ['6', ts],
  ['5.9', ts59 as unknown as typeof ts],
])('Shaped under TypeScript %s', (version, compiler) => {
  let said: Diagnostics = new Map();

  beforeAll(() => {
    const snippets = [...accepted, ...refused].map(([name, code]) => [name, `${PREAMBLE}${code}`] as const);
    said = compile(
      compiler,
      new Map([...snippets, ['nothing', PREAMBLE], ['no such name', 'const x: number = missing;']]),
    );
  }, 120_000);

  test('the compiler is the one that was meant, and sees the imports', () => {
    expect(compiler.version).toMatch(new RegExp(`^${version}`.replace('.', '\\.')));
    expect(said.get('nothing')).toEqual([]);
    expect(said.get('no such name')).toEqual([expect.stringContaining("Cannot find name 'missing'")]);
  });

  test.each(accepted.map(([name]) => [name]))('accepts %s', (name) => {
    expect(said.get(name)).toEqual([]);
  });

  test.each(refused.map(([name, , says]) => [name, says] as const))('refuses %s', (name, says) => {
    expect(said.get(name)).toEqual([expect.stringContaining(says)]);
  });

  test('what it says reads well', () => {
    expect(said.get('another size')?.join('\n')).toMatchInlineSnapshot(`
      "Type 'ShapedTensor<"n 10", DType>' is not assignable to type 'ShapedTensor<"n 20", DType>' with 'exactOptionalPropertyTypes: true'. Consider adding 'undefined' to the types of the target's properties.
        Type 'ShapedTensor<"n 10", DType>' is not assignable to type '{ readonly [shapeOf]?: Known<"n 20", DType>; }' with 'exactOptionalPropertyTypes: true'. Consider adding 'undefined' to the types of the target's properties.
          The types of '[shapeOf].axis1' are incompatible between these types.
            Type '10' is not assignable to type '20'."
    `);
  });
});
