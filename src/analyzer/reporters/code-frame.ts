import type { Place } from '../finding.ts';

/** One line of a frame: its number, its text, and which part of it is marked. */
export interface FrameLine {
  readonly number: number;
  readonly text: string;
  /** Columns from 0, end exclusive; undefined on the lines around the place. */
  readonly marked?: readonly [from: number, to: number];
}

/** Longer lines were made by a tool; the part around the place is shown. */
const WIDEST = 110;

/**
 * The lines of a text around a place, with the marked part of its first line.
 * @param around how many lines to show before and after
 */
export function codeFrame(text: string, place: Place, around = 1): readonly FrameLine[] {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/);
  const frame: FrameLine[] = [];
  for (let number = Math.max(1, place.line - around); number <= place.line + around; number++) {
    const line = lines[number - 1];
    if (line === undefined || (number > place.line && line.trim() === '')) break;
    if (number < place.line && line.trim() === '') continue;
    if (number !== place.line) {
      frame.push({ number, text: fit(line, 0).text });
      continue;
    }
    const from = place.column - 1;
    const to = place.endLine === place.line ? Math.max(place.endColumn - 1, from + 1) : line.trimEnd().length;
    const { text: shown, cut } = fit(line, from);
    const start = expand(line.slice(cut, from)).length + (cut > 0 ? 1 : 0);
    const end = start + expand(line.slice(from, to)).length;
    frame.push({ number, text: shown, marked: [start, Math.max(start + 1, Math.min(end, shown.length))] });
  }
  return frame;
}

/** A line with tabs as spaces, cut around a column where it is too long. */
function fit(line: string, column: number): { readonly text: string; readonly cut: number } {
  if (line.length <= WIDEST) return { text: expand(line), cut: 0 };
  const cut = column < WIDEST - 30 ? 0 : column - 30;
  const part = line.slice(cut, cut + WIDEST);
  return {
    text: `${cut > 0 ? '…' : ''}${expand(part)}${cut + WIDEST < line.length ? '…' : ''}`,
    cut,
  };
}

function expand(text: string): string {
  return text.replaceAll('\t', '  ');
}
