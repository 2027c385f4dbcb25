import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ArgumentError } from '../../errors.ts';
import { mergeConfigurations, requireConfiguration } from './configuration.ts';
import type { AuditConfiguration } from './configuration.ts';

/** In the order in which they are looked for. */
const NAMES: readonly string[] = ['ts', 'mts', 'js', 'mjs', 'cjs', 'json'].map(
  (ending) => `tensorproof.config.${ending}`,
);

/** A configuration with all that it extends, and the files it came from. */
export interface LoadedConfiguration {
  readonly configuration: AuditConfiguration;
  /** Absolute; the nearest to the user first. */
  readonly files: readonly string[];
}

/**
 * Loads `tensorproof.config.ts`, `.js`, `.mjs`, `.cjs` or `.json` of a folder, with what it extends.
 * @param folder absolute
 * @param file another file, from that folder
 * @returns an empty configuration where there is no file
 * @throws ArgumentError for a file that is not there, does not parse, throws or says what makes no sense; it names the place
 */
export async function loadConfiguration(folder: string, file?: string): Promise<LoadedConfiguration> {
  if (file !== undefined) return load(path.resolve(folder, file), []);
  const found = NAMES.map((name) => path.join(folder, name)).filter((each) => existsSync(each));
  if (found[0] === undefined) return { configuration: {}, files: [] };
  if (found.length > 1) {
    const names = found.map((each) => path.basename(each)).join(' and ');
    throw new ArgumentError(`audit: there are ${names}; one of them has to go.`, {
      argument: 'config',
      actual: found,
    });
  }
  return load(found[0], []);
}

async function load(file: string, from: readonly string[]): Promise<LoadedConfiguration> {
  if (from.includes(file)) {
    const circle = [...from.slice(from.indexOf(file)), file].map((each) => path.basename(each)).join(' → ');
    throw new ArgumentError(`audit: configurations extend each other in a circle: ${circle}.`, {
      argument: 'extends',
      actual: file,
    });
  }
  const own = requireConfiguration(await contentOf(file, from.at(-1)), path.basename(file));
  const bases =
    own.extends === undefined ? [] : typeof own.extends === 'string' ? [own.extends] : own.extends;
  let configuration: AuditConfiguration = {};
  const files: string[] = [file];
  for (const base of bases) {
    const loaded = await load(resolveBase(base, file), [...from, file]);
    configuration = mergeConfigurations(configuration, loaded.configuration);
    files.push(...loaded.files);
  }
  return { configuration: mergeConfigurations(configuration, own), files };
}

async function contentOf(file: string, from: string | undefined): Promise<unknown> {
  if (!existsSync(file)) {
    const by = from === undefined ? '' : `, which ${path.basename(from)} extends`;
    throw new ArgumentError(`audit: there is no configuration ${file}${by}.`, {
      argument: 'config',
      actual: file,
    });
  }
  if (file.endsWith('.json')) return parseJson(await readFile(file, 'utf8'), file);
  // Loaded only for a configuration that is a program.
  const { createJiti } = await import('jiti');
  const jiti = createJiti(import.meta.url, {
    fsCache: false,
    moduleCache: false,
    alias: { 'tensorproof/analyzer': ownEntry() },
  });
  try {
    return await jiti.import(pathToFileURL(file).href, { default: true });
  } catch (cause) {
    const { name, message } = cause instanceof Error ? cause : { name: 'Error', message: String(cause) };
    const place = placeIn(cause, file);
    throw new ArgumentError(
      `audit: ${file}${place} can't be loaded: ${name}: ${message.replaceAll('\n', '\n  ')}`,
      {
        argument: 'config',
        actual: file,
        cause,
      },
    );
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    const { message } = cause as SyntaxError; // what JSON.parse throws
    const before = text.slice(0, brokenAt(text)).split('\n');
    const place = `:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
    throw new ArgumentError(`audit: ${file}${place} is no JSON: ${message}`, {
      argument: 'config',
      actual: file,
      cause,
    });
  }
}

/** The offset of the first character that no JSON could have there. V8 says it only of some errors. */
function brokenAt(text: string): number {
  const couldGoOn = (length: number): boolean => {
    try {
      JSON.parse(text.slice(0, length));
      return true;
    } catch (error) {
      const { message } = error as SyntaxError; // what JSON.parse throws
      return (
        /end of JSON input|unterminated/i.test(message) ||
        message.includes(`position ${length} `) ||
        message.endsWith(`position ${length}`)
      );
    }
  };
  // Once a beginning is broken, every longer one is.
  let good = 0;
  let broken = text.length + 1;
  while (broken - good > 1) {
    const middle = Math.floor((good + broken) / 2);
    if (couldGoOn(middle)) good = middle;
    else broken = middle;
  }
  return good;
}

/** Where in the file it went wrong: said by the parser, or by the first line of the stack that is in the file. */
function placeIn(error: unknown, file: string): string {
  if (!(error instanceof Error)) return '';
  const said = /\((\d+:\d+)\)/.exec(error.message)?.[1];
  if (said !== undefined && error.name === 'SyntaxError') return `:${said}`;
  const at = error.stack?.indexOf(`${file}:`) ?? -1;
  const place =
    at === -1 ? undefined : /^\d+(?::\d+)?/.exec(error.stack?.slice(at + file.length + 1) ?? '')?.[0];
  return place === undefined ? '' : `:${place}`;
}

/** The module that configurations import: beside this one in the source, beside the bundle in the package. */
function ownEntry(): string {
  const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  const source = here('../index.ts');
  return existsSync(source) ? source : here('./analyzer.mjs');
}

function resolveBase(base: string, from: string): string {
  if (base.startsWith('.') || path.isAbsolute(base)) return path.resolve(path.dirname(from), base);
  try {
    return createRequire(from).resolve(base);
  } catch (cause) {
    throw new ArgumentError(`audit: ${path.basename(from)} extends '${base}', which is not installed.`, {
      argument: 'extends',
      actual: base,
      cause,
    });
  }
}
