/** Looks at sources that it is given the names or the seeds of, and says which of them broke the analyzer. */
import { readFileSync } from 'node:fs';
import seedrandom from 'seedrandom';
import { planOf } from '../../src/analyzer/analyze.ts';
import { inspectFile } from '../../src/analyzer/inspect-file.ts';
import { SourceText } from '../../src/analyzer/source-text.ts';
import { ENDINGS, mutated, PIECES } from './mutations.ts';

/** What a worker is asked. */
export type Task =
  | { readonly kind: 'files'; readonly files: readonly string[] }
  | {
      readonly kind: 'mutations';
      readonly sources: readonly string[];
      readonly from: number;
      readonly to: number;
    };

/** What a worker says: that it begins with a source, that it was no good, or that the task is done. */
export type Answer =
  | { readonly kind: 'begun'; readonly source: string }
  | { readonly kind: 'broken'; readonly source: string; readonly why: string }
  | { readonly kind: 'done'; readonly sources: number };

const { active } = planOf({ types: false });

process.on('message', (task: Task) => {
  answer({ kind: 'done', sources: task.kind === 'files' ? lookAtFiles(task.files) : lookAtMutations(task) });
});

function lookAtFiles(files: readonly string[]): number {
  for (const file of files) {
    answer({ kind: 'begun', source: file });
    look(file, readFileSync(file, 'utf8'), file);
  }
  return files.length;
}

function lookAtMutations({ sources, from, to }: Extract<Task, { kind: 'mutations' }>): number {
  const texts = sources.map((file) => readFileSync(file, 'utf8'));
  for (let number = from; number < to; number++) {
    if (number % 100 === 0) answer({ kind: 'begun', source: `mutation ${number}` });
    const random = seedrandom(`mutation ${number}`);
    const below = (limit: number): number => Math.floor(random() * limit);
    const changes = Array.from({ length: 1 + below(6) }, () => {
      return { at: below(1 << 30), cut: below(41), piece: PIECES[below(PIECES.length)] ?? '' };
    });
    const ending = ENDINGS[below(ENDINGS.length)] ?? 'ts';
    const text = mutated(texts[below(texts.length)] ?? '', changes, ending);
    look(`a.${ending}`, text, `mutation ${number}`);
  }
  return to - from;
}

function look(path: string, text: string, source: string): void {
  try {
    const { findings, problems } = inspectFile(SourceText.parse(path, text), active);
    const failed = problems.find(({ kind }) => kind === 'rule-failed');
    if (failed !== undefined) answer({ kind: 'broken', source, why: failed.message });
    const outside = findings.find(({ place }) => place.start > place.end || place.end > text.length);
    if (outside !== undefined)
      answer({ kind: 'broken', source, why: `${outside.rule} points outside of the text` });
  } catch (error) {
    answer({
      kind: 'broken',
      source,
      why: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}

function answer(given: Answer): void {
  process.send?.(given);
}
