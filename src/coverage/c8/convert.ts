import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Profiler } from 'node:inspector';
import convertToIstanbul from 'ast-v8-to-istanbul';
import type { CoverageMapData } from 'istanbul-lib-coverage';
// Vitest hands on no other parser, and Vite, which has a newer one, is no dependency of ours.

import { parseAstAsync as parse, type TestProject } from 'vitest/node';
import { isOfVite } from './of-vite.ts';

type Conversion = Parameters<typeof convertToIstanbul>[0];

/** What was executed, and how it maps to what its author wrote. */
interface ExecutedSource {
  readonly code: string;
  readonly map?: NonNullable<Conversion['sourceMap']>;
}

/**
 * Converts what V8 measured of one executed script into coverage of the source that its author wrote, as Vitest's own
 * V8 provider counts it: by the functions, branches and statements of the syntax tree.
 * @throws Error where the executed code does not parse
 */
export async function convertScript(
  script: Profiler.ScriptCoverage & { readonly startOffset: number },
  source: ExecutedSource,
): Promise<CoverageMapData> {
  return convertToIstanbul({
    code: source.code,
    // Vite's parser makes trees of the ESTree form, which is what the converter reads; their types have no common name.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    ast: await parse(source.code),
    wrapperLength: script.startOffset,
    coverage: { url: script.url, functions: script.functions },
    ignoreNode: isOfVite,
    ...(source.map === undefined ? {} : { sourceMap: source.map }),
  });
}

/** What Vite made of a file for an environment of a project, which is what a worker executed. */
export async function executedSource(
  url: string,
  project: TestProject,
  environment: string,
): Promise<ExecutedSource> {
  const path = fileURLToPath(url);
  const transformed = await project.vite.environments[environment]?.transformRequest(path).catch(() => null);
  if (transformed === null || transformed === undefined) return { code: await readFile(path, 'utf8') };
  const { code } = transformed;
  // Either Vite's source map, whose mappings are text, which the converter reads as well as decoded ones, or nothing.
  const map = transformed.map as (NonNullable<Conversion['sourceMap']> & { mappings: unknown }) | null;
  if (map === null || map.mappings === '') return { code };
  const sources = map.sources.filter((source) => source !== null).map((source) => new URL(source, url).href);
  return { code, map: { ...map, sources: sources.length === 0 ? [url] : sources } };
}
