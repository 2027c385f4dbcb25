import { describeShape, describeTensor } from '../describe.ts';
import { formatCount, formatElement, formatRounded, formatShare } from '../print-number.ts';
import type {
  ComparisonDetails,
  DtypeFailure,
  ElementMismatch,
  LeafFailure,
  ShapeFailure,
  ValuesFailure,
} from './failure.ts';

/** How a check names what it asks for, e.g. `be close` in "Expected tensors to be close". */
export interface Wording {
  /** e.g. 'be close' */
  readonly claim: string;
}

/** Failing parts of a tree that are shown in full; the others get a line each. */
const SHOWN_IN_FULL = 3;

/**
 * Explains a comparison.
 * @param details what was found
 * @param wording how the check names its claim
 * @returns for a comparison that passes, the text of a negated expectation
 */
export function comparisonMessage(details: ComparisonDetails, wording: Wording): string {
  const { failures, tensors } = details;
  const [only] = failures;
  if (only === undefined) {
    return tensors === 1
      ? `Expected the tensors not to ${wording.claim}, but ${agreement(details.elements)}.`
      : `Expected the trees not to ${wording.claim}, but all ${formatCount(tensors)} tensors agree.`;
  }
  if (failures.length === 1 && only.path === '') {
    return lines([`Expected the tensors to ${wording.claim}, but ${outcome(only)}.`, ...evidence(only)]);
  }
  const tree = [`Expected the trees to ${wording.claim}, but ${summary(failures, tensors)}.`];
  failures.forEach((failure, i) => {
    tree.push(`  ${failure.path === '' ? '(root)' : failure.path}: ${outcome(failure)}`);
    if (i < SHOWN_IN_FULL) tree.push(...evidence(failure).map((line) => `  ${line}`));
  });
  return lines(tree);
}

function agreement(elements: number): string {
  if (elements === 0) return 'they have no elements that could differ';
  return elements === 1 ? 'the only element agrees' : `all ${formatCount(elements)} elements agree`;
}

function lines(parts: readonly string[]): string {
  return parts.map((line) => line.trimEnd()).join('\n');
}

function summary(failures: readonly LeafFailure[], tensors: number): string {
  const count = (...kinds: LeafFailure['kind'][]): number =>
    failures.filter(({ kind }) => kinds.includes(kind)).length;
  const differing = count('values', 'shape', 'dtype');
  const parts = [
    [
      differing,
      `${formatCount(differing)} of ${formatCount(tensors)} tensors differ${differing === 1 ? 's' : ''}`,
    ],
    [count('missing'), `${count('missing')} missing`],
    [count('extra'), `${count('extra')} extra`],
    [count('kind'), `${count('kind')} of another kind`],
    [count('value'), `${count('value')} other value${count('value') === 1 ? ' differs' : 's differ'}`],
  ] as const;
  return parts
    .filter(([n]) => n > 0)
    .map(([, text]) => text)
    .join(', ');
}

function outcome(failure: LeafFailure): string {
  switch (failure.kind) {
    case 'values': {
      const { mismatched, elements } = failure;
      if (elements === 1) return 'the only element differs';
      const verb = mismatched === 1 ? 'differs' : 'differ';
      const share = formatShare(mismatched, elements);
      return `${formatCount(mismatched)} of ${formatCount(elements)} elements (${share}) ${verb}`;
    }
    case 'shape':
      return `the shape is ${describeShape(failure.actual.shape)} instead of ${describeShape(failure.expected.shape)}`;
    case 'dtype':
      return `the dtype is ${failure.actual.dtype} instead of ${failure.expected.dtype}`;
    case 'missing':
      return `missing, expected ${failure.expected}`;
    case 'extra':
      return `not expected, but there: ${failure.actual}`;
    case 'kind':
    case 'value':
      return `${failure.actual} instead of ${failure.expected}`;
  }
}

function evidence(failure: LeafFailure): string[] {
  switch (failure.kind) {
    case 'values':
      return valuesEvidence(failure);
    case 'shape':
    case 'dtype':
      return factsEvidence(failure);
    case 'missing':
    case 'extra':
    case 'kind':
    case 'value':
      return [];
  }
}

function factsEvidence(failure: ShapeFailure | DtypeFailure): string[] {
  const rows = [
    `  actual    ${describeTensor(failure.actual)}`,
    `  expected  ${describeTensor(failure.expected)}`,
  ];
  rows.push(...failure.hints.map(({ sentence }) => `  hint: ${sentence}`));
  if (failure.kind === 'dtype' && failure.valuesAgree) {
    rows.push('  hint: the values agree; cast one of them, or allow it with checkDtype: false.');
  }
  return rows;
}

