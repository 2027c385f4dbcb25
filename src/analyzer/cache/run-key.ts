import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import manifest from '../../../package.json' with { type: 'json' };
import type { Rule } from '../rule.ts';
import type { AuditOptions } from '../settings.ts';
import { contentHash, fileHash } from './content-hash.ts';

/**
 * What the results of a run depend on beside the files: this tool and its compiler, the rules with their levels and options,
 * and whether types are asked for. Runs of one key share their results.
 */
export function runKey({ rules = {}, ownRules = [], types }: AuditOptions): string {
  return contentHash(
    JSON.stringify([manifest.version, compilerVersion(), process.versions.node.split('.')[0], types ?? null]),
    JSON.stringify(Object.entries(rules).sort(([a], [b]) => (a < b ? -1 : 1))),
    ownCode(),
    ...ownRules.map(identityOf),
  );
}

/** A user's rule, by all that it says and does; what it imports from elsewhere is seen by its `version` alone. */
function identityOf(rule: Rule): string {
  return JSON.stringify(rule, (_, value: unknown) => (typeof value === 'function' ? String(value) : value));
}

function compilerVersion(): string {
  // Its manifest says it.
  const { version } = createRequire(import.meta.url)('ts-morph/package.json') as { readonly version: string };
  return version;
}

let codeOfProcess: string | undefined;

/** The content of the code that this file is part of: the package's bundle, or the analyzer's source. */
function ownCode(): string {
  // What runs is what was loaded, whatever becomes of the files.
  codeOfProcess ??= hashOfCode();
  return codeOfProcess;
}

function hashOfCode(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const isSource = import.meta.url.endsWith('.ts');
  const folder = isSource ? path.dirname(here) : here;
  const files = readdirSync(folder, { recursive: isSource, encoding: 'utf8' }).filter((file) =>
    /\.m?[jt]s$/.test(file),
  );
  return contentHash(...files.sort().map((file) => `${file} ${fileHash(path.join(folder, file)) ?? ''}`));
}
