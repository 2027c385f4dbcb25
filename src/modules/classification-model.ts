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
 * import { ClassificationModel } from 'tensorproof';
 *
 * const model = new ClassificationModel(new TinyBackbone(), new LinearHead());
 * const logits = model.predict(images); // 'batch classes'
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
