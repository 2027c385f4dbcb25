import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { loadDigits } from '../../fixtures/data/digits.ts';
import { plotComparison } from '../../scripts/demo/plots/comparison.ts';
import { escapeXml } from '../../scripts/demo/plots/page.ts';
import { plotReconstructions } from '../../scripts/demo/plots/reconstructions.ts';

const digits = loadDigits();
const image = (row: number): number[] =>
  [...digits.pixels.subarray(row * 64, row * 64 + 64)].map((ink) => ink / 16);

/** Every opening tag has its closing one, and nothing is outside of the root: what makes XML well formed. */
function unclosedTags(xml: string): string[] {
  const open: string[] = [];
  const body = xml.replace(/<\?xml[^>]*\?>/, '').replace(/<style>[^<]*<\/style>/g, '');
  for (const [, slash, name = '', selfClosing] of body.matchAll(
    /<(\/?)([a-zA-Z]+)(?:"[^"]*"|[^">])*?(\/?)>/g,
  )) {
    if (selfClosing === '/') continue;
    if (slash !== '/') open.push(name);
    else if (open.pop() !== name) return [`</${name}>`];
  }
  return open;
}

interface ElementLike {
  readonly textContent: string;
  querySelector(selector: string): ElementLike | null;
  querySelectorAll(selector: string): Iterable<ElementLike>;
}

function parse(svg: string): ElementLike {
  const page: unknown = parseHTML(`<body>${svg.replace(/<\?xml[^>]*\?>/, '')}</body>`);
  const root = (page as { readonly document: ElementLike }).document.querySelector('svg');
  if (root === null) throw new Error('no <svg> in it');
  return root;
}

const texts = (root: ElementLike): string[] =>
  [...root.querySelectorAll('text')].map((each) => each.textContent);

describe('plotReconstructions', () => {
  const rows = [0, 1, 2];
  const svg = plotReconstructions({
    title: 'Digits & <their> reconstructions',
    subtitle: ['one line', 'another'],
    columns: ['zero', 'one', 'two', 'three'],
    side: 8,
    rows: rows.map((row) => ({
      name: `model ${row}`,
      remark: row === 0 ? '' : `mean error 0.0${row}`,
      images: [0, 1, 2, 3].map(image),
    })),
  });
  const root = parse(svg);

  test('is well-formed SVG that declares itself', () => {
    expect(unclosedTags(svg)).toEqual([]);
    expect(svg).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/,
    );
    expect(svg).toContain('<title id="title">Digits &amp; &lt;their&gt; reconstructions</title>');
  });

  test('has every pixel of every image, in a frame of its own', () => {
    expect([...root.querySelectorAll('[aria-label="cell"] rect')]).toHaveLength(3 * 4 * 64);
    expect([...root.querySelectorAll('[aria-label="frame"] rect, rect[aria-label="frame"]')]).toHaveLength(
      3 * 4,
    );
  });

  test('says what each row and each column is', () => {
    expect(texts(root)).toEqual(
      expect.arrayContaining([
        'zero',
        'one',
        'two',
        'three',
        'model 0',
        'model 2',
        'mean error 0.02',
        'another',
      ]),
    );
  });

  test('a pixel beyond ink is drawn as ink', () => {
    const draw = (ink: number): string =>
      plotReconstructions({
        title: '',
        subtitle: [],
        columns: [''],
        side: 1,
        rows: [{ name: '', remark: '', images: [[ink]] }],
      });
    expect(draw(1.4)).toBe(draw(1));
    expect(draw(-0.2)).toBe(draw(0));
    expect(draw(0.5)).not.toBe(draw(1));
  });
});

describe('plotComparison', () => {
  const expected = image(3);
  const actual = expected.map((ink, index) => (index === 11 ? 0 : ink));
  const svg = plotComparison({
    title: 'One pixel',
    subtitle: ['is lost'],
    side: 8,
    expected,
    actual,
    worst: 11,
  });
  const root = parse(svg);

  test('is well-formed SVG', () => {
    expect(unclosedTags(svg)).toEqual([]);
  });

  test('shows expected, actual and difference, and marks the worst element in each', () => {
    expect(texts(root)).toEqual(expect.arrayContaining(['expected', 'actual', 'actual − expected']));
    expect([...root.querySelectorAll('[aria-label="cell"]:not([fill="none"]) rect')]).toHaveLength(3 * 64);
    expect([...root.querySelectorAll('[aria-label="cell"][fill="none"] rect')]).toHaveLength(3);
  });

  test('says where the worst element is and what it should have been', () => {
    expect(texts(root)).toContain('worst element, row 1, column 3: 0 instead of 0.38');
  });

  test('draws NaN and infinities too', () => {
    const broken = plotComparison({
      title: '',
      subtitle: [],
      side: 2,
      expected: [0, 1, 0.5, 1],
      actual: [Number.NaN, Infinity, 0.5, 1],
      worst: 0,
    });
    expect(texts(parse(broken))).toEqual(expect.arrayContaining(['NaN', 'Infinity']));
    expect(unclosedTags(broken)).toEqual([]);
    expect(broken).not.toMatch(/="NaN"|="Infinity"|="-?Infinity"/);
  });
});

test.each([
  ['a < b && "c"', 'a &lt; b &amp;&amp; &quot;c&quot;'],
  ["it's > plain", 'it&apos;s &gt; plain'],
  ['plain', 'plain'],
])('escapeXml(%j)', (text, escaped) => {
  expect(escapeXml(text)).toBe(escaped);
});
