import { AsyncLocalStorage } from 'node:async_hooks';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { InjectedFault } from '../../errors.ts';
import type { FileJournal } from './file-journal.ts';
import type { Injector } from './injector.ts';

type AnyFunction = (...args: unknown[]) => unknown;
type Host = Record<string, unknown>;

/** Calls what was covered. */
function call(original: AnyFunction, host: object, args: readonly unknown[]): unknown {
  return inside.run(true, (): unknown => Reflect.apply(original, host, args));
}

/** File operations that are made to fail, by the name that all three forms share, and which arguments are paths that they change. */
const CHANGING: Readonly<Record<string, readonly number[]>> = {
  writeFile: [0],
  appendFile: [0],
  mkdir: [0],
  rm: [0],
  rmdir: [0],
  unlink: [0],
  truncate: [0],
  rename: [0, 1],
  copyFile: [1],
  cp: [1],
  link: [1],
  symlink: [1],
  open: [0],
};
const ON_DESCRIPTORS: readonly string[] = ['write', 'writev', 'fsync', 'fdatasync', 'ftruncate'];
const READING: readonly string[] = ['readFile', 'readdir'];
const ON_HANDLES: readonly string[] = [
  'write',
  'writev',
  'writeFile',
  'appendFile',
  'sync',
  'datasync',
  'truncate',
  'read',
  'readFile',
];

/** Of the file operations themselves, which call one another. */
const inside = new AsyncLocalStorage<true>();

/** What the harness itself uses, whatever covers it. */
const { writeFileSync, appendFileSync, writeSync } = fs;

/**
 * Lets file operations of `node:fs` and `node:fs/promises` fail, in all their forms; one that writes fails half-way. What a program
 * changes is noted in a journal first. Methods that a module took apart when it was loaded (`promisify(fs.readFile)`) can't be
 * reached, except where they call others of `fs` themselves, as `fs.writeFile` does.
 */
