import { randomBytes } from 'node:crypto';
import { chmod, rename, rm, stat, writeFile } from 'node:fs/promises';

/**
 * Writes a file whole or not at all: whoever reads meanwhile, or a process that is killed, sees the old file or the new one.
 * Its mode stays.
 * @param content all of it, or chunks that are made as they are written
 */
export async function writeWhole(
  file: string,
  content: string | Uint8Array | Iterable<Uint8Array>,
): Promise<void> {
  const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    await writeFile(draft, content);
    const before = await stat(file).catch(() => undefined);
    if (before !== undefined) await chmod(draft, before.mode);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
