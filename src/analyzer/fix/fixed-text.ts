import type { Edit, Finding } from '../finding.ts';

/** A text with its fixes. */
export interface FixedText {
  readonly text: string;
  /** The findings whose fix is in it. */
  readonly fixed: readonly Finding[];
}

/**
 * Applies the fixes of findings to the text that they were found in. A fix is applied with all of its edits or not at all:
 * of two that touch the same part, the first in the text counts. An edit that several fixes make is made once: they all
 * want the same import, or the same `await`.
 * @param findings of one file
 */
export function fixedText(text: string, findings: readonly Finding[]): FixedText {
  const edits: Edit[] = [];
  const fixed: Finding[] = [];
  for (const finding of findings) {
    const wanted = finding.fix?.edits ?? [];
    if (wanted.length === 0) continue;
    const fresh = wanted.filter((edit) => !edits.some((other) => isSame(edit, other)));
    if (fresh.some((edit) => edits.some((other) => overlaps(edit, other)))) continue;
    edits.push(...fresh);
    fixed.push(finding);
  }
  // From the end, so that offsets stay right.
  edits.sort((a, b) => b.start - a.start || b.end - a.end);
  let result = text;
  for (const edit of edits) result = result.slice(0, edit.start) + edit.text + result.slice(edit.end);
  return { text: result, fixed };
}

function isSame(a: Edit, b: Edit): boolean {
  return a.start === b.start && a.end === b.end && a.text === b.text;
}

/** Two insertions in one place overlap, too: their order is not said. */
function overlaps(a: Edit, b: Edit): boolean {
  return a.start < b.end && b.start < a.end ? true : a.start === b.start;
}