export function faultyFiles(injector: Injector, journal: FileJournal): () => void {
  const undo: (() => void)[] = [];
  const cover = (host: object, name: string, made: (original: AnyFunction) => AnyFunction): void => {
    const original: unknown = Reflect.get(host, name);
    const descriptor = Object.getOwnPropertyDescriptor(host, name);
    if (!isFunction(original)) return;
    // What `promisify` reads off a method is read off its cover.
    const value = Object.defineProperties(made(original), Object.getOwnPropertyDescriptors(original));
    Object.defineProperty(host, name, {
      configurable: true,
      writable: true,
      enumerable: descriptor?.enumerable ?? true,
      value,
    });
    undo.push(() => {
      if (descriptor === undefined) Reflect.deleteProperty(host, name);
      else Object.defineProperty(host, name, descriptor);
    });
  };
  const codeOf = (name: string, args: readonly unknown[]): string =>
    READING.includes(name) || (name === 'open' && isReading(args[1])) ? 'EIO' : 'ENOSPC';
  /** Notes and announces an operation; what it fails with, if it is to fail. */
  const strike = (name: string, args: readonly unknown[]): Error | undefined => {
    for (const at of CHANGING[name] ?? []) {
      const file = pathOf(args[at]);
      if (file !== undefined && !(name === 'open' && isReading(args[1]))) journal.touch(file);
    }
    const file = pathOf(args[0]);
    const fault = injector.announce('io', file === undefined ? name : `${name} ${path.basename(file)}`);
    if (fault === undefined) return undefined;
    writeHalf(name, args);
    return systemError(codeOf(name, args), name, file, fault);
  };
  const isWatched = (): boolean => injector.isRunning && inside.getStore() !== true;
  const promises = fs.promises as unknown as Host; // an object with the methods of these names
  for (const name of [...Object.keys(CHANGING), ...ON_DESCRIPTORS, ...READING]) {
    cover(fs, `${name}Sync`, (original) => (...args) => {
      if (!isWatched()) return Reflect.apply(original, fs, args);
      const error = strike(name, args);
      if (error !== undefined) throw error;
      return call(original, fs, args);
    });
    cover(fs, name, (original) => (...args) => {
      const callback = args.at(-1);
      if (!isWatched() || !isFunction(callback)) return Reflect.apply(original, fs, args);
      const error = strike(name, args);
      if (error !== undefined) {
        process.nextTick(() => Reflect.apply(callback, undefined, [error]));
        return undefined;
      }
      // The callback is the program's again.
      const outside = AsyncLocalStorage.bind((...results: unknown[]) =>
        Reflect.apply(callback, undefined, results),
      );
      return call(original, fs, [...args.slice(0, -1), outside]);
    });
    cover(promises, name, (original) => async (...args) => {
      if (!isWatched()) return Reflect.apply(original, promises, args);
      const error = strike(name, args);
      if (error !== undefined) throw error;
      const result = await call(original, promises, args);
      if (name === 'open' && typeof result === 'object' && result !== null)
        coverHandle(result, String(args[0]));
      return result;
    });
  }
  const coverHandle = (handle: object, file: string): void => {
    for (const name of ON_HANDLES) {
      const original: unknown = Reflect.get(handle, name);
      if (!isFunction(original)) continue;
      Object.defineProperty(handle, name, {
        configurable: true,
        writable: true,
        // What it throws rejects, as the method itself does.
        value: async (...args: unknown[]): Promise<unknown> => {
          await Promise.resolve();
          if (isWatched()) {
            const fault = injector.announce('io', `${name} ${path.basename(file)}`);
            if (fault !== undefined) {
              const fd: unknown = Reflect.get(handle, 'fd');
              writeHalf(name.startsWith('write') || name === 'appendFile' ? 'write' : name, [fd, args[0]]);
              throw systemError(name.startsWith('read') ? 'EIO' : 'ENOSPC', name, file, fault);
            }
          }
          return call(original, handle, args);
        },
      });
    }
  };
  syncBuiltinESMExports();
  return () => {
    for (const each of undo.splice(0)) each();
    syncBuiltinESMExports();
  };
}

function isFunction(value: unknown): value is AnyFunction {
  return typeof value === 'function';
}

function pathOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (Buffer.isBuffer(value)) return value.toString();
  return value instanceof URL && value.protocol === 'file:' ? fileURLToPath(value) : undefined;
}

/** Whether the flags of `open` only read; they do by default. */
function isReading(flags: unknown): boolean {
  if (typeof flags === 'number') return (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) === 0;
  return typeof flags !== 'string' || flags === 'r' || flags === 'rs';
}

/** A disk that is full takes the first half. */
function writeHalf(name: string, [target, data]: readonly unknown[]): void {
  const bytes =
    typeof data === 'string'
      ? Buffer.from(data)
      : ArrayBuffer.isView(data)
        ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
        : undefined;
  if (bytes === undefined) return;
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  try {
    if (name === 'writeFile' && (typeof target === 'string' || target instanceof URL))
      writeFileSync(target, half);
    if (name === 'appendFile' && (typeof target === 'string' || target instanceof URL))
      appendFileSync(target, half);
    if (name === 'write' && typeof target === 'number') writeSync(target, half);
  } catch {
    // The folder is not there: then the operation fails with nothing written.
  }
}

const TEXTS: Readonly<Record<string, string>> = { ENOSPC: 'no space left on device', EIO: 'i/o error' };

/** An error as Node makes it, so that a program which looks at its code finds one; the injected fault is its cause. */
function systemError(code: string, syscall: string, file: string | undefined, fault: InjectedFault): Error {
  const where = file === undefined ? '' : ` '${file}'`;
  const error = new Error(`${code}: ${TEXTS[code] ?? 'failed'}, ${syscall}${where}`, { cause: fault });
  const errno = -constants.errno[code as keyof typeof constants.errno]; // TEXTS has only codes of errno
  return Object.assign(error, { errno, code, syscall, ...(file !== undefined && { path: file }) });
}
