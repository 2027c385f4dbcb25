import type { SourceErrorPath, Stretch } from '../../analyzer/error-paths/error-path.ts';
import type { AssertedBy } from '../../error-paths/note-asserted.ts';
import type { RecordEntry } from '../collect/record.ts';
import { ASSERTED_ERROR } from './asserted-error.ts';
import { strongest } from './asserted-by.ts';

/** A line of a stack. */
interface Frame {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** An error that a test asserted. */
interface AssertedError {
  readonly by: AssertedBy;
  /** From the innermost out. */
  readonly stack: readonly Frame[];
}

/** The error paths of one file. */
export interface PathsOfFile {
  /** From the root, with slashes. */
  readonly file: string;
  readonly paths: readonly SourceErrorPath[];
}

/**
 * Finds out for which error paths an asserted error came. The path of an error is the innermost line of its stack that throws or
 * rejects: further in are constructors, and functions that only make errors. What throws on an error that it caught leaves no line;
 * it has thrown those that came out of its `try`.
 */
export function matchAsserted(
  files: readonly PathsOfFile[],
  entries: readonly RecordEntry[],
): ReadonlyMap<SourceErrorPath, AssertedBy> {
  const byFile = new Map(
    files.map(({ file, paths }) => [file, paths.filter(({ kind }) => kind !== 'catch')]),
  );
  const asserted = new Map<SourceErrorPath, AssertedBy>();
  for (const { by, stack } of entries.flatMap(readAsserted)) {
    const add = (path: SourceErrorPath): void => {
      asserted.set(path, strongest(asserted.get(path) ?? 'any', by));
    };
    const made = stack
      .map((frame) =>
        innermost(
          (byFile.get(frame.file) ?? []).filter(
            ({ at, through }) => through === undefined && holds(at, frame),
          ),
        ),
      )
      .find((path) => path !== undefined);
    if (made !== undefined) add(made);
    for (const frame of stack) {
      for (const path of byFile.get(frame.file) ?? []) {
        if (path.through !== undefined && holds(path.through, frame)) add(path);
      }
    }
  }
  return asserted;
}

function readAsserted({ kind, by, stack }: RecordEntry): AssertedError[] {
  if (kind !== ASSERTED_ERROR || (by !== 'type' && by !== 'message' && by !== 'any')) return [];
  if (!Array.isArray(stack)) return [];
  const frames = stack.flatMap((place): Frame[] => {
    const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(String(place)) ?? [];
    return file === undefined ? [] : [{ file, line: Number(line), column: Number(column) }];
  });
  return [{ by, stack: frames }];
}

/** Columns of a stack are from 1. */
function holds({ start, end }: Stretch, { line, column }: Frame): boolean {
  if (line < start.line || line > end.line) return false;
  return (
    !(line === start.line && column - 1 < start.column) && !(line === end.line && column - 1 >= end.column)
  );
}

/** Of several that lie in each other, the one that is in all others. */
function innermost(paths: readonly SourceErrorPath[]): SourceErrorPath | undefined {
  return [...paths].sort((a, b) => sizeOf(a.at) - sizeOf(b.at))[0];
}

function sizeOf({ start, end }: Stretch): number {
  return (end.line - start.line) * 10_000 + end.column - start.column;
}
