import type { Batch } from '../../subject/batch.ts';
import { lossScene, type LossScene, type OutputScene, type SceneOptions } from '../learning/loss-scene.ts';
import type { OutputHint } from './label-problems.ts';

/** What the outputs of a model and its loss say about the labels, in the order of the outputs. */
export async function outputHints(
  subject: unknown,
  batch: Batch,
  options: SceneOptions,
  where: string,
): Promise<OutputHint[]> {
  const scene = await lossScene(subject, batch, options, where);
  return scene.outputs.map((output) => ({
    width: output.width,
    isClasses: excludes(scene, output),
    isRegression: hitsNumbers(scene, output),
  }));
}

/** Whether the loss is zero at the targets and not elsewhere, as a loss of numbers is; that of logits is zero nowhere. */
function hitsNumbers(scene: LossScene, output: OutputScene): boolean {
  const { target, head, task, isStated } = output;
  if (isStated) return task === 'regression' || task === 'reconstruction';
  if (target === undefined || head !== 'linear' || scene.outputs.length > 1) return false;
  const at = (shift: number): number =>
    scene.lossOf(new Map([[output, target.map((value) => value + shift)]]));
  return Math.abs(at(0)) <= ROUNDING * at(1);
}

/** As many digits of a loss as rounding leaves. */
const ROUNDING = 1e-4;

/** Whether the classes of an output exclude each other: softmax is applied to it, by the model or by the loss. */
function excludes(scene: LossScene, output: OutputScene): boolean | undefined {
  if (output.isStated) return output.task === 'classes';
  if (output.head === 'softmax') return true;
  // One that lies between 0 and 1 without summing to one is of labels that don't exclude each other, or of something else.
  if (output.head === 'unit') return false;
  const at = (shift: number): number =>
    scene.lossOf(new Map([[output, output.prediction.map((value) => value + shift)]]));
  const losses = [scene.loss, at(1), at(-2)];
  const size = Math.max(...losses.map(Math.abs));
  // Logits mean the same whatever is added to all of them; nothing else does.
  return Math.max(...losses) - Math.min(...losses) <= ROUNDING * size;
}
