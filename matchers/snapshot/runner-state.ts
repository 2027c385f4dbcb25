import { GoldenStore, type Outcome, type UpdateMode } from '../../src/golden/store.ts';

/** Counts by test in Vitest, one number in Jest. */
type Counter = number | { increment(test: string): void };

/** The snapshot state that Vitest and Jest keep for each test file, as far as both agree about it. */
export interface RunnerState extends Record<Outcome, Counter> {
  readonly snapshotPath: string;
  readonly snapshotUpdateState?: UpdateMode;
  readonly _updateSnapshot?: UpdateMode;
  getUncheckedCount(): number;
  getUncheckedKeys(): string[];
  removeUncheckedKeys(): void;
  markSnapshotsAsCheckedForTest(testName: string): void;
  clearTest?(test: string): void;
  save(): unknown;
}

/** Whether a value is the snapshot state of a runner that we know. */
export function isRunnerState(value: unknown): value is RunnerState {
  if (typeof value !== 'object' || value === null) return false;
  const state = value as Partial<Record<keyof RunnerState, unknown>>; // every field is checked before use
  return (
    typeof state.snapshotPath === 'string' &&
    (['getUncheckedCount', 'getUncheckedKeys', 'removeUncheckedKeys', 'save'] as const).every(
      (method) => typeof state[method] === 'function',
    )
  );
}

const stores = new WeakMap<RunnerState, GoldenStore>();

/** Where the golden tensors of a test file lie: beside its snapshots. */
export function goldenFileOf({ snapshotPath }: RunnerState): string {
  return `${snapshotPath.replace(/\.snap$/, '')}.tensors`;
}

/**
 * The golden tensors of the test file that a snapshot state is of. They are saved, counted, reported as obsolete and removed with
 * the runner's own snapshots, since they answer whenever it asks its own state.
 * @throws GoldenFileError when the file can't be read
 */
export function goldenStoreOf(state: RunnerState): GoldenStore {
  const known = stores.get(state);
  if (known !== undefined) return known;
  const store = new GoldenStore(
    goldenFileOf(state),
    state.snapshotUpdateState ?? state._updateSnapshot ?? 'none',
  );
  stores.set(state, store);
  joinRunner(state, store);
  return store;
}

function joinRunner(state: RunnerState, store: GoldenStore): void {
  const own = {
    getUncheckedCount: state.getUncheckedCount.bind(state),
    getUncheckedKeys: state.getUncheckedKeys.bind(state),
    removeUncheckedKeys: state.removeUncheckedKeys.bind(state),
    markSnapshotsAsCheckedForTest: state.markSnapshotsAsCheckedForTest.bind(state),
    clearTest: state.clearTest?.bind(state),
    save: state.save.bind(state),
  };
  state.getUncheckedCount = () => own.getUncheckedCount() + store.unchecked.length;
  state.getUncheckedKeys = () => [
    ...own.getUncheckedKeys(),
    ...store.unchecked.map((name) => `${name} (golden tensors)`),
  ];
  state.removeUncheckedKeys = () => {
    own.removeUncheckedKeys();
    store.removeUnchecked();
  };
  state.markSnapshotsAsCheckedForTest = (testName) => {
    own.markSnapshotsAsCheckedForTest(testName);
    store.keep(testName);
  };
  state.clearTest = (test) => {
    own.clearTest?.(test);
    store.forget(test);
  };
  state.save = () => {
    store.save();
    return own.save();
  };
}

/** Tells the runner what became of a golden value, for its summary. */
export function count(state: RunnerState, outcome: Outcome, test: string): void {
  const counter = state[outcome];
  if (typeof counter === 'number') state[outcome] = counter + 1;
  else counter.increment(test);
}
