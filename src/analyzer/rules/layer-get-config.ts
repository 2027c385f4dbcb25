import { ts } from '../compiler.js';
import { constructorOf, customLayerOf, memberOf } from '../models/custom-layer.ts';
import type { CustomLayer } from '../models/custom-layer.ts';
import { FUNCTION_OPTIONS } from '../models/option-names.ts';
import { readingOf } from '../models/reading.ts';
import type { Reading } from '../models/reading.ts';
import { defineRule } from '../rule.ts';
import { nameText } from '../syntax.ts';

/** What a layer's own getConfig saves, or takes from a config without saving it. */
const OF_EVERY_LAYER: ReadonlySet<string> = new Set(FUNCTION_OPTIONS['layers.add']?.split(' '));

export const layerGetConfig = defineRule({
  id: 'layer-get-config',
  category: 'model',
  level: 'error',
  needsTypes: false,
  description: 'A custom layer does not save an option that its constructor reads.',
  messages: {
    missing:
      '{name} reads {options} from its config and has no getConfig(): a saved model is loaded with the defaults instead, and computes something else without a word. Add getConfig() { return { ...super.getConfig(), {pairs} }; }.',
    incomplete:
      '{name} reads {options} from its config, and getConfig() does not give it back: a saved model is loaded with the default instead, and computes something else without a word. Add {pairs} to what getConfig() returns.',
  },
  check(context) {
    const reading = readingOf(context);
    const look = (node: ts.ClassLikeDeclaration): void => {
      const layer = customLayerOf(reading, node);
      if (layer === undefined || layer.isAbstract) return;
      const read = optionsRead(layer);
      if (read.size === 0) return;
      const method = memberOf(layer, 'getConfig');
      const saved = method === undefined ? new Set<string>() : namesIn(reading, method);
      if (saved === undefined) return;
      const lost = [...read].filter((name) => !saved.has(name));
      if (lost.length === 0) return;
      context.report({
        at: method?.name ?? node.name ?? node,
        message: method === undefined ? 'missing' : 'incomplete',
        data: {
          name: layer.name,
          options: lost.map((name) => `'${name}'`).join(', '),
          pairs: lost.map((name) => `${name}: this.${name}`).join(', '),
        },
      });
    };
    return { ClassDeclaration: look, ClassExpression: look };
  },
});

/** The options that a constructor takes out of its config, those of every layer left out. */
function optionsRead(layer: CustomLayer): ReadonlySet<string> {
  const names = new Set<string>();
  const maker = constructorOf(layer);
  const config = maker?.parameters[0];
  if (maker === undefined || config === undefined) return names;
  const add = (name: string): void => {
    if (!OF_EVERY_LAYER.has(name)) names.add(name);
  };
  const addPattern = (pattern: ts.BindingName): void => {
    if (!ts.isObjectBindingPattern(pattern)) return;
    for (const element of pattern.elements) {
      const name = element.propertyName ?? element.name;
      if (element.dotDotDotToken === undefined && ts.isIdentifier(name)) add(name.text);
    }
  };
  if (!ts.isIdentifier(config.name)) {
    addPattern(config.name);
    return names;
  }
  const { text } = config.name;
  const visit = (node: ts.Node): void => {
    if (
      ts.isPropertyAccessExpression(node) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === text
    )
      add(node.name.text);
    if (
      ts.isVariableDeclaration(node) &&
      node.initializer !== undefined &&
      ts.isIdentifier(node.initializer) &&
      node.initializer.text === text
    )
      addPattern(node.name);
    ts.forEachChild(node, visit);
  };
  if (maker.body !== undefined) visit(maker.body);
  return names;
}

/** The names that getConfig gives a value; undefined where it copies them from something else than its base's. */
function namesIn(reading: Reading, method: ts.Node): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  const unknown: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      for (const property of node.properties) {
        if (ts.isSpreadAssignment(property)) {
          if (!isOfBase(reading, property.expression)) unknown.push(property);
        } else {
          const name = nameText(property.name);
          if (name === undefined) unknown.push(property);
          else names.add(name);
        }
      }
    }
    if (
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      (ts.isPropertyAccessExpression(node.left) || ts.isElementAccessExpression(node.left))
    ) {
      const { left } = node;
      if (ts.isPropertyAccessExpression(left)) names.add(left.name.text);
      else if (ts.isStringLiteralLike(left.argumentExpression)) names.add(left.argumentExpression.text);
      else unknown.push(left);
    }
    ts.forEachChild(node, visit);
  };
  visit(method);
  return unknown.length === 0 ? names : undefined;
}

/** `super.getConfig()`, or a variable: one that holds it, or is called as it usually is. */
function isOfBase(reading: Reading, expression: ts.Expression): boolean {
  return (
    reading.declarations.resolve(expression).getText().startsWith('super.') ||
    /^(?:base|parent|super)_?config$/i.test(expression.getText())
  );
}
