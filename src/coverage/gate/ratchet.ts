import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { percent } from '../../analyzer/annotations/coverage.ts';
import { ANNOTATION_KINDS } from '../../analyzer/configuration/gate-settings.ts';
import { listFirst } from '../../checks/evidence.ts';
import { ArgumentError } from '../../errors.ts';
import { writeWhole } from '../../write-whole.ts';
import { keyOf, type GateFigure } from './report.ts';

/** Of the file's format; a ratchet of another one is refused. */
const VERSION = 1;

/** The best percentage so far of each figure. */
export type Ratchet = ReadonlyMap<string, number>;

/**
 * The ratchet to hold figures against.
 * @param hold whether a file must be there already
 * @throws ArgumentError where it must and is not
 */
export async function heldRatchet(
  root: string,
  file: string,
  hold: true | 'update',
): Promise<Ratchet | undefined> {
  const ratchet = await readRatchet(path.resolve(root, file), hold === 'update');
  if (ratchet === undefined && hold === true) {
    throw new ArgumentError(`gate: there is no ratchet ${file} to hold.`, {
      argument: 'ratchet',
      hint: '--update-ratchet writes it.',
    });
  }
  return ratchet;
}

/**
 * With `'update'`, writes what is better than before; what fell stays as it was, and what nothing measures any more goes.
 * @returns the keys that rose
 * @throws ArgumentError where a ratchet that is only held has a figure that nothing measures: it would never be held again
 */
export async function raiseRatchet(
  root: string,
  file: string,
  before: Ratchet | undefined,
  figures: readonly GateFigure[],
  hold: true | 'update',
): Promise<readonly string[]> {
  const measured = new Set(figures.map(keyOf));
  const annotated = figures.some(({ kind }) => isAnnotation(kind));
  // Without annotations a ratchet keeps what it knows of them.
  const lost = [...(before?.keys() ?? [])].filter(
    (key) => !measured.has(key) && (annotated || !isAnnotation(key.split(' of ')[0] ?? '')),
  );
  if (hold === true) {
    if (lost.length === 0) return [];
    throw new ArgumentError(
      `gate: the ratchet ${file} holds ${listFirst(lost.slice(0, 3), lost.length)}, which nothing measures any more.`,
      { argument: 'ratchet', actual: lost, hint: '--update-ratchet takes it out.' },
    );
  }
  const after = new Map(before);
  for (const key of lost) after.delete(key);
  const raised: string[] = [];
  for (const figure of figures) {
    const key = keyOf(figure);
    // Of nothing there is no best.
    if (figure.found.of === 0) continue;
    // Down, so that the same run holds what it writes.
    const value = Math.floor(percent(figure.found) * 100) / 100;
    if (value <= (after.get(key) ?? -1)) continue;
    after.set(key, value);
    raised.push(key);
  }
  await writeRatchet(path.resolve(root, file), after);
  return raised;
}

function isAnnotation(kind: string): boolean {
  return ANNOTATION_KINDS.some((each) => each === kind);
}

/**
 * Reads a ratchet: one figure a line, so that a pull request shows what it changes.
 * @param merging whether a file in conflict is read with the higher figure of both sides, since both were reached
 * @returns undefined where there is no such file
 * @throws ArgumentError for a file that is no ratchet, one of another version, and one in conflict unless `merging`
 */
export async function readRatchet(file: string, merging: boolean): Promise<Ratchet | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException; // what node:fs throws
    if (code === 'ENOENT') return undefined;
    throw new ArgumentError(`gate: the ratchet ${file} can't be read: ${message}`, {
      argument: 'ratchet',
      cause: error,
    });
  }
  const sides = sidesOf(text);
  if (sides.length > 1 && !merging) {
    throw new ArgumentError(`gate: the ratchet ${file} is in conflict.`, {
      argument: 'ratchet',
      hint: '--update-ratchet takes the higher figure of both sides.',
    });
  }
  const joined = new Map<string, number>();
  for (const side of sides) {
    for (const [key, figure] of parse(side, file)) joined.set(key, Math.max(joined.get(key) ?? 0, figure));
  }
  return joined;
}

/** Writes a ratchet whole or not at all, its keys in the order of the alphabet. */
export async function writeRatchet(file: string, ratchet: Ratchet): Promise<void> {
  const figures = Object.fromEntries([...ratchet].sort(([a], [b]) => (a < b ? -1 : 1)));
  try {
    await writeWhole(file, `${JSON.stringify({ version: VERSION, figures }, undefined, 2)}\n`);
  } catch (cause) {
    const { message } = cause as Error; // what node:fs throws
    throw new ArgumentError(`gate: the ratchet can't be written: ${message}`, { argument: 'ratchet', cause });
  }
}

/** A text, or both texts that git left in it for somebody to choose from. */
function sidesOf(text: string): readonly string[] {
  if (!/^<{7}/m.test(text)) return [text];
  const conflict =
    /^<{7}[^\n]*\n(?<ours>[^]*?)(?:^\|{7}[^\n]*\n[^]*?)?^={7}[^\n]*\n(?<theirs>[^]*?)^>{7}[^\n]*\n?/gm;
  return ['ours', 'theirs'].map((side) =>
    text.replace(conflict, (...groups) => {
      const named = groups.at(-1) as Readonly<Record<string, string>>; // the last argument holds the named groups
      return named[side] ?? '';
    }),
  );
}

function parse(text: string, file: string): Ratchet {
  const wrong = (why: string): ArgumentError =>
    new ArgumentError(`gate: ${file} is no ratchet: ${why}.`, { argument: 'ratchet' });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw wrong('it is not JSON');
  }
  if (typeof content !== 'object' || content === null || !('version' in content))
    throw wrong('it has no version');
  if (content.version !== VERSION) {
    throw wrong(`it has version ${String(content.version)}, and this tensorproof reads version ${VERSION}`);
  }
  const figures = 'figures' in content ? content.figures : undefined;
  if (typeof figures !== 'object' || figures === null) throw wrong('it has no figures');
  const ratchet = new Map<string, number>();
  for (const [key, figure] of Object.entries(figures)) {
    if (typeof figure !== 'number' || !(figure >= 0 && figure <= 100)) {
      throw wrong(`the figure of ${key} is no percentage`);
    }
    ratchet.set(key, figure);
  }
  return ratchet;
}
