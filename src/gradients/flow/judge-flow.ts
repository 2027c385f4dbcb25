import type { TraineeWeight } from '../../subject/trainee.ts';
import { deadLayers, type DeadLayers } from './dead-layers.ts';
import { judgeDepth, type DeepWeight } from './depth.ts';
import type { FlowVerdict, Place } from './flow-details.ts';
import type { FlowPass } from './flow-pass.ts';
import { isSpread } from './kernels.ts';
import { magnitudeOf } from './magnitude.ts';
import { countTwins } from './symmetry.ts';
import { placeOf, reasonOf, type Reach, type Stop, type Trails } from './trails.ts';

/** Below this a loss is at its end: nothing is left to learn, and no gradient either. */
const CONVERGED = 1e-6;

/** Judges every weight by what the tape shows; those that are not finite are yet to be traced. */
export function judgeFlow(
  weights: readonly TraineeWeight[],
  { loss, gradients, trails }: FlowPass,
): ReadonlyMap<TraineeWeight, FlowVerdict> {
  const ids = new Set(weights.map(({ variable }) => variable.id));
  const reaches = new Map(
    weights.map((weight) => {
      const { id, dataId } = weight.variable;
      return [weight, trails.reach({ id, data: dataId })] as const;
    }),
  );
  const deep = weights.map((weight): DeepWeight => {
    const { id, rank } = weight.variable;
    const { norm, finite } = magnitudeOf(gradients.get(weight) ?? []);
    // Every weight has a reach: they were made from the same list.
    const reach = reaches.get(weight) as Reach;
    const weightNorm = magnitudeOf(weight.variable.dataSync()).norm;
    return {
      ...{ id, rank, weightNorm, reach, name: weight.name, owner: weight.owner },
      gradientNorm: finite ? norm : 0,
    };
  });
  const dead = deadLayers(trails, ids);
  const depths = judgeDepth(deep, trails, ids);
  const verdicts = new Map<TraineeWeight, FlowVerdict>();
  for (const [weight, reach] of reaches) {
    const gradient = gradients.get(weight);
    const { id, shape } = weight.variable;
    const broken = brokenTrail(weight, reach, trails);
    if (broken !== undefined) verdicts.set(weight, broken);
    else if (gradient === undefined || magnitudeOf(gradient).largest === 0) {
      verdicts.set(weight, dead.verdicts.get(id) ?? judgeZero(id, reach, trails, ids, loss, dead));
    } else if (!magnitudeOf(gradient).finite) {
      verdicts.set(weight, { kind: 'not-finite', by: undefined, direction: 'backward' });
    } else {
      const twins = countTwins(shape, weight.variable.dataSync(), gradient);
      const symmetric = twins && ({ kind: 'symmetric', ...twins } as const);
      verdicts.set(weight, dead.verdicts.get(id) ?? symmetric ?? depths.get(id) ?? { kind: 'healthy' });
    }
  }
  return verdicts;
}

/** What is wrong with the way from a weight to the loss, whatever came along it. */
function brokenTrail({ variable }: TraineeWeight, reach: Reach, trails: Trails): FlowVerdict | undefined {
  if (!trails.arrives(reach)) {
    const { end, readAt } = trails.deadEnd(reach);
    return { kind: 'disconnected', end: end && placeOf(end), readAt };
  }
  for (const step of trails.steps) {
    if (!reach.steps.has(step)) continue;
    for (const { id, name } of step.inputs) {
      const reason = reach.tensors.has(id) ? step.failures.get(name) : undefined;
      if (reason !== undefined) return { kind: 'no-gradient', by: placeOf(step), reason };
    }
  }
  const flat = trails.flatStops({ id: variable.id, data: variable.dataId });
  return flat.length > 0 ? blockedBy(flat) : undefined;
}

/** Judges a weight that is connected and whose gradient is zero all the same. */
function judgeZero(
  id: number,
  reach: Reach,
  trails: Trails,
  ids: ReadonlySet<number>,
  loss: number,
  { causes }: DeadLayers,
): FlowVerdict {
  const stops = trails.zeroStops(reach);
  const isSound =
    Math.abs(loss) <= CONVERGED ||
    stops.some((stop) => trails.opensByItself(stop, ids)) ||
    // A bias before a normalisation: its gradient is zero by algebra.
    stops.some(({ step, input }) => isSpread(step.kernel, input.name));
  if (isSound) return { kind: 'healthy' };
  if (stops.length > 0) {
    return blockedBy(stops.map((stop) => ({ ...stop, step: causes.get(stop.step) ?? stop.step })));
  }
  return {
    kind: 'blocked',
    by: trails
      .readersOf(id)
      .slice(0, 1)
      .map((step) => ({ ...placeOf(step), reason: 'cancels' })),
  };
}

function blockedBy(stops: readonly Stop[]): FlowVerdict {
  const by = new Map(
    stops.map((stop) => {
      const place = { ...placeOf(stop.step), reason: reasonOf(stop) };
      return [JSON.stringify(place), place];
    }),
  );
  return { kind: 'blocked', by: [...by.values()] };
}

/**
 * The first operation that gave NaN or an infinity.
 * @param pass one that looked at what came out of every operation
 */
export function firstNotFinite({ trails: { steps } }: FlowPass): {
  readonly by: Place | undefined;
  readonly direction: 'forward' | 'backward';
} {
  const forward = steps.find(({ finite }) => finite === false);
  if (forward !== undefined) return { by: placeOf(forward), direction: 'forward' };
  const backward = steps.findLast(
    ({ incoming, outgoing }) =>
      incoming?.finite === true && [...outgoing.values()].some(({ finite }) => !finite),
  );
  return { by: backward && placeOf(backward), direction: 'backward' };
}
