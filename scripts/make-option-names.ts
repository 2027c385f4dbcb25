import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { optionNamesSource } from './option-names/source.ts';

/** Where the table lies. */
const TARGET = fileURLToPath(new URL('../src/analyzer/models/option-names.ts', import.meta.url));

writeFileSync(TARGET, optionNamesSource());
