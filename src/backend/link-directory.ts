import { randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir, readlink, rename, rm, symlink, unlink } from 'node:fs/promises';
import path from 'node:path';

const TEMPORARY_MARK = '.tensorproof-';

/** What stands where a link is wanted. */
export type LinkState =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'other' };

/** Looks at what stands at a path, without following it. */
export async function readLink(at: string): Promise<LinkState> {
  const found = await lstat(at).catch(() => undefined);
  if (found === undefined) return { kind: 'nothing' };
  if (!found.isSymbolicLink()) return { kind: 'other' };
  return { kind: 'link', target: path.resolve(path.dirname(at), await readlink(at)) };
}

/**
 * Makes `at` a link to a directory, replacing what is there. A link is replaced in one step, so a process that loads
 * the backend at that moment finds the old one or the new one.
 * @returns false when it was that link already
 */
export async function linkDirectory(at: string, target: string): Promise<boolean> {
  const parent = path.dirname(at);
  await mkdir(parent, { recursive: true });
  await clearLeftovers(at);
  const state = await readLink(at);
  if (state.kind === 'link' && state.target === target) return false;
  const temporary = `${at}${TEMPORARY_MARK}${randomBytes(6).toString('hex')}`;
  await symlink(target, temporary, 'dir');
  if (state.kind === 'other') {
    // A directory can't be renamed over; it steps aside first.
    const aside = `${at}${TEMPORARY_MARK}${randomBytes(6).toString('hex')}`;
    await rename(at, aside);
    await rename(temporary, at);
    await rm(aside, { recursive: true, force: true });
  } else {
    await rename(temporary, at);
  }
  return true;
}

/** Removes a link; anything else stays. */
export async function unlinkDirectory(at: string): Promise<boolean> {
  if ((await readLink(at)).kind !== 'link') return false;
  await unlink(at);
  return true;
}

/** Older than any step of a live process, in milliseconds. */
const LEFT_BEHIND_AFTER = 60_000;

/** What a process killed between two steps left beside the link. */
async function clearLeftovers(at: string): Promise<void> {
  const parent = path.dirname(at);
  const mark = `${path.basename(at)}${TEMPORARY_MARK}`;
  for (const name of await readdir(parent)) {
    const leftover = path.join(parent, name);
    const age = name.startsWith(mark)
      ? Date.now() - ((await lstat(leftover).catch(() => undefined))?.ctimeMs ?? Date.now())
      : 0;
    if (age > LEFT_BEHIND_AFTER) await rm(leftover, { recursive: true, force: true });
  }
}
