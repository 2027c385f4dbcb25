import { describe, expect, test } from 'vitest';
import { ShapeSpecError } from '../../../src/errors.ts';
import {
  parseShapeSpec,
  parseSignature,
  printShape,
  printSignature,
} from '../../../src/tensor/shape-spec/index.ts';

/** Small, seeded and good enough to reach every branch: mulberry32. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const NASTY = [
  ...Array.from(' \t\n\r,:;?=#*_.-+/()[]{}<>|&^%$@!~`\'"\\0123456789abhwxyzABZ'),
  ...[
    '->',
    '...',
    '//',
    '**',
    '##',
    '#*',
    '*_',
    '_',
    '(((',
    ')))',
    '2*',
    'h',
    'batch ',
    ' 3',
    '3 ',
    'a=3',
    '-1',
    ', ',
    'x: ',
    'm?: ',
  ],
  ...[
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'toString',
    'NaN',
    'Infinity',
    '9007199254740992',
    '1e9',
    '0x10',
    '00',
  ],
  ...[
    '\u0000',
    '\u00a0',
    '\u200b',
    '\u202e',
    '\ufeff',
    'é',
    'e\u0301',
    'ß',
    'λ',
    '维',
    '٣',
    '🐙',
    '\ud83d',
    '\udc19',
    '\u2028',
  ],
];

function randomText(random: (below: number) => number): string {
  // mostly short, where the grammar is; sometimes long, where time and stack are
  const length = random(500) === 0 ? random(3000) : random(9);
  let text = '';
  for (let index = 0; index < length; index += 1) text += NASTY[random(NASTY.length)] ?? '';
  return text;
}

describe('any text at all', () => {
  test('220,000 random strings are read and printed back, or refused with a place', () => {
    const random = randomFrom(20_260_101);
    let read = 0;
    for (let index = 0; index < 220_000; index += 1) {
      const text = randomText(random);
      const isSignature = index % 3 === 0;
      try {
        if (isSignature) {
          const printed = printSignature(parseSignature(text));
          if (printSignature(parseSignature(printed)) !== printed)
            expect.fail(`not a fixed point: ${JSON.stringify(text)}`);
        } else {
          const printed = printShape(parseShapeSpec(text));
          if (printShape(parseShapeSpec(printed)) !== printed)
            expect.fail(`not a fixed point: ${JSON.stringify(text)}`);
        }
        read += 1;
      } catch (error) {
        if (!(error instanceof ShapeSpecError)) throw error;
        if (!(error.offset >= 0 && error.offset <= text.length))
          expect.fail(`a caret outside of ${JSON.stringify(text)}`);
      }
    }
    // neither all refused nor all read, or the alphabet would test nothing
    expect(read).toBeGreaterThan(20_000);
    expect(read).toBeLessThan(200_000);
    expect(Object.keys(Object.prototype)).toEqual([]);
  }, 60_000);

  test.each([
    ['open parentheses', '('],
    ['operators', '2*'],
    ['dots', '.'],
    ['spaces', ' '],
    ['stars', '*'],
    ['arrows', '->'],
    ['commas', ','],
    ['slot names', 'a:'],
    ['letters', 'a'],
    ['sums', '1+'],
    ['divisions', 'h//'],
  ])('a million %s', (_, unit) => {
    const text = unit.repeat(1_000_000 / unit.length);
    expect(() => parseShapeSpec(text)).toThrow(ShapeSpecError);
    expect(() => parseSignature(text)).toThrow(ShapeSpecError);
    // at the longest that is read
    const longest = text.slice(0, 4096);
    for (const read of [parseShapeSpec, parseSignature]) {
      try {
        read(longest);
      } catch (error) {
        expect(error).toBeInstanceOf(ShapeSpecError);
      }
    }
  });
});
