import { describeShape } from '../tensor/describe.ts';
import { formatCount, formatRounded } from '../tensor/print-number.ts';
import { writeMessage, type EvidenceLine } from '../checks/evidence.ts';
import type { GradcheckDetails, InputReport, InputVerdict } from './gradcheck-details.ts';
import { isNotReduced } from './gradient-refusal.ts';
import type { GradientPattern } from './gradient-pattern.ts';

/** So many places of an axis are named. */
const MOST_PLACES = 8;

/** Explains a gradient check; for one that passes, the text of a negated expectation. */
export function gradcheckMessage(details: GradcheckDetails): string {
  const order = details.order === 2 ? 'second-order gradient' : 'gradient';
  if (details.problem !== undefined) return problemMessage(details.problem, order);
  const failing = details.inputs.filter(({ verdict }) => verdict.kind !== 'right');
  if (failing.length === 0) {
    const worst = Math.max(0, ...details.inputs.map((input) => input.error / (input.gradientNorm || 1)));
    return `Expected the ${order} to be wrong, but it agrees with finite differences to ${formatRounded(worst, 2)} of its norm.`;
  }
  return failing.map((input) => inputMessage(input, details, order)).join('\n\n');
}

function problemMessage(problem: NonNullable<GradcheckDetails['problem']>, order: string): string {
  switch (problem.kind) {
    case 'throws':
      return `The ${order} can't be computed: ${problem.error}`;
    case 'wrong-shape':
      return writeMessage(
        `The ${order} has the wrong shape: ${problem.received} for input '${problem.input}' of ${problem.op}, which is ${problem.expected}.`,
        [],
        isNotReduced(problem.received, problem.expected)
          ? 'it is not reduced: sum it over the axes along which the input was broadcast.'
          : undefined,
      );
    case 'wrong-dtype':
      return `The ${order} has the wrong dtype: ${problem.received} for input '${problem.input}' of ${problem.op}, where it must be ${problem.expected}.`;
    case 'not-deterministic':
      return writeMessage(
        `The ${order} can't be judged: the function gives another result each time, for the same inputs and the same seed.`,
        [],
        'it depends on state outside; make what it reads an argument.',
      );
    case 'output-not-finite':
      return `The ${order} can't be judged: the function gives NaN or an infinity at these inputs.`;
  }
}

function inputMessage(input: InputReport, details: GradcheckDetails, order: string): string {
  const subject = `The ${order} with respect to ${input.name} ${describeShape(input.shape)}`;
  const evidence: EvidenceLine[] = [...verdictEvidence(input.verdict)];
  if (input.verdict.kind === 'wrong') {
    evidence.push([
      'disagreement',
      `${formatRounded(input.error)} along a random direction, ${formatRounded(input.tolerance)} allowed, gradient norm ${formatRounded(input.gradientNorm)}`,
    ]);
  }
  if (details.outputSize > 1)
    evidence.push(['taken of', 'the sum of all outputs, each times a random weight']);
  evidence.push([
    'measured with',
    `${details.probes} probes, rtol ${details.rtol}, atol ${details.atol}, seed ${details.seed}`,
  ]);
  if (input.kinks > 0)
    evidence.push(['left out', `${formatCount(input.kinks)} entries on a corner of the function`]);
  return writeMessage(`${subject} ${verdictSentence(input.verdict)}`, evidence, verdictHint(input.verdict));
}

function verdictSentence(verdict: InputVerdict): string {
  switch (verdict.kind) {
    case 'right':
      return 'is right.';
    case 'wrong':
      return `is wrong${patternSentence(verdict.pattern)}.`;
    case 'detached':
      return 'is missing: the output changes with it, but no gradient reaches it.';
    case 'not-finite':
      return `is not finite, where the function itself is: ${formatCount(verdict.entries)} entries.`;
    case 'not-linear':
      if (verdict.ignores) return 'ignores the incoming gradient: it is the same whatever comes in.';
      return 'does not follow the incoming gradient: twice as much coming in does not give twice as much.';
    case 'not-repeatable':
      return 'changes: the same inputs and the same incoming gradient give another gradient the second time.';
    case 'inconclusive':
      return `can't be judged: ${verdict.reason}.`;
  }
}

function patternSentence(pattern: GradientPattern | undefined): string {
  switch (pattern?.kind) {
    case undefined:
      return '';
    case 'all-zero':
      return ': it is zero everywhere, and the function is not constant';
    case 'sign':
      return ': it has the wrong sign';
    case 'factor':
      return `: it is ${formatRounded(pattern.factor)} times what it should be`;
    case 'transposed':
      return `: its axes ${pattern.axes.join(' and ')} are swapped`;
    case 'not-reduced':
      return `: it is that of place ${pattern.at} of axis ${pattern.axis} alone, along which the input is broadcast to ${pattern.size} places`;
    case 'slices':
      return `, only at ${listed(pattern.wrong)} of axis ${pattern.axis}`;
  }
}

/** Places, the first few of many. */
function listed(places: readonly number[]): string {
  const shown = places.slice(0, MOST_PLACES);
  const others = places.length - shown.length;
  if (others > 0) return `${shown.join(', ')} and ${formatCount(others)} more`;
  return [shown.slice(0, -1).join(', '), shown.at(-1)].filter((part) => part !== '').join(' and ');
}

function verdictEvidence(verdict: InputVerdict): EvidenceLine[] {
  switch (verdict.kind) {
    case 'wrong': {
      const { index, analytic, numeric, noise } = verdict.worst;
      return [
        ['analytic', `${formatRounded(analytic, 6)} at ${describeShape(index)}`],
        ['numeric', `${formatRounded(numeric, 6)} ± ${formatRounded(noise, 2)}`],
      ];
    }
    case 'not-finite':
      return [['first', `at ${describeShape(verdict.index)}`]];
    case 'not-linear':
      return [
        ['once', `${formatRounded(verdict.once, 6)} at ${describeShape(verdict.index)}`],
        ['twice', formatRounded(verdict.twice, 6)],
      ];
    case 'not-repeatable':
      return [
        ['first', `${formatRounded(verdict.first, 6)} at ${describeShape(verdict.index)}`],
        ['second', formatRounded(verdict.second, 6)],
      ];
    case 'detached':
      return [['change', `${formatRounded(verdict.change)} along a random direction`]];
    case 'right':
    case 'inconclusive':
      return [];
  }
}

function patternHint(pattern: GradientPattern | undefined): string | undefined {
  if (pattern?.kind === 'not-reduced') return `sum it over axis ${pattern.axis} of the result.`;
  if (pattern?.kind !== 'factor' || pattern.axis === undefined) return undefined;
  const { axis, size } = pattern.axis;
  return `along axis ${axis} of the result the input is broadcast to ${size} places; a mean taken over them, where a sum belongs, does this.`;
}

function verdictHint(verdict: InputVerdict): string | undefined {
  switch (verdict.kind) {
    case 'wrong':
      return patternHint(verdict.pattern);
    case 'detached':
      return 'its values leave the graph on the way: arraySync(), dataSync() or tf.tensor(…) of them cut it.';
    case 'not-linear':
      return 'the gradient function of a customGrad has to multiply by the dy it is given.';
    case 'inconclusive':
      return verdict.cause === 'noise'
        ? 'look where the gradient is larger, at weights that are not trained yet; or allow for it with { atol }.'
        : undefined;
    case 'right':
    case 'not-finite':
    case 'not-repeatable':
      return undefined;
  }
}
