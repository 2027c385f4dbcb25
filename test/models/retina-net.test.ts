import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, describe, expect, test } from 'vitest';
import { ResNet, RetinaHead, retinaLoss, retinaNet } from '../../fixtures/models/index.ts';
import type { DetectionTarget } from '../../fixtures/models/index.ts';
import { distance, relativeError, sketchOf, torchValues } from '../../parity/peer/digest.ts';
import type { Digest, Sketch } from '../../parity/peer/digest.ts';
import { fillByFormula, torchName } from '../../parity/peer/fill.ts';
import { formulaImages } from '../../parity/peer/formula.ts';
import { formulaBoxes, formulaWhole } from '../../parity/peer/scenes.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest();

/** What `parity/detection.py` made of torchvision. */
function expected(name: string): unknown {
  const file = new URL(`../../parity/expected/detection/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

describe('RetinaNet over ResNet-18', () => {
  const values = expected('retinanet') as {
    readonly pyramid: Record<string, Digest>;
    readonly logits: Digest;
    readonly regression: Digest;
    readonly losses: { readonly classification: number; readonly bbox_regression: number };
    readonly gradients: Record<string, Sketch>;
  };
  const model = retinaNet(new ResNet({ depth: 18 }), { classes: 7 });
  fillByFormula(model);
  afterAll(() => {
    model.dispose();
  });

  const compare = (tensor: tf.Tensor, name: string, digest: Digest, kind: 'map' | 'kernel' = 'map'): void => {
    const found = torchValues(tensor, kind);
    expect(relativeError(found.subarray(0, 8), digest.first)).toBeLessThan(1e-3);
    expect(distance(sketchOf(found, name), digest.sketch)).toBeLessThan(1e-4);
  };

  test('its pyramid', () => {
    const maps = model.pyramid.apply(formulaImages(2, 64, 64));
    expect(Object.keys(maps)).toEqual(Object.keys(values.pyramid));
    for (const [name, digest] of Object.entries(values.pyramid))
      compare(maps[name] as tf.Tensor, name, digest);
  });

  test('its outputs, losses and the gradient of every weight', async () => {
    const images = formulaImages(2, 64, 64);
    const { classLogits, boxRegression } = model.predict(images);
    expect(classLogits.shape).toEqual(values.logits.shape);
    compare(classLogits, 'logits', values.logits);
    compare(boxRegression, 'regression', values.regression);

    const targets = [4, 0].map((count, i): DetectionTarget => ({
      boxes: formulaBoxes(`target ${i}`, count, 'smooth'),
      labels: tf.tensor1d(formulaWhole(`target ${i} labels`, count, 7), 'int32'),
    }));
    const assigned = await model.assign(targets, [64, 64]);
    const names = new Map(
      [...model.namedVariables()].map(([path, variable]) => [variable.name, torchName(path)]),
    );
    const { value, grads } = tf.variableGrads(
      () => retinaLoss(model.apply(images), assigned).total,
      model.trainableVariables,
    );
    const losses = retinaLoss({ classLogits, boxRegression }, assigned);
    expect(relativeError(losses.classification.dataSync(), [values.losses.classification])).toBeLessThan(
      1e-4,
    );
    expect(relativeError(losses.boxRegression.dataSync(), [values.losses.bbox_regression])).toBeLessThan(
      1e-4,
    );
    expect(value).toBeAllClose(losses.total, { rtol: 1e-5 });
    const found = new Map(Object.entries(grads).map(([name, gradient]) => [names.get(name), gradient]));
    expect([...found.keys()].sort()).toEqual(Object.keys(values.gradients).sort());
    for (const [name, gradient] of Object.entries(values.gradients)) {
      // 0.0141 is a cosine of 0.9999.
      expect(
        distance(sketchOf(torchValues(found.get(name) as tf.Tensor, 'kernel'), name), gradient),
        name,
      ).toBeLessThan(0.0141);
    }
  });

  test('as many parameters', () => {
    const counts = expected('parameters') as Record<string, { readonly all: number; readonly head: number }>;
    const head = new RetinaHead({ classes: 91 });
    expect(head.parameterCount()).toEqual({ trainable: counts['resnet50']?.head, frozen: 0 });
    head.dispose();
    const whole = retinaNet(new ResNet({ depth: 50 }), { classes: 91 });
    expect(whole.parameterCount().trainable).toBe(counts['resnet50']?.all);
    expect(counts['resnet50']?.all).toBe(34_068_119);
    whole.dispose();
  });
});
