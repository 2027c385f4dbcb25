import { fc, test } from '@fast-check/vitest';
import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { planOf } from '../../src/analyzer/analyze.ts';
import { inspectFile } from '../../src/analyzer/inspect-file.ts';
import { ENDINGS, mutated, PIECES } from '../../scripts/sources/mutations.ts';
import { SourceText } from '../../src/analyzer/source-text.ts';

const folder = new URL('../../fixtures/models/', import.meta.url);
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));
const { active } = planOf({ types: false });

const pieces = fc.constantFrom(...PIECES);
const edits = fc.array(fc.record({ at: fc.nat(), cut: fc.nat({ max: 40 }), piece: pieces }), {
  minLength: 1,
  maxLength: 6,
});
const endings = fc.constantFrom(...ENDINGS);

test.prop([fc.constantFrom(...sources), edits, endings], { numRuns: 300 })(
  'no mutation of a source makes a rule fail, and every finding stands inside of it',
  (source, changes, ending) => {
    const text = mutated(source, changes, ending);
    const { findings, problems } = inspectFile(SourceText.parse(`a.${ending}`, text), active);
    expect(problems.filter(({ kind }) => kind === 'rule-failed')).toEqual([]);
    for (const { place } of findings) {
      expect(place.start).toBeLessThanOrEqual(place.end);
      expect(place.end).toBeLessThanOrEqual(text.length);
    }
  },
);
