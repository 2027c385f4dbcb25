import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { optionNamesSource } from '../../scripts/option-names/source.ts';

const file = fileURLToPath(new URL('../../src/analyzer/models/option-names.ts', import.meta.url));

test("the option names are those of TensorFlow.js's declarations", async () => {
  const fresh = await format(optionNamesSource(), { ...(await resolveConfig(file)), parser: 'typescript' });
  expect(readFileSync(file, 'utf8')).toBe(fresh);
}, 60_000);
