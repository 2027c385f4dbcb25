import { writeWhole } from '../../write-whole.ts';
import { auditFiles } from '../audit.ts';
import { byFile } from '../by-file.ts';
import type { Finding } from '../finding.ts';
import type { Problem } from '../problem.ts';
import { encode, isText, readSource } from '../project/read-source.ts';
import type { ReadFile } from '../project/typed-files.ts';
import type { AuditOptions } from '../settings.ts';
import { fixedText } from './fixed-text.ts';

/** A file with its fixes. */
export interface FixedFile {
  /** From the root of the run, with `/`. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
  readonly fixed: readonly Finding[];
}

/** What fixing came to. */
export interface Fixes {
  readonly files: readonly FixedFile[];
  /** Why files were left as they are. */
  readonly problems: readonly Problem[];
}

/**
 * Audits, and makes the rewrites that are certain: `await` where a promise is dropped, the return types that the type
 * checker knows, shapes that stand in a docstring. A file is written whole or not at all, in the encoding it had; what no
 * rewrite touches stays as it is, to the last blank. A file that changed since it was looked at, and one that would not
 * parse any more, is left.
 * @param options those of an audit; types are asked for unless they are switched off
 * @param write false only says what would be written
 * @throws ArgumentError as an audit does
 * @example
 * import { fixFiles } from 'tensorproof/analyzer';
 *
 * const { files } = await fixFiles({ paths: ['src/memory'], types: false }, false);
 */
export async function fixFiles(options: AuditOptions = {}, write = true): Promise<Fixes> {
  const { report, files } = await auditFiles({ types: true, ...options });
  const findings = byFile(report.findings.filter(({ fix }) => fix !== undefined));
  const done: FixedFile[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    const { text: after, fixed } = fixedText(file.text, findings.get(file.path) ?? []);
    if (after === file.text) continue;
    const why = (await parses(file.path, after))
      ? await written(file, after, write)
      : 'it would not parse any more';
    if (why === undefined) done.push({ file: file.path, before: file.text, after, fixed });
    else problems.push({ kind: 'not-fixed', file: file.path, message: `left as it is: ${why}`, fails: true });
  }
  return { files: done, problems };
}

/** @returns why a file can't be written; undefined where it is, or would be */
async function written(file: ReadFile, text: string, write: boolean): Promise<string | undefined> {
  const source = await readSource(file);
  if (!isText(source)) return source.message;
  if (source.text !== file.text) return 'it changed since it was looked at';
  if (!write) return undefined;
  try {
    await writeWhole(file.absolute, encode({ ...source, text }));
    return undefined;
  } catch (error) {
    const { message } = error as Error; // what node:fs throws
    return `it can't be written: ${message}`;
  }
}

async function parses(file: string, text: string): Promise<boolean> {
  // The compiler is there already where something was found, and not where nothing was.
  const { SourceText, syntaxErrors } = await import('../source-text.ts');
  return syntaxErrors(SourceText.parse(file, text)).length === 0;
}
