import { countOf, partOf, writeMessage, type EvidenceLine } from '../../../checks/evidence.ts';
import { describeTensor } from '../../../tensor/describe.ts';
import { formatRounded } from '../../../tensor/print-number.ts';
import { describeAt } from '../places.ts';
import type { ValueSummary } from '../values.ts';
import type { NonFiniteOrigin } from './origin.ts';
import type { NonFiniteFinding, StayFiniteDetails } from './finite-details.ts';

/** Findings that a message explains; the others are named. */
const SHOWN = 2;

/** Explains what was not finite; where all is, the text of a negated expectation. */
export function stayFiniteMessage({ findings, triedAt, notJudged, noGradient }: StayFiniteDetails): string {
  const [first] = findings;
  const notes: EvidenceLine[] = [
    ...(noGradient === undefined ? [] : [['not judged', `gradients: ${firstLine(noGradient)}`] as const]),
    ...notJudged.map(({ at, reason }) => ['not judged', `${at}: ${firstLine(reason)}`] as const),
  ];
  if (first === undefined) {
    return writeMessage(
      `Expected NaN or an infinity, but everything is finite at ${countOf(triedAt.length, 'place')}.`,
      [['tried at', triedAt.join('; ')], ...notes],
    );
  }
  const told = new Set<string>();
  const evidence = findings.flatMap((finding, i): EvidenceLine[] => {
    const origin = originLines(finding.origin);
    const key = JSON.stringify(origin[0]?.[1].split(' gives ')[0]);
    const isNew = i < SHOWN && !told.has(key);
    told.add(key);
    return [...(i === 0 ? [] : [['also', sentenceOf(finding)] as const]), ...(isNew ? origin : [])];
  });
  const places = countOf(triedAt.length, 'place');
  return writeMessage(
    `${sentenceOf(first)}.`,
    [
      ...evidence,
      ['tried at', `${places}, of which ${triedAt.length - findings.length} are sound`],
      ...notes,
    ],
    hintFor(first),
  );
}

function sentenceOf({ at, what, name, values }: NonFiniteFinding): string {
  const bad = values.nan > 0 ? (values.infinite > 0 ? 'NaN and infinite' : 'NaN') : 'infinite';
  const share =
    values.size === 1 ? bad : `${bad} in ${partOf(values.nan + values.infinite, values.size, 'element')}`;
  const subject =
    what === 'gradient'
      ? `The gradient by ${name}`
      : what === 'loss'
        ? 'The loss'
        : `The output${name === '' ? '' : ` ${name}`}`;
  return `${subject} is ${share} ${at === 'the batch' ? 'at' : 'with'} ${at}`;
}

function originLines(origin: NonFiniteOrigin | undefined): (readonly [label: string, text: string])[] {
  if (origin === undefined) return [];
  const { inputs, output, gradientOf, given, backward } = origin;
  const lines: (readonly [label: string, text: string])[] = [
    [
      given === undefined ? 'first' : 'first read by',
      `${describeAt(origin)} gives ${badOf(output)} of ${describeTensor(output)}`,
    ],
  ];
  if (given !== undefined) lines.push(['before it', `${given} holds NaN or an infinity already`]);
  for (const each of inputs) lines.push([`its ${each.name}`, valuesText(each)]);
  if (gradientOf !== undefined) {
    lines.push([
      'it is part of',
      `the gradient of ${describeAt(gradientOf)}, which had read ${gradientOf.inputs.map((each) => valuesText(each)).join(' and ')}`,
    ]);
  } else if (backward) lines.push(['it is part of', 'the gradient']);
  return lines;
}

function badOf({ nan, infinite }: ValueSummary): string {
  return nan > 0 ? `NaN in ${countOf(nan, 'element')}` : `infinities in ${countOf(infinite, 'element')}`;
}

function valuesText(values: ValueSummary): string {
  const { range, nan, infinite } = values;
  const bad = [
    ...(nan > 0 ? [countOf(nan, 'NaN', 'NaN')] : []),
    ...(infinite > 0 ? [countOf(infinite, 'infinity', 'infinities')] : []),
  ];
  const finite =
    range === undefined
      ? []
      : [
          range[0] === range[1]
            ? `all ${formatRounded(range[0])}`
            : `${formatRounded(range[0])} to ${formatRounded(range[1])}`,
        ];
  return `${[...finite, ...bad].join(', ')}, ${describeTensor(values)}`;
}

/** What to do, where the evidence is the known one. */
function hintFor({ origin, what }: NonFiniteFinding): string | undefined {
  if (origin === undefined || origin.given !== undefined) return undefined;
  const { kernel, inputs, gradientOf, part, line } = origin;
  if (what === 'loss' && part === undefined && line === undefined && gradientOf === undefined) {
    return 'this is a loss of TensorFlow.js at work; it expects other predictions or targets, such as probabilities instead of logits.';
  }
  const touchesZero = (values: ValueSummary | undefined): boolean =>
    values?.range !== undefined && values.range[0] <= 0 && values.range[1] >= 0;
  const root = gradientOf?.kernel ?? kernel;
  if (gradientOf !== undefined && /^(?:Sqrt|Rsqrt|Pow)$/.test(root) && touchesZero(gradientOf.inputs[0])) {
    return 'the slope of a root at 0 is infinite; add a small number under it, e.g. tf.sqrt(x.add(1e-12)).';
  }
  if (root === 'Log' && touchesZero((gradientOf?.inputs ?? inputs)[0])) {
    return 'the logarithm of 0 is infinite; add a small number inside, e.g. tf.log(p.add(1e-7)), or take the loss from logits.';
  }
  if (kernel === 'Exp') {
    return 'exp overflows float32 above 88; subtract the largest value first, or use tf.softmax, tf.logSumExp or tf.softplus.';
  }
  if (
    gradientOf === undefined &&
    /^(?:RealDiv|Div|Reciprocal|Rsqrt)$/.test(kernel) &&
    touchesZero(inputs.at(-1))
  ) {
    return 'it divides by 0; add a small number to the divisor, or use tf.divNoNan.';
  }
  return undefined;
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
