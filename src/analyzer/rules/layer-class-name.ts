import type { ts } from '../compiler.js';
import { customLayerOf, memberOf } from '../models/custom-layer.ts';
import { readingOf } from '../models/reading.ts';
import { defineRule } from '../rule.ts';

export const layerClassName = defineRule({
  id: 'layer-class-name',
  category: 'model',
  level: 'error',
  needsTypes: false,
  description: 'A custom layer has no static className.',
  messages: {
    missing:
      "{name} has no static className: TensorFlow.js names layers and saves models by it, so making one without a name throws (it reads the name of undefined), and no saved model can hold it. Add static get className() { return '{name}'; }.",
  },
  check(context) {
    const reading = readingOf(context);
    const look = (node: ts.ClassLikeDeclaration): void => {
      const layer = customLayerOf(reading, node);
      if (layer === undefined || layer.isAbstract) return;
      if (memberOf(layer, 'className', true) !== undefined || memberOf(layer, 'getClassName') !== undefined)
        return;
      if (context.source.text.includes(`${layer.name}.className =`)) return;
      context.report({ at: node.name ?? node, message: 'missing', data: { name: layer.name } });
    };
    return { ClassDeclaration: look, ClassExpression: look };
  },
});
