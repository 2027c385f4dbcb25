import picomatch from 'picomatch';
import { percent } from '../../analyzer/annotations/coverage.ts';
import { KINDS, type GateSettings, type Kind } from '../../analyzer/configuration/gate-settings.ts';
import type { AuditOptions } from '../../analyzer/settings.ts';
import { ArgumentError } from '../../errors.ts';
import { sumOf, type KindCoverage } from './covered.ts';
import type { Ratchet } from './ratchet.ts';
import { keyOf, type GateFigure } from './report.ts';

/** What sums of binary fractions are off by. */
const ROUNDING = 1e-9;

/** What is asked for: of the project, and by glob. */
type Asked = Required<Pick<GateSettings, 'thresholds' | 'paths'>>;

/** The gate's own thresholds, and below them those that a configuration gives to the audit. */
export function askedOf(settings: GateSettings, annotations: AuditOptions | false | undefined): Asked {
  const { paths: auditPaths = {}, ...audit } =
    (annotations === false ? undefined : annotations?.thresholds) ?? {};
  const paths = { ...auditPaths, ...settings.paths };
  return {
    thresholds: { ...audit, ...settings.thresholds },
    paths: Object.fromEntries(
      Object.keys(paths).map((glob) => [glob, { ...auditPaths[glob], ...settings.paths?.[glob] }]),
    ),
  };
}

type Unjudged = Omit<GateFigure, 'best' | 'holds'>;

/**
 * Every kind's figure of the project, and those that are asked for of parts of it, each held against what is asked.
 * @throws ArgumentError where something is asked for that nothing measured, or of no file
 */
export function figuresOf(
  covered: readonly KindCoverage[],
  { thresholds, paths }: Asked,
  ratchet: Ratchet | undefined,
  tolerance: number,
): readonly GateFigure[] {
  const figures: Unjudged[] = covered.map((each) => {
    const wanted = thresholds[each.kind];
    return { kind: each.kind, found: sumOf(each), ...(wanted === undefined ? {} : { wanted }) };
  });
  const globs = Object.entries(paths);
  for (const [glob, byKind] of [['', thresholds] as const, ...globs]) {
    for (const kind of KINDS) {
      const wanted = byKind[kind];
      if (wanted === undefined) continue;
      const own = covered.find((each) => each.kind === kind);
      if (own === undefined) throw unmeasured(kind);
      if (glob !== '') figures.push({ kind, path: glob, found: sumOf(own, matcherOf(own, glob)), wanted });
    }
  }
  return figures.map((figure) => judged(figure, ratchet, tolerance));
}

function matcherOf({ kind, files }: KindCoverage, glob: string): (file: string) => boolean {
  const matches = picomatch(glob, { dot: true });
  if (![...files.keys()].some((file) => matches(file))) {
    throw new ArgumentError(`gate: of ${kind}, no file is matched by '${glob}'.`, {
      argument: 'paths',
      actual: glob,
      hint: 'a threshold that nothing is held against would always hold.',
    });
  }
  return matches;
}

function unmeasured(kind: Kind): ArgumentError {
  return new ArgumentError(`gate: a share of ${kind} is asked for, and nothing measured it.`, {
    argument: 'thresholds',
    expected: `coverage of ${kind}`,
  });
}

function judged(figure: Unjudged, ratchet: Ratchet | undefined, tolerance: number): GateFigure {
  const { found, wanted } = figure;
  const best = ratchet?.get(keyOf(figure));
  const value = percent(found);
  return {
    ...figure,
    ...(best === undefined ? {} : { best }),
    holds:
      (wanted === undefined || value >= wanted) &&
      (best === undefined || value >= best - tolerance - ROUNDING),
  };
}
