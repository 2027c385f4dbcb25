import { percentText } from '../../../analyzer/reporters/words.ts';
import type { Judged } from '../gate.ts';

/** The width of a letter on an average, and of what stands around a word, in pixels. */
const LETTER = 6.6;
const AROUND = 10;

/** Colours on which white is read well. @see https://www.w3.org/TR/WCAG22/#contrast-minimum */
const CLOSED = '#b3261e';
const OPEN = '#1a7f37';
const NEUTRAL = '#57606a';

/** Draws a badge: `coverage | 91.2 %`, in the colour of the verdict; the share is that of lines. */
export function badgeReport({ report }: Judged): string {
  const lines = report.figures.find(({ kind, path }) => kind === 'lines' && path === undefined);
  const [label, value] = ['coverage', lines === undefined ? '?' : percentText(lines.found)];
  const asked =
    report.patch?.wanted !== undefined ||
    report.figures.some(({ wanted, best }) => wanted !== undefined || best !== undefined);
  const colour = report.fails ? CLOSED : asked ? OPEN : NEUTRAL;
  const [left, right] = [widthOf(label), widthOf(value)];
  const title = `${label} ${value}${asked ? (report.fails ? ', the gate is closed' : ', the gate is open') : ''}`;
  const word = (text: string, from: number, width: number): string =>
    `    <text x="${from + width / 2}" y="14" textLength="${width - AROUND}">${text}</text>`;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${title}">`,
    `  <title>${title}</title>`,
    `  <clipPath id="round"><rect width="${left + right}" height="20" rx="3"/></clipPath>`,
    '  <g clip-path="url(#round)">',
    `    <rect width="${left}" height="20" fill="#24292f"/>`,
    `    <rect x="${left}" width="${right}" height="20" fill="${colour}"/>`,
    '  </g>',
    '  <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">',
    word(label, 0, left),
    word(value, left, right),
    '  </g>',
    '</svg>',
  ].join('\n')}\n`;
}

function widthOf(text: string): number {
  return Math.round(text.length * LETTER) + AROUND;
}
