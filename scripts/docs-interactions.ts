import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { interactionsPage } from './interactions/page.ts';

/** Writes the page about what fits what; run it after a part was added or changed what it declares. */
await writeFile(fileURLToPath(new URL('../docs/interactions.md', import.meta.url)), await interactionsPage());
