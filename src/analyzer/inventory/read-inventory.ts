import { findFiles } from '../project/find-files.ts';
import { isText, readSource } from '../project/read-source.ts';
import { SourceText } from '../source-text.ts';
import { isTestFile } from '../test-files.ts';
import { type Inventory, inventoryOf } from './inventory.ts';

/** Which sources count. */
export interface InventoryOptions {
  /** The folder of the project, an absolute path. */
  readonly root: string;
  /** Files, folders and globs, from the root. @defaultValue `src` */
  readonly paths?: readonly string[] | undefined;
  /** Globs, from the root, of what is left out beyond tests. */
  readonly ignore?: readonly string[] | undefined;
}

/**
 * Reads the sources of a project, but for its tests, and takes the inventory of what tests should reach. A file that can't be read is
 * left out, as the audit says of it.
 * @throws ArgumentError for a path that does not exist, and a glob that finds nothing
 */
export async function readInventory({
  root,
  paths = ['src'],
  ignore = [],
}: InventoryOptions): Promise<Inventory> {
  const sources: SourceText[] = [];
  for (const file of await findFiles(paths, root, ignore)) {
    if (isTestFile(file.path)) continue;
    const read = await readSource(file);
    if (isText(read)) sources.push(SourceText.parse(file.path, read.text));
  }
  return inventoryOf(sources);
}
