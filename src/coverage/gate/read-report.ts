import { readFile, stat } from 'node:fs/promises';
import type { FileCoverageData } from 'istanbul-lib-coverage';
import { RUN_FIRST, unusable } from './unusable.ts';

/** A report in Istanbul's form, and when it was written. */
export interface IstanbulReport {
  readonly files: Readonly<Record<string, FileCoverageData>>;
  readonly writtenAt: number;
}

/**
 * Reads one report of c8's reporter `json`.
 * @param file absolute
 * @param shown how messages name it
 * @throws CoverageDataError where it is not there, cut off, or in another form
 */
export async function readReport(file: string, shown: string): Promise<IstanbulReport> {
  let text: string;
  let writtenAt: number;
  try {
    text = await readFile(file, 'utf8');
    writtenAt = (await stat(file)).mtimeMs;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException; // what node:fs throws
    if (code === 'ENOENT') throw unusable([shown], 'does not exist', RUN_FIRST, cause);
    throw unusable([shown], `can't be read: ${message}`, undefined, cause);
  }
  let files: unknown;
  try {
    files = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw unusable([shown], `is cut off or no JSON${formOf(text)}`, RUN_FIRST, cause);
  }
  if (!isReport(files)) {
    throw unusable(
      [shown],
      "is no coverage in Istanbul's form",
      'c8 writes that form with --reporter=json, as coverage-final.json.',
    );
  }
  return { files, writtenAt };
}

/** Which other form of coverage it is, where that is plain to see. */
function formOf(text: string): string {
  if (/^(TN:|SF:)/.test(text)) return ', but lcov';
  if (/^\s*<\?xml|^\s*<!DOCTYPE|^\s*<coverage/.test(text)) return ', but XML';
  return '';
}

function isReport(content: unknown): content is Readonly<Record<string, FileCoverageData>> {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return false;
  return Object.values(content).every(
    (file) =>
      isObject(file) &&
      typeof file['path'] === 'string' &&
      isCounts(file['s'], isCount) &&
      isCounts(file['f'], isCount) &&
      isCounts(file['b'], (counts) => Array.isArray(counts) && counts.every(isCount)) &&
      sameKeys(file['statementMap'], file['s'], isRange) &&
      sameKeys(file['fnMap'], file['f'], (fn) => isObject(fn) && isRange(fn['loc'])) &&
      sameKeys(
        file['branchMap'],
        file['b'],
        (branch) => isObject(branch) && Array.isArray(branch['locations']),
      ),
  );
}

/** Whether each count has its place, so that nothing below trips over one that has none. */
function sameKeys(places: unknown, counts: unknown, isPlace: (place: unknown) => boolean): boolean {
  return (
    isObject(places) &&
    isObject(counts) &&
    Object.keys(counts).every((key) => isPlace(places[key])) &&
    Object.keys(places).length === Object.keys(counts).length
  );
}

function isCounts(value: unknown, isOne: (count: unknown) => boolean): boolean {
  return isObject(value) && Object.values(value).every(isOne);
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0;
}

function isRange(value: unknown): boolean {
  return isObject(value) && isPlace(value['start']) && isPlace(value['end']);
}

function isPlace(value: unknown): boolean {
  return isObject(value) && typeof value['line'] === 'number';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
