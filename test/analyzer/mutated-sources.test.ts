import { fc, test } from '@fast-check/vitest';
import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { planOf } from '../../src/analyzer/analyze.ts';
import { inspectFile } from '../../src/analyzer/inspect-file.ts';
import { SourceText } from '../../src/analyzer/source-text.ts';

const folder = new URL('../../fixtures/models/', import.meta.url);
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));
const { active } = planOf({ types: false });

/** Pieces that turn a program into another one, most of them into none. */
const pieces = fc.constantFrom(
  '',
  '(',
  ')',
  '{',
  '}',
  '`',
  '${',
  "'",
  '/*',
  '*/',
  '=>',
  'async ',
  'await ',
  'any',
  '!',
  '?.',
  '...',
  'tf.tidy(',
  'extends ',
  '<T>',
  ' as ',
  '\r\n',
  '\u2028',
  '💥',
  '\0',
);
const edits = fc.array(fc.record({ at: fc.nat(), cut: fc.nat({ max: 40 }), piece: pieces }), {
  minLength: 1,
  maxLength: 6,
});
const endings = fc.constantFrom('ts', 'tsx', 'mts', 'js', 'jsx', 'vue', 'svelte');

test.prop([fc.constantFrom(...sources), edits, endings], { numRuns: 300 })(
  'no mutation of a source makes a rule fail, and every finding stands inside of it',
  (source, changes, ending) => {
    let text = ending === 'vue' || ending === 'svelte' ? `<script lang="ts">\n${source}</script>` : source;
    for (const { at, cut, piece } of changes) {
      const offset = at % (text.length + 1);
      text = text.slice(0, offset) + piece + text.slice(offset + cut);
    }
    const { findings, problems } = inspectFile(SourceText.parse(`a.${ending}`, text), active);
    expect(problems.filter(({ kind }) => kind === 'rule-failed')).toEqual([]);
    for (const { place } of findings) {
      expect(place.start).toBeLessThanOrEqual(place.end);
      expect(place.end).toBeLessThanOrEqual(text.length);
    }
  },
);
