import { describe, expect, test } from 'vitest';
import { errorPathsOf } from '../../../src/analyzer/error-paths/error-paths-of.ts';
import { SourceText } from '../../../src/analyzer/source-text.ts';

/** The error paths of a source, each on a line: `2 validation in f: RangeError 'message' if condition`. */
function pathsOf(text: string, path = 'source.ts'): string[] {
  return errorPathsOf(SourceText.parse(path, text)).map(
    ({ kind, at, in: name, error, message, condition, counted, through }) =>
      [
        `${at.start.line} ${kind} in ${name}:`,
        error,
        message === undefined ? undefined : `'${message}'`,
        condition === undefined ? undefined : `if ${condition}`,
        through === undefined ? undefined : `through ${through.start.line}-${through.end.line}`,
        counted === undefined ? 'not counted' : undefined,
      ]
        .filter((part) => part !== undefined)
        .join(' '),
  );
}

describe('what is a path', () => {
  test.each<[name: string, text: string, paths: string[]]>([
    [
      'a validation',
      `export function step(x: number) {
  if (x < 0) throw new RangeError('x is negative');
  if (x > 9) {
    x = 9;
    throw new RangeError(\`x is \${x}, which is too large\`);
  }
}`,
      [
        "2 validation in step: RangeError 'x is negative' if x < 0",
        "5 validation in step: RangeError 'x is …, which is too large' if x > 9",
      ],
    ],
    [
      'an else that throws',
      `const f = (x: unknown) => { if (x === 1) return 1; else throw new Error('no'); };`,
      ["1 validation in f: Error 'no' if else of x === 1"],
    ],
    [
      'a throw that nothing asks for',
      `class Trainer {
  constructor() { throw new TypeError('abstract'); }
  #load() { throw this.error; }
  get size(): number { switch (this.a) { case 1: return 1; default: throw new Error('a' + this.a + 'b'); } }
  static { throw new Error('static'); }
}
throw new Error('top');`,
      [
        "2 throw in Trainer.constructor: TypeError 'abstract'",
        '3 throw in Trainer.#load:',
        "4 throw in Trainer.size: Error 'a…b'",
        "5 throw in Trainer static: Error 'static'",
        "7 throw in (module): Error 'top'",
      ],
    ],
    [
      'a throw before the end of its branch',
      `function f(x: any) { if (x) { if (y) throw new Error('inner'); x(); } }`,
      ["1 validation in f: Error 'inner' if y"],
    ],
    [
      'errors that a function makes',
      `function f(x: any) {
  if (x) throw refuse('x', 1);
  throw unusable('x is gone');
}
function refuse(name: string) { return new ArgumentError(\`\${name} is wrong\`, { name }); }`,
      ["2 validation in f: ArgumentError 'x' if x", "3 throw in f: unusable() 'x is gone'"],
    ],
    [
      'rejections',
      `function f(x: any) {
  if (x) return Promise.reject(new Error('early'));
  return new Promise((resolve, reject) => {
    if (x) { reject(new TypeError('in')); return; }
    setTimeout(() => reject(new Error('late')));
    other.reject(new Error('no promise'));
  });
}
function g() {
  const { promise, reject: fail } = Promise.withResolvers<void>();
  fail(new Error('g'));
  const deferred = Promise.withResolvers();
  deferred.reject(new Error('h'));
  reject(new Error('somebody else'));
}`,
      [
        "2 validation in f: Error 'early' if x",
        "4 validation in f: TypeError 'in' if x",
        "5 rejection in f: Error 'late'",
        "11 rejection in g: Error 'g'",
        "13 rejection in g: Error 'h'",
      ],
    ],
    [
      'catches',
      `async function f() {
  try { g(); } catch { return 1; }
  try { g(); } catch (error) {}
  await g().catch(() => undefined);
  await g().then(ok, (error) => { report(error); });
  await g().catch(report);
  stream.on('error', (error) => { report(error); });
  stream.on('data', () => { report(); });
}`,
      ['2 catch in f:', '3 catch in f: not counted', '4 catch in f:', '5 catch in f:', '7 catch in f:'],
    ],
    [
      'what throws on what it caught',
      `function f() {
  try {
    g();
  } catch (error) {
    close();
    throw error;
  }
  try { g(); } catch (cause) { throw new Error('g failed', { cause }); }
  return h()
    .catch((error) => { close(); throw error; });
}`,
      [
        '4 catch in f:',
        '6 throw in f: through 2-4',
        '8 catch in f:',
        "8 throw in f: Error 'g failed'",
        '10 catch in f:',
        '10 throw in f: through 9-9',
      ],
    ],
    [
      'an assertion with a lazy message',
      `function f(x: tf.Tensor) {
  tf.util.assert(x.rank === 4, () => \`x must have rank 4, not \${x.rank}.\`);
  assert(x.rank === 4, 'never counted');
}`,
      ["2 validation in f: Error 'x must have rank 4, not ….' if x.rank === 4"],
    ],
    [
      'JavaScript and Vue',
      `<template><p>throw new Error('markup')</p></template>
<script>
export default { methods: { load() { throw new Error('vue'); } } };
</script>`,
      ["3 throw in load: Error 'vue'"],
    ],
  ])('%s', (_name, text, paths) => {
    expect(pathsOf(text, text.startsWith('<') ? 'source.vue' : 'source.ts')).toEqual(paths);
  });
});

test.each<[string, string]>([
  ['next', `function f(x: any) {\n  /* v8 ignore next */\n  if (x) throw new Error('a');\n}`],
  ['next, before the throw', `function f(x: any) {\n  if (x) /* c8 ignore next */ throw new Error('a');\n}`],
  [
    'a number of lines',
    `function f(x: any) {\n  /* c8 ignore next 2 */\n  if (x)\n    throw new Error('a');\n}`,
  ],
  [
    'start and stop',
    `function f(x: any) {\n  /* c8 ignore start */\n  if (x) throw new Error('a');\n  /* c8 ignore stop */\n}`,
  ],
  ['if', `function f(x: any) {\n  /* istanbul ignore if -- never */\n  if (x) throw new Error('a');\n}`],
  ['else', `function f(x: any) {\n  /* istanbul ignore else */\n  if (x) g(); else throw new Error('a');\n}`],
  ['file', `/* v8 ignore file */\nfunction f(x: any) { if (x) throw new Error('a'); }`],
  ['a function', `/* v8 ignore next */\nfunction f(x: any) { if (x) throw new Error('a'); }`],
])('leaves out what a comment leaves out: %s', (_name, text) => {
  expect(pathsOf(text)).toEqual([]);
  // The comment, and nothing else, does it.
  expect(pathsOf(text.replaceAll(/ignore/g, 'look at'))).toHaveLength(1);
});

test('after what is left out all counts again', () => {
  const text = `/* c8 ignore start */\nfunction f() { throw new Error('a'); }\n/* c8 ignore stop */\nfunction g() { throw new Error('b'); }`;
  expect(pathsOf(text)).toEqual(["4 throw in g: Error 'b'"]);
});
