import type { Tensor } from '@tensorflow/tfjs-core';
import type { KernelRun } from '../../../engine/kernel-watch.ts';
import type { Program } from '../program.ts';
import { isFiniteSummary, summarize, type ValueSummary } from '../values.ts';
import { evaluate, notFinite, type EvaluateOptions } from './evaluate.ts';

/** Values that went into a kernel, by the kernel's name for them. */
export interface NamedValues extends ValueSummary {
  readonly name: string;
}

/** The first kernel on the way to a result that gave NaN or an infinity, as data. */
export interface NonFiniteOrigin {
  readonly kernel: string;
  readonly part: string | undefined;
  readonly line: string | undefined;
  readonly inputs: readonly NamedValues[];
  readonly output: ValueSummary;
  /** Of which operation it computes the gradient, and what had gone into that; `undefined` on the way forward. */
  readonly gradientOf:
    | {
        readonly kernel: string;
        readonly part: string | undefined;
        readonly line: string | undefined;
        readonly inputs: readonly ValueSummary[];
      }
    | undefined;
  readonly backward: boolean;
  /** Names what was not finite before anything was computed: a weight, an input; the first kernel only passed it on. */
  readonly given: string | undefined;
}

interface Record {
  readonly kernel: string;
  readonly run: Pick<KernelRun, 'part' | 'backward' | 'of'>;
  readonly line: () => string | undefined;
  readonly inputs: readonly {
    readonly name: string;
    readonly dataId: object;
    readonly values: ValueSummary;
  }[];
  readonly outputs: readonly { readonly dataId: object; readonly values: ValueSummary }[];
}

/**
 * Runs a program again under watch, and follows what isn't finite back from the results to where it began. What was masked away on
 * the way is not on that trail.
 */
export async function originOf(
  program: Program,
  given: readonly Tensor[],
  options: EvaluateOptions,
): Promise<NonFiniteOrigin | undefined> {
  const records: Record[] = [];
  const summaries = new Map<object, ValueSummary>();
  const summaryOf = (tensor: Tensor): ValueSummary => {
    const known = summaries.get(tensor.dataId);
    if (known !== undefined) return known;
    const summary = summarize(tensor);
    summaries.set(tensor.dataId, summary);
    return summary;
  };
  const named = new Map<object, string>();
  const seen = (run: KernelRun): void => {
    options.watch?.seen?.(run);
    if (run.nested) return;
    for (const { variable, name } of program.weights) named.set(variable.dataId, `the weight ${name}`);
    const inputs = Object.entries(run.inputs).map(([name, tensor]) => ({
      name,
      dataId: tensor.dataId,
      values: summaryOf(tensor),
    }));
    const outputs = run.outputs.map((tensor) => ({ dataId: tensor.dataId, values: summaryOf(tensor) }));
    if (!outputs.some(({ values }) => !isFiniteSummary(values))) return;
    records.push({ kernel: run.kernel, run, line: () => run.line, inputs, outputs });
  };
  for (const [i, tensor] of given.entries()) named.set(tensor.dataId, program.inputs[i]?.name ?? '');
  const evaluation = await evaluate(program, given, { ...options, watch: { ...options.watch, seen } });
  const trail = trailTo(
    notFinite(evaluation).map(({ dataId }) => dataId),
    records,
  );
  const first = trail.find(createsFromFinite) ?? trail.find(createsNaN);
  const began = first ?? trail[0];
  if (began === undefined) return undefined;
  const { of, backward, part } = began.run;
  const outside =
    first === undefined ? began.inputs.find(({ values }) => !isFiniteSummary(values)) : undefined;
  const output = began.outputs.find(({ values }) => !isFiniteSummary(values)) ?? began.outputs[0];
  if (output === undefined) return undefined;
  return {
    kernel: began.kernel,
    part,
    line: began.line(),
    inputs: began.inputs.map(({ name, values }) => ({ name, ...values })),
    output: output.values,
    backward,
    gradientOf: of && {
      kernel: of.kernel,
      part: of.part,
      line: of.line,
      inputs: of.inputs.flatMap((dataId) => summaries.get(dataId) ?? []),
    },
    given: outside && (named.get(outside.dataId) ?? 'a tensor from outside'),
  };
}

/** The kernels through which values that aren't finite came to a result, in the order in which they ran. */
function trailTo(results: readonly object[], records: readonly Record[]): Record[] {
  const makers = new Map<object, Record>();
  for (const record of records) {
    for (const { dataId, values } of record.outputs) {
      // Views share their data: the first that gave it has made it.
      if (!isFiniteSummary(values) && !makers.has(dataId)) makers.set(dataId, record);
    }
  }
  const trail = new Set<Record>();
  const open = [...results];
  for (let dataId = open.pop(); dataId !== undefined; dataId = open.pop()) {
    const maker = makers.get(dataId);
    if (maker === undefined || trail.has(maker)) continue;
    trail.add(maker);
    open.push(...maker.inputs.filter(({ values }) => !isFiniteSummary(values)).map((input) => input.dataId));
  }
  return records.filter((record) => trail.has(record));
}

function createsFromFinite({ inputs }: Record): boolean {
  return inputs.every(({ values }) => isFiniteSummary(values));
}

/** Out of infinities, such as those of a mask that leaves nothing over. */
function createsNaN({ inputs, outputs }: Record): boolean {
  return outputs.some(({ values }) => values.nan > 0) && inputs.every(({ values }) => values.nan === 0);
}
