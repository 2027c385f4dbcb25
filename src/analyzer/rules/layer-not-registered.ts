import { ts } from '../compiler.js';
import { customLayerOf } from '../models/custom-layer.ts';
import { readingOf } from '../models/reading.ts';
import { defineRule } from '../rule.ts';
import { hasModifier } from '../syntax.ts';

export const layerNotRegistered = defineRule({
  id: 'layer-not-registered',
  category: 'model',
  level: 'hint',
  needsTypes: false,
  description: 'A custom layer is not registered for loading.',
  messages: {
    missing:
      '{name} is not registered: a model with it can be saved, and loading it throws "Unknown layer: {name}". Add tf.serialization.registerClass({name}) after the class.',
  },
  check(context) {
    const reading = readingOf(context);
    const look = (node: ts.ClassLikeDeclaration): void => {
      const layer = customLayerOf(reading, node);
      if (layer === undefined || layer.isAbstract || isExported(node, layer.name)) return;
      if (new RegExp(`registerClass\\(\\s*(?:\\w+\\.)*${layer.name}\\b`).test(context.source.text)) return;
      context.report({ at: node.name ?? node, message: 'missing', data: { name: layer.name } });
    };

    /** A class that other files see may be registered there. */
    function isExported(node: ts.Node, name: string): boolean {
      const { text } = context.source;
      if (hasModifier(node, ts.SyntaxKind.ExportKeyword)) return true;
      return new RegExp(
        `export\\s*(?:default\\s+${name}\\b|\\{[^}]*\\b${name}\\b)|exports\\b[^;]*\\b${name}\\b`,
      ).test(text);
    }
    return { ClassDeclaration: look, ClassExpression: look };
  },
});
