/**
 * A TensorFlow small enough for a test: real shared libraries with two C functions, in a real wheel, and a tfjs-node
 * whose addon calls them. Everything the installer does with the real ones it does with these, the compiler included.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NativePlatform } from '../../src/backend/platforms.ts';
import { zip } from './zip-writer.ts';
import type { ZipMember } from './zip-writer.ts';

/** What the stand-in's `TF_Version` answers. */
export const STAND_IN_VERSION = '0.0.0-stand-in';

/** Large enough that extracting it takes a while. */
const PADDING_BYTES = 8_000_000;

const HEADER = '#pragma once\nextern "C" const char* TF_Version(void);\n';

const ADDON = `#include <node_api.h>
#include "tensorflow/c/c_api.h"

static napi_value Init(napi_env env, napi_value exports) {
  napi_value version;
  napi_create_string_utf8(env, TF_Version(), NAPI_AUTO_LENGTH, &version);
  napi_set_named_property(env, exports, "TF_Version", version);
  return exports;
}
NAPI_MODULE(tfjs_binding, Init)
`;

const INDEX = `const path = require('node:path');
const binding = require(path.join(__dirname, '..', 'lib', 'napi-v8', 'tfjs_binding.node'));
exports.add = (a, b) => ({ dataSync: () => [a + b] });
exports.backend = () => ({ binding });
`;

/** A directory for one test file's things. */
export function makeWorkspace(): { readonly directory: string; readonly remove: () => void } {
  const directory = mkdtempSync(path.join(tmpdir(), 'tensorproof-backend-'));
  return {
    directory,
    remove: () => {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Compiles the stand-in's libraries and packs them as a wheel's members. */
export function standInMembers(directory: string): readonly ZipMember[] {
  const source = path.join(directory, 'tensorflow.cc');
  writeFileSync(source, `extern "C" const char* TF_Version() { return "${STAND_IN_VERSION}"; }\n`);
  const library = (soname: string, code: string): Buffer => {
    const out = path.join(directory, soname);
    execFileSync('g++', ['-shared', '-fPIC', `-Wl,-soname,${soname}`, '-o', out, '-x', 'c++', code]);
    return readFileSync(out);
  };
  const framework = library('libtensorflow_framework.so.2', '/dev/null');
  const padding = Buffer.alloc(PADDING_BYTES);
  // Noise that deflate can't shrink, the same on every run.
  for (let i = 0, state = 1; i < PADDING_BYTES; i++)
    padding[i] = (state = (state * 48271) % 2147483647) >>> 7;
  return [
    { name: 'tensorflow/__init__.py', data: Buffer.from('# not needed\n') },
    { name: 'tensorflow/libtensorflow_framework.so.2', data: framework },
    {
      name: 'tensorflow/libtensorflow_cc.so.2',
      data: Buffer.concat([library('libtensorflow_cc.so.2', source), padding]),
    },
    { name: 'tensorflow/include/tensorflow/c/c_api.h', data: Buffer.from(HEADER) },
    { name: 'tensorflow/include/tensorflow/core/unrelated.h', data: Buffer.from('#error not needed\n') },
  ];
}

/** A platform whose pinned wheel is these bytes. */
export function standInPlatform(wheel: Buffer): NativePlatform {
  return {
    id: 'test-machine',
    wheel: {
      project: 'tensorflow-stand-in',
      version: '0.0.0',
      python: '3.11',
      tag: 'any',
      file: 'tensorflow_stand_in-0.0.0-any.whl',
      bytes: wheel.length,
      sha256: createHash('sha256').update(wheel).digest('hex'),
    },
    libraries: ['tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'],
    extractedBytes: PADDING_BYTES,
    linkFlags: ['-shared', '-fPIC', '-Wl,-rpath,$ORIGIN/../../deps/lib'],
    quietsLoading: true,
  };
}

/** Writes the stand-in wheel and describes the platform it is pinned for. */
export function makeStandIn(directory: string): {
  readonly wheel: string;
  readonly platform: NativePlatform;
} {
  mkdirSync(directory, { recursive: true });
  const bytes = zip(standInMembers(directory));
  const platform = standInPlatform(bytes);
  const wheel = path.join(directory, platform.wheel.file);
  writeFileSync(wheel, bytes);
  return { wheel, platform };
}

/** Makes a project with a stand-in tfjs-node in its node_modules. */
export function makeProject(directory: string): { readonly directory: string; readonly tfjsNode: string } {
  const tfjsNode = path.join(directory, 'node_modules', '@tensorflow', 'tfjs-node');
  const files: Readonly<Record<string, string>> = {
    'package.json': JSON.stringify({
      name: '@tensorflow/tfjs-node',
      version: '4.22.0',
      main: 'dist/index.js',
      binary: { napi_versions: [3, 8] },
    }),
    'dist/index.js': INDEX,
    'binding/tfjs_binding.cc': ADDON,
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(tfjsNode, name)), { recursive: true });
    writeFileSync(path.join(tfjsNode, name), text);
  }
  return { directory, tfjsNode };
}

/** Writes a shell script that can be run, e.g. in place of pip. */
export function makeScript(file: string, body: string): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
  return file;
}
