import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

let folder: string | undefined;

/**
 * Where the page of a rule is, for a link: in this package, so that it says what the installed version does.
 * @returns undefined for a rule of the user, which has no page here
 */
export function rulePage(rule: string): string | undefined {
  if (!/^[a-z-]+$/.test(rule)) return undefined;
  folder ??= pagesFolder();
  const file = `${folder}${rule}.md`;
  return existsSync(file) ? pathToFileURL(file).href : undefined;
}

/** Beside the bundle in the package, above the sources in a checkout. */
function pagesFolder(): string {
  const [near, far] = ['../docs/rules/', '../../docs/rules/'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return near !== undefined && existsSync(near) ? near : (far ?? '');
}
