import type { Fraction, ModuleCoverage } from '../../analyzer/annotations/coverage.ts';
import { figuresOf } from '../../analyzer/annotations/coverage.ts';
import { ANNOTATION_KINDS } from '../../analyzer/configuration/gate-settings.ts';
import type { AuditOptions } from '../../analyzer/settings.ts';
import { inOrder, type KindCoverage, type Uncovered } from './covered.ts';

/** Counts annotations as the audit does. The compiler is loaded only for this. */
export async function annotationCoverage(
  root: string,
  options: AuditOptions,
): Promise<readonly KindCoverage[]> {
  const { audit } = await import('../../analyzer/audit.ts');
  const { paths, ignore, rules, ownRules, types } = options;
  const { modules } = (
    await audit({
      root,
      ...(paths === undefined ? {} : { paths }),
      ...(ignore === undefined ? {} : { ignore }),
      // They say whether the type checker is asked, and with it what is certain without being written.
      ...(rules === undefined ? {} : { rules }),
      ...(ownRules === undefined ? {} : { ownRules }),
      ...(types === undefined ? {} : { types }),
    })
  ).coverage;
  return ANNOTATION_KINDS.map((kind) => {
    const count = (counts: ModuleCoverage['counts']): Fraction => figuresOf(counts)[kind];
    return {
      kind,
      files: new Map(modules.map(({ file, counts }) => [file, count(counts)])),
      uncovered: inOrder(modules.flatMap((module) => missingIn(module, count))),
    };
  });
}

/** The functions and classes of a file that are not wholly covered, the smallest that can be named. */
function missingIn(
  { file, counts, units }: ModuleCoverage,
  count: (counts: ModuleCoverage['counts']) => Fraction,
): Uncovered[] {
  const missing = units.filter((unit) => lacks(count(unit.counts)));
  const named = missing
    .filter(({ name }) => !missing.some((other) => other.name.startsWith(`${name}.`)))
    .map(({ name, line }) => ({ name, file, line }));
  return named.length === 0 && lacks(count(counts))
    ? [{ name: 'constants of the module', file, line: 1 }]
    : named;
}

function lacks({ part, of }: Fraction): boolean {
  return part < of;
}
