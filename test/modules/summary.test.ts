import '@tensorflow/tfjs-node';
import { expect, test } from 'vitest';
import { digitClassifier, variationalAutoEncoder } from '../../fixtures/models/index.ts';

function summaryOf(model: { summary(print: (table: string) => void): void; dispose(): void }): string {
  const printed: string[] = [];
  model.summary((table) => printed.push(table));
  model.dispose();
  expect(printed).toHaveLength(1);
  return printed.join('');
}

test('a classifier', () => {
  expect(summaryOf(digitClassifier())).toMatchInlineSnapshot(`
    "module                       reads                      gives                                       parameters
    ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
    ClassificationModel                                                                                     23,946
      backbone (ConvBackbone)    batch height width 1       c1: batch height width 16 (stride 1)            23,296
                                                            c2: batch height//2 width//2 32 (stride 2)
                                                            c3: batch height//4 width//4 64 (stride 4)
        stage1 (ConvBlock)                                                                                     160
        stage2 (ConvBlock)                                                                                   4,640
        stage3 (ConvBlock)                                                                                  18,496
      head (ClassificationHead)  c3: batch height width 64  batch 10                                           650
        classifier (Dense)                                                                                     650
    ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
    23,946 parameters, 23,946 of them trainable"
  `);
});

test('a frozen part is counted apart', () => {
  const model = digitClassifier();
  model.backbone.trainable = false;
  expect(summaryOf(model)).toContain('23,946 parameters, 650 of them trainable');
});

test('a model that gives several tensors', () => {
  expect(summaryOf(variationalAutoEncoder())).toMatchInlineSnapshot(`
    "module                          reads        gives                 parameters
    ─────────────────────────────────────────────────────────────────────────────
    VariationalAutoEncoder                                                 19,792
      encoder (VariationalEncoder)  batch 8 8 1  mean: batch 8             10,384
                                                 logVariance: batch 8
        hidden (Dense)                                                      8,320
        mean (Dense)                                                        1,032
        logVariance (Dense)                                                 1,032
      decoder (VariationalDecoder)  batch 8      batch 8 8 1                9,408
        hidden (Dense)                                                      1,152
        pixels (Dense)                                                      8,256
    ─────────────────────────────────────────────────────────────────────────────
    19,792 parameters, 19,792 of them trainable"
  `);
});
