import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Backbone } from './backbone.ts';
import { Composition, pick } from './composition.ts';
import type { Head } from './head.ts';
import { connect } from './interaction.ts';
import type { ForwardContext } from './module.ts';

/**
 * A classifier: a backbone and a head that gives one row of class logits for each image.
 *
 * What doesn't fit is refused here, before any weight is made.
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { ClassificationModel } from 'tensorproof';
 * import { ClassificationHead, ConvBackbone } from 'tensorproof/models';
 *
 * const head = new ClassificationHead({ features: 'c3', inChannels: 64, classes: 10 });
 * const model = new ClassificationModel(new ConvBackbone(), head);
 * model.predict(tf.zeros([2, 8, 8, 1])).shape; // [2, 10]
 * model.dispose();
 */
export class ClassificationModel<Input extends Tensor = Tensor4D> extends Composition<Input, Tensor2D> {
  readonly backbone: Backbone<Input>;
  readonly head: Head<Tensor2D>;

  /**
   * @param backbone gives the feature maps that the head reads
   * @param head gives `'batch classes'`
   * @throws InteractionError naming both parts, what disagrees, and what would fit
   * @throws ArgumentError for something that is no backbone or no head
   */
  constructor(backbone: Backbone<Input>, head: Head<Tensor2D>) {
    super(backbone, { backbone, head });
    const reading = this.readingParty(head);
    connect(this.firstParty(), reading, this.sizes, { noun: 'feature map' });
    connect(this.givingParty(head, reading), this.ownParty('batch classes'), this.sizes, { noun: 'output' });
    this.backbone = this.addChild('backbone', backbone);
    this.head = this.addChild('head', head);
    this.initialize();
  }

  protected override forward(input: Input, context: ForwardContext): Tensor2D {
    const features = this.backbone.apply(input, context);
    const logits = this.head.apply(pick(features, this.head.declaration.reads), context);
    this.refuseOtherBatch(this.head, input, [logits]);
    return logits;
  }
}
