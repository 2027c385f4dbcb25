import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { rulesList } from './rules-list/list.ts';

/** Writes the list of rules; run it after a rule was added or changed its level. */
const file = fileURLToPath(new URL('../docs/rules/README.md', import.meta.url));
await writeFile(file, await rulesList());
