import type { Profiler } from 'node:inspector';
import type { FileCoverageData, Range } from 'istanbul-lib-coverage';

/** A line of a file, by the offsets that c8 counts it with: its end is before the line break. */
interface Line {
  readonly start: number;
  readonly end: number;
}

/**
 * Writes a file's coverage as V8 would have reported it of the *original* source, so that c8, which reads nothing else,
 * counts exactly the functions, branches and lines that it is given.
 *
 * c8 reads V8's blocks with three rules, of which this makes use. A block with a name that is no block coverage is a
 * function. A block without a name that is block coverage is a branch. Every range sets the count of the lines that it
 * covers whole, the later range winning, and ranges come by their start, the longer first: so a range for each line,
 * which is neither function nor branch, decides the line.
 * @param file the coverage of the original source, in Istanbul's form
 * @param text the original source
 */
export function asV8Functions(
  file: Pick<FileCoverageData, 'statementMap' | 's' | 'fnMap' | 'f' | 'branchMap' | 'b'>,
  text: string,
): Profiler.FunctionCoverage[] {
  const lines = linesOf(text);
  const blocks: Profiler.FunctionCoverage[] = [];
  for (const [id, { name, loc }] of Object.entries(file.fnMap)) {
    const range = rangeOf(loc, lines);
    blocks.push(block(name === '' ? `(anonymous_${id})` : name, false, { ...range, count: file.f[id] ?? 0 }));
  }
  for (const [id, { loc, locations }] of Object.entries(file.branchMap)) {
    for (const [arm, count] of (file.b[id] ?? []).entries()) {
      // The branch that an `if` without `else` doesn't take has no place of its own: it stands where the `if` stands.
      const place = locations[arm];
      const range = rangeOf(place !== undefined && isPlace(place) ? place : loc, lines);
      blocks.push(block('', true, { ...range, count }));
    }
  }
  for (const [index, count] of lineCounts(file, text, lines).entries()) {
    const line = lines[index];
    if (line === undefined) continue;
    const { start, end } = line;
    // c8 sees an empty line only in a range that reaches over its breaks.
    const range =
      start < end ? { startOffset: start, endOffset: end } : { startOffset: start - 1, endOffset: start + 1 };
    blocks.push(block('', false, { ...range, count }));
  }
  return blocks;
}

function block(
  functionName: string,
  isBlockCoverage: boolean,
  range: Profiler.CoverageRange,
): Profiler.FunctionCoverage {
  return { functionName, isBlockCoverage, ranges: [range] };
}

/**
 * How often each line ran. Where a statement begins, that is what Istanbul says of the line; other lines (the rest of a
 * statement, braces, comments) are as what is around them: the innermost function, branch or statement; empty lines and
 * comments before what never ran are as that.
 */
function lineCounts(
  file: Pick<FileCoverageData, 'statementMap' | 's' | 'fnMap' | 'f' | 'branchMap' | 'b'>,
  text: string,
  lines: readonly Line[],
): number[] {
  const spans: { readonly first: number; readonly last: number; readonly count: number }[] = [];
  const add = (range: Range, count: number, inside: boolean): void => {
    if (!isPlace(range)) return;
    const { start, end } = range;
    // A function or branch owns the lines between its first and its last, which others share, and its closing line.
    spans.push({ first: start.line + (inside ? 1 : 0), last: Math.min(end.line, lines.length), count });
  };
  for (const [id, { loc }] of Object.entries(file.fnMap)) add(loc, file.f[id] ?? 0, true);
  for (const [id, { locations }] of Object.entries(file.branchMap)) {
    for (const [arm, place] of locations.entries()) add(place, file.b[id]?.[arm] ?? 0, true);
  }
  for (const [id, place] of Object.entries(file.statementMap)) add(place, file.s[id] ?? 0, false);
  spans.sort((a, b) => b.last - b.first - (a.last - a.first));

  const counts = lines.map(() => 1);
  for (const { first, last, count } of spans) counts.fill(count, first - 1, last);

  const begun = new Map<number, number>();
  for (const [id, { start }] of Object.entries(file.statementMap)) {
    begun.set(start.line, Math.max(begun.get(start.line) ?? 0, file.s[id] ?? 0));
  }
  for (const [line, count] of begun) counts[line - 1] = count;
  // What never runs begins, for V8, right behind what returned or threw: with the empty lines and comments before it.
  for (const [index, line] of [...lines.entries()].reverse()) {
    const isSilent = /^\s*(?:\/\/|\/?\*|$)/u.test(text.slice(line.start, line.end));
    if (isSilent && !begun.has(index + 1) && counts[index + 1] === 0) counts[index] = 0;
  }
  return counts;
}

function isPlace({ start, end }: Range): boolean {
  // The place of a missing `else` has no lines, which its type doesn't say.
  return Number.isInteger(start.line) && Number.isInteger(end.line);
}

function rangeOf({ start, end }: Range, lines: readonly Line[]): { startOffset: number; endOffset: number } {
  const startOffset = offsetOf(start, lines);
  // c8 passes over an empty range; the last character of the line before an end in column 0 is part of it.
  return { startOffset, endOffset: Math.max(offsetOf(end, lines), startOffset + 1) };
}

function offsetOf({ line, column }: { line: number; column: number }, lines: readonly Line[]): number {
  const at = lines[Math.min(line, lines.length) - 1];
  return at === undefined ? 0 : Math.min(at.start + column, at.end);
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  // c8 counts no empty lines at the end.
  for (const whole of text.trimEnd().split(/(?<=\n)/u)) {
    const end = start + whole.replace(/\r?\n$/u, '').length;
    lines.push({ start, end });
    start += whole.length;
  }
  return lines;
}
