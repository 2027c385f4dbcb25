import { readFile } from 'node:fs/promises';
import { ArgumentError } from '../errors.ts';
import type { Finding } from './finding.ts';
import { writeWhole } from '../write-whole.ts';

/** Of the file's format; a baseline of another one is refused. */
const VERSION = 1;

/** A finding that is known, and sleeps. */
interface KnownFinding {
  readonly fingerprint: string;
  readonly rule: string;
  /** As it was called, for whoever reads the file; nothing is compared with it. */
  readonly message: string;
}

/** Findings that were there when the baseline was made, by file. */
export type Baseline = ReadonlyMap<string, readonly KnownFinding[]>;

/** Findings held against a baseline. */
export interface AgainstBaseline {
  /** Those that are not in it. */
  readonly findings: readonly Finding[];
  readonly known: number;
  /** How many of it are not found any more, in the files that were looked at. */
  readonly fixed: number;
}

/**
 * Reads a baseline.
 * @returns undefined where there is no such file
 * @throws ArgumentError for a file that is no baseline, or one of another version
 */
export async function readBaseline(file: string): Promise<Baseline | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined; // what node:fs throws
    throw error;
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw notOne(file, 'it is not JSON', cause);
  }
  if (typeof content !== 'object' || content === null || !('version' in content))
    throw notOne(file, 'it has no version');
  if (content.version !== VERSION) {
    throw new ArgumentError(
      `audit: the baseline ${file} has version ${String(content.version)}, and this tensorproof reads version ${VERSION}.`,
      {
        argument: 'baseline',
        expected: VERSION,
        actual: content.version,
        hint: 'make it again with --update-baseline.',
      },
    );
  }
  if (!('findings' in content) || !isFindings(content.findings))
    throw notOne(file, 'its findings are not as they were written');
  return new Map(Object.entries(content.findings));
}

/** Takes the findings out that a baseline knows. @param files that were looked at */
export function againstBaseline(
  findings: readonly Finding[],
  baseline: Baseline,
  files: ReadonlySet<string>,
): AgainstBaseline {
  const fresh: Finding[] = [];
  const met = new Set<string>();
  const knownOf = new Map(
    [...baseline].map(([file, known]) => [file, new Set(known.map(({ fingerprint }) => fingerprint))]),
  );
  for (const finding of findings) {
    const { file, fingerprint } = finding;
    if (fingerprint !== undefined && knownOf.get(file)?.has(fingerprint) === true)
      met.add(`${file} ${fingerprint}`);
    else fresh.push(finding);
  }
  let fixed = 0;
  for (const [file, known] of baseline) {
    if (!files.has(file)) continue;
    fixed += known.filter(({ fingerprint }) => !met.has(`${file} ${fingerprint}`)).length;
  }
  return { findings: fresh, known: met.size, fixed };
}

/**
 * Writes today's findings as the baseline. What it knew of files that were not looked at stays, unless they are gone.
 * @param looked files that were looked at
 * @param exists whether a file that was not is still there
 */
export async function writeBaseline(
  file: string,
  findings: readonly Finding[],
  before: Baseline | undefined,
  looked: ReadonlySet<string>,
  exists: (file: string) => boolean,
): Promise<number> {
  const all = new Map<string, KnownFinding[]>();
  for (const [path, known] of before ?? []) if (!looked.has(path) && exists(path)) all.set(path, [...known]);
  for (const { file: path, fingerprint, rule, message } of findings) {
    if (fingerprint === undefined) continue;
    const list = all.get(path) ?? [];
    all.set(path, list);
    list.push({ fingerprint, rule, message });
  }
  const sorted = Object.fromEntries([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeWhole(file, `${JSON.stringify({ version: VERSION, findings: sorted }, undefined, 2)}\n`);
  return [...all.values()].reduce((sum, known) => sum + known.length, 0);
}

function isFindings(value: unknown): value is Readonly<Record<string, readonly KnownFinding[]>> {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).every(
    (list: unknown) =>
      Array.isArray(list) &&
      list.every(
        (known: unknown) =>
          typeof known === 'object' &&
          known !== null &&
          'fingerprint' in known &&
          typeof known.fingerprint === 'string',
      ),
  );
}

function notOne(file: string, why: string, cause?: unknown): ArgumentError {
  return new ArgumentError(`audit: ${file} is no baseline: ${why}.`, {
    argument: 'baseline',
    actual: file,
    hint: 'make it again with --update-baseline.',
    cause,
  });
}
