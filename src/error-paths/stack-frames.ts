import { isTensorFlowPlace } from '../engine/user-line.ts';
import { placesOf } from '../stack-places.ts';

/** One line of a stack. */
export interface Frame {
  /** The function, e.g. `SGDOptimizer.minimize`; empty where it has no name. */
  readonly name: string;
  /** File and line, without the column: an `await` stands in another column than the call it waits for. */
  readonly line: string;
  readonly owner: 'tensorflow' | 'user';
}

const NAMED = /^\s*at (?:async )?(?:new )?([^ (]+) .*\(/;
const COLUMN = /:\d+$/;

/** This file, below the folder of the library's sources or of its built package. */
const OWN = /^(.*[\\/])(src|dist)[\\/]/.exec(placesOf(new Error().stack)[0] ?? '');

/** What only watches, and so stands between the frames of others. In the built package, where files are merged, it is all of it. */
const WATCHERS = ['engine', 'memory', 'plugin', 'random', 'arbitraries', 'error-paths', 'coverage'];

function isWatcher(place: string): boolean {
  const [, root, folder] = OWN ?? [];
  if (root === undefined || folder === undefined || !place.startsWith(`${root}${folder}`)) return false;
  if (folder === 'dist') return true;
  const path = place.slice(root.length + folder.length + 1);
  return WATCHERS.some((name) => path.startsWith(name));
}

/**
 * The frames of a stack that belong to someone, from the innermost out.
 * @param stack as V8 writes it
 */
export function framesOf(stack: string | undefined): Frame[] {
  return (stack ?? '').split('\n').flatMap((text): Frame[] => {
    const [place] = placesOf(text);
    if (place === undefined || isWatcher(place)) return [];
    const owner = isTensorFlowPlace(place) ? 'tensorflow' : 'user';
    return [{ name: NAMED.exec(text)?.[1] ?? '', line: place.replace(COLUMN, ''), owner }];
  });
}

/** A function of TensorFlow.js that was called from the user's code. */
export interface Entry {
  readonly name: string;
  /** The user's lines below it, from the innermost out. */
  readonly below: readonly string[];
  /** Whether it runs a callback in a tidy, so that what is left of it has been handed over. */
  readonly takesOver: boolean;
  /** Whether its callback feeds a pipeline of data, to which all belongs that it makes. */
  readonly isPipeline: boolean;
}

const SCOPE = /(?:^|\.)(?:tidy|scopedRun)$/;
const PIPELINE = /[\\/]tfjs-data[\\/]/;
const FEEDS = /\.(?:nextFn|transform)$/;

/** The functions of TensorFlow.js through which a stack goes, from the innermost out. */
export function entriesOf(frames: readonly Frame[]): Entry[] {
  const entries: Entry[] = [];
  const user = frames.filter(({ owner }) => owner === 'user').map(({ line }) => line);
  let passed = 0;
  frames.forEach((frame, i) => {
    if (frame.owner === 'user') passed += 1;
    const isEntry = frame.owner === 'tensorflow' && frames[i + 1]?.owner !== 'tensorflow';
    if (!isEntry) return;
    // The frames of TensorFlow.js between this entry and the user's callback.
    const last = frames.slice(0, i).findLastIndex(({ owner }) => owner === 'user');
    const inner = frames.slice(last + 1, i + 1);
    const takesOver = inner.some(({ name }) => SCOPE.test(name));
    const isPipeline = inner.some(({ name, line }) => FEEDS.test(name) && PIPELINE.test(line));
    entries.push({ name: frame.name, below: user.slice(passed), takesOver, isPipeline });
  });
  return entries;
}

/** Whether a stack goes through a function of TensorFlow.js that was called from the same lines of the user's. */
export function goesThrough(stack: readonly Entry[], { name, below }: Entry): boolean {
  return stack.some(
    (each) =>
      each.name === name &&
      each.below.length === below.length &&
      each.below.every((line, i) => line === below[i]),
  );
}
