import path from 'node:path';
import { placesOf } from '../../stack-places.ts';

/** A place in the project's own source. */
export interface SourcePlace {
  /** Relative to the root, with slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/**
 * Reads a place of a stack, which Vitest has mapped to the original source already.
 * @param place e.g. `/home/me/project/src/train.ts:12:5`
 * @param root the absolute path of the project
 * @returns undefined for what is a package, or no file
 */
export function sourcePlace(place: string, root: string): SourcePlace | undefined {
  const [, raw = '', line = '', column = ''] = /^(.*):(\d+):(\d+)$/.exec(place) ?? [];
  const file = raw.replace(/^\/(?=[A-Za-z]:\/)/, '').replace(/\?.*$/, '');
  if (!path.isAbsolute(file) || /[\\/]node_modules[\\/]/.test(file)) return undefined;
  return {
    file: path.relative(root, file).replaceAll('\\', '/'),
    line: Number(line),
    column: Number(column),
  };
}

/**
 * The innermost place of a stack that is the project's own.
 * @param stack as V8 writes it
 * @param skip how many places from the innermost out are passed over unseen
 */
export function innermostPlace(stack: string | undefined, root: string, skip = 0): SourcePlace | undefined {
  for (const place of placesOf(stack).slice(skip)) {
    const found = sourcePlace(place, root);
    if (found !== undefined) return found;
  }
  return undefined;
}
