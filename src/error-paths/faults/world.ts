import type { FileState } from './file-journal.ts';
import { FileJournal, isSameState } from './file-journal.ts';
import type { OptimizerWatch } from '../../engine/optimizer-watch.ts';
import { VariableSnapshot } from '../../engine/variable-snapshot.ts';
import { countOf } from '../../checks/evidence.ts';
import { shortPlace } from '../../stack-places.ts';

type Files = ReadonlyMap<string, FileState>;

/** What is found at the paths that a program changes. */
export interface FileFindings {
  readonly torn: readonly string[];
  readonly left: readonly string[];
  /** Whether some are old, others new. */
  readonly mixed: boolean;
  readonly isNew: boolean;
}

/** What is found in variables and optimizers. */
export interface StateFindings {
  readonly isOld: boolean;
  readonly isNew: boolean;
  /** The variables that are not what they were. */
  readonly changed: readonly string[];
}

type Optimizers = Pick<OptimizerWatch, 'steps' | 'restoreSteps'>;

/** Variables, and what optimizers have counted, at one time. */
class TrainingState {
  readonly variables = new VariableSnapshot();
  readonly #optimizers: Optimizers;
  readonly #steps: ReturnType<Optimizers['steps']>;

  constructor(optimizers: Optimizers) {
    this.#optimizers = optimizers;
    this.#steps = optimizers.steps();
  }

  isNow(changed: readonly string[] = this.variables.changed()): boolean {
    const now = this.#optimizers.steps();
    const isSameStep = [...this.#steps].every(([optimizer, count]) => now.get(optimizer) === count);
    return isSameStep && changed.length === 0;
  }

  restore(): void {
    this.variables.restore();
    this.#optimizers.restoreSteps(this.#steps);
  }
}

/** Weights, optimizers and files: as they are before a call, and as they are after one without a fault. */
export class World {
  readonly journal = new FileJournal();
  readonly #optimizers: Optimizers;
  #old: TrainingState;
  #new: TrainingState | undefined;
  #oldFiles: Files = new Map();
  #newFiles: Files = new Map();
  /** Files whose contents differ from one call to the next, without a fault. */
  #varying: ReadonlySet<string> = new Set();
  /** Whether a call without a fault changes anything that shows. */
  hasEffect = false;

  constructor(optimizers: Optimizers) {
    this.#optimizers = optimizers;
    this.#old = new TrainingState(optimizers);
  }

  /** Takes what is there as old. */
  markOld(): void {
    this.#old.variables.dispose();
    this.#old = new TrainingState(this.#optimizers);
    this.#oldFiles = this.journal.now();
  }

  /** Takes what is there as new. */
  markNew(): void {
    this.#new = new TrainingState(this.#optimizers);
    this.#newFiles = this.journal.now();
    const isFileChanged = [...this.#newFiles].some(([file, state]) => !isSameState(state, this.#oldAt(file)));
    this.hasEffect = isFileChanged || !this.#old.isNow();
  }

  /** Takes what is there as new, too, made by a second call from the same beginning. */
  markNewAgain(): void {
    const again = this.journal.now();
    this.#varying = new Set(
      [...this.#newFiles].filter(([file, state]) => !same(again.get(file), state)).map(([file]) => file),
    );
  }

  /** Makes everything old again. */
  restore(): void {
    this.#old.restore();
    this.#old = new TrainingState(this.#optimizers);
    this.journal.restore(this.#oldFiles);
  }

  /** Puts files back as they were before everything. Variables are the caller's. */
  end(): void {
    this.journal.restore();
    this.#old.variables.dispose();
    this.#new?.variables.dispose();
  }

  state(): StateFindings {
    const changed = this.#old.variables.changed();
    return { isOld: this.#old.isNow(changed), isNew: this.#new?.isNow() ?? true, changed };
  }

  files(): FileFindings {
    const torn: string[] = [];
    const left: string[] = [];
    let [olds, news] = [0, 0];
    for (const [file, now] of this.journal.now()) {
      const [before, after] = [this.#oldAt(file), this.#newAt(file)];
      if (isSameState(before, after) && isSameState(now, before)) continue;
      if (isSameState(now, before)) olds += 1;
      else if (isSameState(now, after) || (this.#varying.has(file) && sizeOf(now) === sizeOf(after)))
        news += 1;
      else if (before.kind === 'absent' && after.kind === 'absent')
        left.push(`${nameOf(file)}${sizeText(now)}`);
      else torn.push(describeTorn(file, now, before, after));
    }
    const isNew = olds === 0 && torn.length === 0 && left.length === 0;
    return { torn, left, mixed: olds > 0 && news > 0, isNew };
  }

  #oldAt(file: string): FileState {
    return this.#oldFiles.get(file) ?? this.journal.before(file);
  }

  #newAt(file: string): FileState {
    return this.#newFiles.get(file) ?? this.journal.before(file);
  }
}

function same(left: FileState | undefined, right: FileState): boolean {
  return left !== undefined && isSameState(left, right);
}

function nameOf(file: string): string {
  const short = shortPlace(file);
  return short.length > 60 ? `…${short.slice(-60)}` : short;
}

function sizeOf(state: FileState): number {
  return state.kind === 'file' ? state.data.length : -1;
}

function sizeText(state: FileState): string {
  return state.kind === 'file' ? `, ${countOf(state.data.length, 'byte')}` : '';
}

function describeTorn(file: string, now: FileState, before: FileState, after: FileState): string {
  if (now.kind === 'absent') return `${nameOf(file)} is gone`;
  const was = before.kind === 'file' ? `${before.data.length} before` : 'none before';
  const becomes = after.kind === 'file' ? `${after.data.length} after` : 'none after';
  return `${nameOf(file)} has ${now.kind === 'file' ? countOf(now.data.length, 'byte') : 'become a folder'} (${was}, ${becomes})`;
}
