import { ConvBackbone, retinaNet } from '../../fixtures/models/index.ts';
import type { RetinaNet } from '../../fixtures/models/index.ts';

/** How many classes there are: the digits 0 to 9. */
export const CLASSES = 10;
/** Channels of pyramid and head. */
const CHANNELS = 48;

/** A small RetinaNet: one map of stride 4 and one of stride 8, and anchors from 8 pixels on, upright as digits are. */
export function createDetector(): RetinaNet {
  return retinaNet(new ConvBackbone({ inChannels: 3, channels: [16, 32, 64] }), {
    classes: CLASSES,
    features: ['c3'],
    extraLevels: 1,
    channels: CHANNELS,
    convolutions: 2,
    kernelDeviation: Math.sqrt(2 / (9 * CHANNELS)),
    smallestAnchor: 8,
    ratios: [1, 1.5, 2.2],
  });
}
