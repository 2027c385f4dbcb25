import { countOf, listFirst, partOf, writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { formatRounded } from '../../tensor/print-number.ts';
import type {
  Attenuation,
  BlockReason,
  FlowVerdict,
  GradientFlowDetails,
  Place,
  WeightFlow,
} from './flow-details.ts';

/** Weights and operations that a message names one by one. */
const SHOWN = 4;

/** Explains how the gradient flows; where all is well, the text of a negated expectation. */
export function flowMessage({ weights, loss }: GradientFlowDetails): string {
  const judged = weights.filter(({ verdict }) => verdict.kind !== 'excepted');
  const faulty = judged.filter(({ verdict }) => verdict.kind !== 'healthy');
  if (faulty.length === 0) {
    const smallest = Math.min(...judged.map(({ gradientNorm }) => gradientNorm));
    return `Expected the gradient not to flow, but it reaches ${countOf(judged.length, 'trainable weight')} (the smallest norm is ${formatRounded(smallest)}).`;
  }
  const groups = new Map<string, WeightFlow[]>();
  for (const weight of faulty) {
    const key = verdictText(weight.verdict).join('\n');
    groups.set(key, [...(groups.get(key) ?? []), weight]);
  }
  const evidence = [...groups.values()].flatMap((group): EvidenceLine[] => {
    const [first] = group;
    if (first === undefined) return [];
    const names = group.map(({ name }) => name);
    const shown = names.length > SHOWN + 1 ? names.slice(0, SHOWN) : names;
    const all = `${listFirst(shown, names.length)}${shown.length < names.length ? ` (${names.length} weights)` : ''}`;
    const texts = [...ratioText(group.map(({ verdict }) => verdict)), ...verdictText(first.verdict)];
    return [[labelOf(first.verdict), all], ...texts.map((text): EvidenceLine => ['', text])];
  });
  const sentence = `The gradient does not reach ${partOf(faulty.length, judged.length, 'trainable weight')} as it should.`;
  return writeMessage(sentence, [...evidence, ['loss', formatRounded(loss)]]);
}

function labelOf({ kind }: FlowVerdict): string {
  return kind.replace('-', ' ');
}

/** What is known of a verdict, a line each. */
function verdictText(verdict: FlowVerdict): string[] {
  switch (verdict.kind) {
    case 'healthy':
    case 'excepted':
      return [];
    case 'disconnected':
      return [
        verdict.end === undefined
          ? 'nothing that the loss computes reads it'
          : `the trail ends at ${describePlace(verdict.end)}, whose result does not become part of the loss`,
        ...verdict.readAt
          .slice(0, SHOWN)
          .map(
            (line) => `values on it were read out at ${line}: what is made of them is no longer connected`,
          ),
      ];
    case 'no-gradient':
      return [`${describePlace(verdict.by)}: ${verdict.reason}, so a training step throws`];
    case 'blocked':
      return [
        ...verdict.by.slice(0, SHOWN).map((by) => `by ${describePlace(by)}: ${BLOCKS[by.reason]}`),
        ...(verdict.by.length > SHOWN ? [`and ${verdict.by.length - SHOWN} more`] : []),
      ];
    case 'not-finite':
      if (verdict.by === undefined) return ['it holds NaN or an infinity'];
      return verdict.direction === 'forward'
        ? [`${describePlace(verdict.by)} is the first to give NaN or an infinity`]
        : [
            `the gradient of ${describePlace(verdict.by)} is the first to be NaN or an infinity; the loss itself is finite`,
          ];
    case 'dead':
      return [
        `${partOf(verdict.units, verdict.of, 'unit')} of its layer never fire over the batch, at ${describePlace(verdict.by)}`,
        'a sound layer has less than half of them silent, however many zeros it gives',
      ];
    case 'symmetric':
      return [
        `its ${countOf(verdict.units, 'unit')} hold the same weights and get the same gradient${verdict.distinct === 1 ? '' : `, in ${verdict.distinct} groups`}, so that they stay alike`,
        'weights need different values to start from, drawn at random',
      ];
    case 'vanishing':
    case 'exploding':
      return attenuationText(verdict.by);
  }
}

/** How large the gradients of several weights are, beside that of the last layer. */
function ratioText(verdicts: readonly FlowVerdict[]): string[] {
  const ratios = verdicts.flatMap((verdict) => ('ratio' in verdict ? [verdict.ratio] : []));
  const [first] = verdicts;
  if (ratios.length === 0 || first === undefined) return [];
  const least = formatRounded(Math.min(...ratios), 2);
  const most = formatRounded(Math.max(...ratios), 2);
  const range = least === most ? least : `${least} to ${most}`;
  return first.kind === 'vanishing'
    ? [`${range} of the gradient at the last layer, by norm; a sound network keeps more than 0.001`]
    : [`${range} times what comes back to the last layer, by norm; a sound network stays below 70 times`];
}

const BLOCKS: Readonly<Record<BlockReason, string>> = {
  flat: 'its gradient is zero everywhere',
  truncates:
    'it cuts fractions off, so nothing depends on it smoothly; TensorFlow.js passes a gradient that is not there',
  saturated: 'all that comes in lies where it is flat',
  'zero-factor': 'what it is multiplied by there is zero',
  'own-gradient': 'the gradient that it brings along is zero',
  cancels: 'what comes back along one way cancels what comes back along another',
};

function attenuationText(by: Attenuation | undefined): string[] {
  if (by === undefined) return [];
  return [
    `${by.kernel} changed it most: ${countOf(by.steps, 'step')}, a factor of ${formatRounded(by.factor, 2)} together`,
  ];
}

export function describePlace({ kernel, part, line }: Place): string {
  const inside = part === undefined ? '' : ` in ${part}`;
  return `${kernel}${inside}${line === undefined ? '' : ` at ${line}`}`;
}
