import { ts } from '../compiler.js';
import { defineRule, type RuleContext } from '../rule.ts';
import { enclosingClass, enclosingFunction } from '../tensorflow/functions.ts';
import { loopAround } from '../tensorflow/regions.ts';
import { isTestFile } from '../test-files.ts';
import { unwrap } from '../unwrap.ts';

type Names = RuleContext['names'];

/** Where each random op takes its seed. */
const SEEDS: Readonly<Record<string, number | undefined>> = {
  dropout: 3,
  multinomial: 2,
  randomGamma: 4,
  randomNormal: 4,
  randomStandardNormal: 2,
  randomUniform: 4,
  randomUniformInt: 3,
  truncatedNormal: 4,
};

export const constantSeed = defineRule({
  id: 'constant-seed',
  category: 'data',
  level: 'warning',
  needsTypes: false,
  description:
    'Noise with a constant seed is drawn inside a function or a loop: the same numbers every time.',
  messages: {
    noise:
      '`{op}` with a constant seed gives the same numbers {each}: noise that never changes is a constant, and what learns ' +
      'from it learns that. Leave the seed out, or draw it anew each time.',
    layer:
      'This {op} layer draws the same numbers in every step, since its seed is constant: the same units are dropped, or the ' +
      'same noise is added, throughout the training. Leave the seed out.',
    initializer:
      'Every layer made {each} starts from the same weights, since the seed of `{op}` is constant: layers of one shape ' +
      'compute the same. Give each its own seed, or leave it out.',
  },
  check: ({ source, names, report }) => {
    if (isTestFile(source.path)) return {};
    return {
      CallExpression(call) {
        const api = names.call(call);
        if (api === undefined) return;
        if (Object.hasOwn(SEEDS, api)) {
          const seed = call.arguments[SEEDS[api] ?? -1];
          if (seed === undefined || !isConstant(seed, names) || isWeight(call, names)) return;
          const each = repetitionOf(call, names);
          if (each !== undefined) report({ at: seed, message: 'noise', data: { op: `tf.${api}`, each } });
          return;
        }
        const [argument] = call.arguments;
        const seed = argument === undefined ? undefined : seedIn(argument);
        if (seed === undefined || !isConstant(seed, names)) return;
        if (/^layers\.(dropout|gaussianNoise|gaussianDropout|alphaDropout)$/.test(api)) {
          report({ at: seed, message: 'layer', data: { op: api.slice('layers.'.length) } });
        } else if (api.startsWith('initializers.') && isMadeInLoop(call)) {
          report({ at: seed, message: 'initializer', data: { op: `tf.${api}`, each: 'in this loop' } });
        }
      },
    };
  },
});

function seedIn(options: ts.Expression): ts.Expression | undefined {
  const node = unwrap(options);
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  for (const property of node.properties) {
    if (property.name?.getText() !== 'seed') continue;
    if (ts.isPropertyAssignment(property)) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property)) return property.name;
  }
  return undefined;
}

/** A literal, or a const of the file that is one. */
function isConstant(expression: ts.Expression, { scopes }: Names): boolean {
  const node = unwrap(expression);
  if (ts.isNumericLiteral(node) || ts.isStringLiteralLike(node)) return true;
  if (!ts.isIdentifier(node)) return false;
  const binding = scopes.resolve(node);
  if (binding?.kind !== 'const' || !ts.isVariableDeclaration(binding.declaration)) return false;
  const { initializer } = binding.declaration;
  return initializer !== undefined && ts.isNumericLiteral(unwrap(initializer));
}

/** Whether a draw starts a variable or a weight, which is to be the same each time a program runs. */
function isWeight(call: ts.CallExpression, names: Names): boolean {
  const { parent } = call;
  if (ts.isCallExpression(parent) && names.api(parent.expression) === 'variable')
    return loopAround(call) === undefined;
  const around = enclosingFunction(call);
  return (
    around !== undefined &&
    /init|weight|kernel|dataset|fixture|synthetic|sample|make|create|build|mock|fake/i.test(nameOf(around))
  );
}

function repetitionOf(call: ts.CallExpression, { regions }: Names): string | undefined {
  const around = enclosingFunction(call);
  if (
    around !== undefined &&
    ts.isMethodDeclaration(around) &&
    around.name.getText() === 'call' &&
    enclosingClass(around)?.heritageClauses !== undefined
  ) {
    return 'in every call of the layer';
  }
  const repetition = regions.repetition(call);
  if (repetition === undefined) {
    return around !== undefined && regions.differentiated(call) !== undefined ? 'in every step' : undefined;
  }
  return repetition === 'loop'
    ? 'in every turn of the loop'
    : repetition === 'frame'
      ? 'in every frame'
      : 'in every call';
}

function isMadeInLoop(call: ts.CallExpression): boolean {
  return loopAround(call) !== undefined;
}

function nameOf(node: ts.Node): string {
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) return node.name?.getText() ?? '';
  return ts.isVariableDeclaration(node.parent) || ts.isPropertyAssignment(node.parent)
    ? node.parent.name.getText()
    : '';
}
