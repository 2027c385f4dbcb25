import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import path from 'node:path';
import { constants, Script } from 'node:vm';
import { crc32 } from 'node:zlib';
import type * as Morph from 'ts-morph';
import { userCacheDirectory } from '../user-cache.ts';

type Compiler = typeof Morph.ts;

const require = createRequire(import.meta.url);

/** Writes the compiled code of the compiler, where this process had to compile it. */
let keep: (() => void) | undefined;

/**
 * Loads the compiler that ts-morph bundles, without ts-morph around it. Compiling its 9 MB of JavaScript takes longer
 * than running the rules over fifty files, so the code that V8 makes of it is taken from the user's cache where an
 * earlier run left it (see {@link keepCompiledCode}).
 */
export function loadCompiler(): Compiler {
  const file = compilerFile();
  const known = file === undefined ? undefined : require.cache[file];
  // What stands in that file is the compiler.
  if (known !== undefined) return known.exports as Compiler;
  if (file === undefined) return loadMorph().ts;
  try {
    return evaluate(file);
  } catch {
    // A package manager that keeps files elsewhere, a folder that can't be read: Node's own loader decides.
    return loadMorph().ts;
  }
}

/**
 * Keeps the code that V8 made of the compiler for later runs, functions that ran included. For the end of a program;
 * where nothing had to be compiled, or nothing can be written, nothing happens.
 */
export function keepCompiledCode(): void {
  keep?.();
  keep = undefined;
}

/**
 * Loads ts-morph around the same compiler. An `import` of it would read its source twice, for the names that it exports,
 * which takes longer than running it.
 */
export function loadMorph(): typeof Morph {
  return require('ts-morph') as typeof Morph; // its declarations say what it exports
}

/** The compiler is a file of its own beside the package that ts-morph is built on. */
function compilerFile(): string | undefined {
  try {
    const common = createRequire(require.resolve('ts-morph')).resolve('@ts-morph/common');
    const file = path.join(path.dirname(common), 'typescript.js');
    return statSync(file).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

function evaluate(file: string): Compiler {
  const cache = codeFile(file);
  const cachedData = readCode(cache);
  const code = readFileSync(file, 'utf8');
  const script = new Script(Module.wrap(code), {
    filename: file,
    ...(cachedData === undefined ? {} : { cachedData }),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = new Module(file);
  module.filename = file;
  module.paths = [];
  const load = script.runInThisContext() as (...args: readonly unknown[]) => void; // what Module.wrap makes
  load.call(module.exports, module.exports, createRequire(file), module, file, path.dirname(file));
  module.loaded = true;
  // ts-morph, where types are asked for, must meet the same compiler.
  require.cache[file] = module;
  if (cachedData === undefined || script.cachedDataRejected === true) {
    keep = () => {
      writeCode(cache, script.createCachedData());
    };
  }
  return module.exports as Compiler;
}

/** One file for each version of the compiler and of V8; V8 refuses code that another one made. */
function codeFile(file: string): string {
  const { size, mtimeMs } = statSync(file);
  const key = [file, size, mtimeMs, process.versions.v8, process.arch].join('\0');
  const name = createHash('sha256').update(key).digest('hex').slice(0, 16);
  return path.join(userCacheDirectory(), 'compiled', `${name}.code`);
}

const CHECKSUM_BYTES = 4;

/** V8 trusts the code it is given; what is not as it was written is not shown to it. */
function readCode(file: string): Buffer | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return undefined;
  }
  if (bytes.length <= CHECKSUM_BYTES) return undefined;
  const code = bytes.subarray(CHECKSUM_BYTES);
  return crc32(code) === bytes.readUInt32LE(0) ? code : undefined;
}

function writeCode(file: string, code: Buffer): void {
  const draft = `${file}.${process.pid}`;
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  checksum.writeUInt32LE(crc32(code));
  // A cache that can't be written costs time, and nothing else.
  try {
    mkdirSync(path.dirname(file), { recursive: true });
  } catch {
    return;
  }
  try {
    writeFileSync(draft, Buffer.concat([checksum, code]));
    renameSync(draft, file);
  } catch {
    rmSync(draft, { force: true });
  }
}