function valuesEvidence(failure: ValuesFailure): string[] {
  const { dtype } = failure.actual;
  const other = failure.expected.dtype;
  const show = ({ actual, expected, index }: ElementMismatch): string => {
    const place = index.length === 0 ? '' : `, at ${describeShape(index)}`;
    return `${formatElement(actual, dtype)} instead of ${formatElement(expected, other)}${place}`;
  };
  const rows: (readonly [label: string, text: string])[] = [['tolerance', toleranceText(failure)]];
  const { worstAbsolute: absolute, worstRelative: relative } = failure;
  if (absolute && absolute.difference > 0) {
    rows.push(['worst absolute', `${formatRounded(absolute.difference)} (${show(absolute)})`]);
  }
  if (relative && relative.relative > 0) {
    rows.push(['worst relative', `${formatRounded(relative.relative)} (${show(relative)})`]);
  }
  const special = specialText(failure);
  if (special !== '') rows.push(['no tolerance helps', special]);
  const would = wouldPassText(failure);
  if (would !== '') rows.push(['would pass with', would]);
  const width = Math.max(...rows.map(([label]) => label.length));
  return [
    ...rows.map(([label, text]) => `  ${label.padEnd(width)}  ${text}`),
    ...mismatchTable(failure).map((line) => `  ${line}`),
    ...failure.hints.map(({ sentence }) => `  hint: ${sentence}`),
  ];
}

/** What was asked of each pair, and who asked for it. */
function toleranceText({ rule, origin }: ValuesFailure): string {
  if (rule.kind === 'ulps') return `${formatCount(rule.maxUlps)} units in the last place (${origin})`;
  const { rtol, atol } = rule;
  if (rtol === 0 && atol === 0) return `none (${origin})`;
  const parts = [
    ...(atol > 0 ? [formatRounded(atol)] : []),
    ...(rtol > 0 ? [`${formatRounded(rtol)} * |expected|`] : []),
  ];
  return `|actual - expected| <= ${parts.join(' + ')} (${origin})`;
}

function specialText({ special }: ValuesFailure): string {
  const { nanOnlyInActual, nanOnlyInExpected, nanInBoth, infinity, zeroSign } = special;
  const parts: string[] = [];
  if (nanOnlyInActual > 0) parts.push(`NaN only in actual: ${formatCount(nanOnlyInActual)}`);
  if (nanOnlyInExpected > 0) parts.push(`NaN only in expected: ${formatCount(nanOnlyInExpected)}`);
  if (nanInBoth > 0)
    parts.push(`NaN in both, which equals nothing without equalNaN: ${formatCount(nanInBoth)}`);
  if (infinity > 0) parts.push(`Infinity against another value: ${formatCount(infinity)}`);
  if (zeroSign > 0) parts.push(`-0 against 0: ${formatCount(zeroSign)}`);
  return parts.join('; ');
}

function wouldPassText({ wouldPass, rule }: ValuesFailure): string {
  if (rule.kind === 'ulps')
    return wouldPass.maxUlps === undefined ? '' : `${formatCount(wouldPass.maxUlps)} ulps`;
  const options: string[] = [];
  if (wouldPass.atol !== undefined) options.push(optionsText(rule.rtol, wouldPass.atol));
  if (wouldPass.rtol !== undefined) options.push(optionsText(wouldPass.rtol, rule.atol));
  return options.join(' or ');
}

function optionsText(rtol: number, atol: number): string {
  const parts = [rtol > 0 && `rtol: ${formatRounded(rtol)}`, atol > 0 && `atol: ${formatRounded(atol)}`];
  return `{ ${parts.filter((part) => part !== false).join(', ')} }`;
}

function mismatchTable(failure: ValuesFailure): string[] {
  if (failure.mismatched === 1 && failure.worstAbsolute !== undefined) return [];
  const rows = failure.first.map((m) => [
    describeShape(m.index),
    formatElement(m.actual, failure.actual.dtype),
    formatElement(m.expected, failure.expected.dtype),
    Number.isFinite(m.difference) ? formatRounded(m.difference) : '',
  ]);
  const shown = failure.first.length;
  const title =
    shown === failure.mismatched
      ? 'mismatches'
      : `first ${shown} of ${formatCount(failure.mismatched)} mismatches`;
  const hasDifferences = rows.some(([, , , difference]) => difference !== '');
  const table = [['index', 'actual', 'expected', hasDifferences ? 'difference' : ''], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const aligned = table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return [`${title}:`, ...aligned.map((row) => `  ${row}`)];
}
