import { FiniteDifferences, type ProbedInput } from './finite-differences.ts';
import type { InconclusiveCause, InputReport, InputVerdict } from './gradcheck-details.ts';
import { judgeProbe, type ProbeOutcome, type ProbeSettings } from './judge-probe.ts';
import { kinkAt } from './kinks.ts';
import { locateEntry } from './locate.ts';
import { rademacher } from './probes.ts';
import { formatRounded } from '../tensor/print-number.ts';
import { wrongAt } from './wrong-entry.ts';

/** At most this share of an input's entries may lie on corners, else the check would say little. */
const LARGEST_KINK_SHARE = 0.05;
/** The share of the tolerance that bending may take up for the smaller step to do alone. */
const STRAIGHT_SHARE = 0.2;

/** Judges the gradient of one input by probes, and finds out what is wrong where it is. */
export function judgeInput(input: ProbedInput, settings: ProbeSettings): InputReport {
  const { name, shape, values } = input.subject.inputs[input.place] ?? { name: '', shape: [], values: [] };
  const differences = new FiniteDifferences(input);
  const bound = settings.rtol * differences.gradientNorm + settings.atol;
  const excluded = new Set<number>();
  const kinksAllowed = Math.floor(Math.max(1, LARGEST_KINK_SHARE * values.length));
  let error = 0;
  let tolerance = 0;
  let isStraight = false;
  let verdict: InputVerdict = { kind: 'right' };
  for (let probe = 0; probe < settings.probes && verdict.kind === 'right'; probe++) {
    const signs = rademacher(values.length, settings.next);
    for (const entry of excluded) signs[entry] = 0;
    const outcome = judgeProbe(differences, signs, settings, isStraight);
    error = Math.max(error, Math.abs(outcome.residual.value));
    tolerance = Math.max(tolerance, outcome.allowed);
    if (outcome.kind === 'agrees') {
      if (probe === 0) isStraight = outcome.residual.bend <= STRAIGHT_SHARE * bound;
      continue;
    }
    if (outcome.kind !== 'disagrees') {
      verdict = inconclusive(outcome.kind, outcome, differences.gradientNorm);
      continue;
    }
    const entry = locateEntry(differences, signs, outcome.residual);
    if (kinkAt(differences, entry, input.gradient[entry] ?? 0) === undefined) {
      verdict = wrongAt(differences, input, entry, shape, settings);
      continue;
    }
    excluded.add(entry);
    probe--; // the same probe again, without that entry
    if (excluded.size > kinksAllowed) {
      const reason = `more than ${kinksAllowed} entries lie on a corner of the function`;
      verdict = { kind: 'inconclusive', cause: 'corners', reason };
    }
  }
  return {
    name,
    shape,
    verdict,
    gradientNorm: differences.gradientNorm,
    error,
    tolerance,
    kinks: excluded.size,
    evaluations: differences.evaluations,
  };
}

function inconclusive(
  kind: Exclude<ProbeOutcome['kind'], 'agrees' | 'disagrees'>,
  { residual }: ProbeOutcome,
  gradientNorm: number,
): InputVerdict {
  const said = (cause: InconclusiveCause, reason: string): InputVerdict => ({
    kind: 'inconclusive',
    cause,
    reason,
  });
  switch (kind) {
    case 'unsteady':
      return said('corners', 'differences change with the step, as they do across corners');
    case 'not-finite':
      return said('not-finite', 'the function gives NaN or an infinity nearby, however small the step');
    case 'drowned': {
      const [noise, norm] = [formatRounded(4 * residual.noise, 2), formatRounded(gradientNorm, 2)];
      const what = `rounding inside the function hides up to ${noise} of a gradient whose norm is ${norm}`;
      return said('noise', what);
    }
  }
}
