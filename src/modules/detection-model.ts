import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Backbone } from './backbone.ts';
import { Composition, pick } from './composition.ts';
import type { Head } from './head.ts';
import { connect } from './interaction.ts';
import type { ForwardContext } from './module.ts';

/** What a detector says about each of its anchors. */
export interface Detections {
  /** `'batch anchors classes'`, before any softmax or sigmoid. */
  readonly classLogits: Tensor3D;
  /** `'batch anchors 4'`, relative to the anchor. */
  readonly boxRegression: Tensor3D;
}

/**
 * A detector: a backbone and a head that gives class logits and a box regression for each anchor.
 *
 * What doesn't fit is refused here, before any weight is made.
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { DetectionModel } from 'tensorproof';
 * import { ConvBackbone, DetectionHead } from 'tensorproof/models';
 *
 * const head = new DetectionHead({ features: 'c2', inChannels: 32, classes: 5 });
 * const model = new DetectionModel(new ConvBackbone(), head);
 * const { classLogits, boxRegression } = model.predict(tf.zeros([1, 8, 8, 1])); // [1, 48, 5] and [1, 48, 4]
 * model.dispose();
 */
export class DetectionModel<Input extends Tensor = Tensor4D> extends Composition<Input, Detections> {
  readonly backbone: Backbone<Input>;
  readonly head: Head<Detections>;

  /**
   * @param backbone gives the feature maps that the head reads
   * @param head gives `classLogits: 'batch anchors classes'` and `boxRegression: 'batch anchors 4'`
   * @throws InteractionError naming both parts, what disagrees, and what would fit
   * @throws ArgumentError for something that is no backbone or no head
   */
  constructor(backbone: Backbone<Input>, head: Head<Detections>) {
    super(backbone, { backbone, head });
    const reading = this.readingParty(head);
    connect(this.firstParty(), reading, this.sizes, { noun: 'feature map' });
    connect(
      this.givingParty(head, reading),
      this.ownParty({ classLogits: 'batch anchors classes', boxRegression: 'batch anchors 4' }),
      this.sizes,
      { noun: 'output' },
    );
    this.backbone = this.addChild('backbone', backbone);
    this.head = this.addChild('head', head);
    this.initialize();
  }

  protected override forward(input: Input, context: ForwardContext): Detections {
    const features = this.backbone.apply(input, context);
    const detections = this.head.apply(pick(features, this.head.declaration.reads), context);
    this.refuseOtherBatch(this.head, input, [detections.classLogits, detections.boxRegression]);
    return detections;
  }
}
