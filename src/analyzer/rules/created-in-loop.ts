import { ts } from '../compiler.js';
import { defineRule, type RuleContext } from '../rule.ts';
import { enclosingFunction } from '../tensorflow/functions.ts';
import { loopAround } from '../tensorflow/regions.ts';
import type { Binding } from '../tensorflow/scopes.ts';
import { isTestFile } from '../test-files.ts';
import { unwrap } from '../unwrap.ts';

type Names = RuleContext['names'];

const LOADS: ReadonlySet<string> = new Set([
  'loadLayersModel',
  'loadGraphModel',
  'loadGraphModelSync',
  'node.loadSavedModel',
]);
const MODELS: ReadonlySet<string> = new Set(['sequential', 'model']);
const STEPS: ReadonlySet<string> = new Set(['minimize', 'applyGradients']);
const RUNS: ReadonlySet<string> = new Set([
  'predict',
  'execute',
  'executeAsync',
  'predictAsync',
  'classify',
  'detect',
  'apply',
]);

export const createdInLoop = defineRule({
  id: 'created-in-loop',
  category: 'memory',
  level: 'warning',
  needsTypes: false,
  description:
    'An optimizer, a model or weights are made or loaded anew in every turn of a loop, or with every call.',
  messages: {
    optimizer:
      'A new optimizer {each}: it forgets its moments, so `{call}` learns as if every step were the first, and each leaves ' +
      'its own tensors in memory. Make it once, outside, and use it again.',
    compiled:
      'The model is compiled anew in every turn of the loop: its optimizer starts from nothing each time, and the old one ' +
      'stays in memory. Compile it once, before the loop.',
    model:
      'A new model {each}, with new weights, and the old ones are never disposed of. Make it once, outside, or call ' +
      '`{name}.dispose()` when it has done its work.',
    loaded:
      'The model is loaded {each}: its weights are fetched and copied to the device anew, and the old ones are never ' +
      'disposed of. Load it once, outside, and use it again.',
    variable:
      'A new variable {each}: it starts from its initial value, and the old one is never disposed of, since a tidy does not ' +
      'free variables. Make it once, outside, and use `assign`.',
  },
  check: ({ source, names, report }) => {
    if (isTestFile(source.path)) return {};
    return {
      CallExpression(call) {
        const api = names.call(call);
        if (api === undefined) {
          if (recompiles(call, names)) report({ at: call, message: 'compiled' });
          return;
        }
        if (api.startsWith('train.')) {
          const each = makesOptimizerAnew(call, names);
          if (each !== undefined)
            report({ at: call, message: 'optimizer', data: { each, call: source.textOf(call.expression) } });
          return;
        }
        const isLoad = LOADS.has(api);
        if (!isLoad && !MODELS.has(api) && api !== 'variable') return;
        const holder = holderOf(call, names);
        if (holder !== 'nobody' && (holder === 'elsewhere' || !isOnlyUsed(holder, names))) return;
        const each = isRepeated(call, holder, isLoad, names);
        if (each === undefined) return;
        const name = holder === 'nobody' ? 'model' : holder.name;
        report({
          at: call,
          message: isLoad ? 'loaded' : api === 'variable' ? 'variable' : 'model',
          data: { each, name },
        });
      },
    };
  },
});

/** How often a call runs anew, where that is certain to be a mistake. */
function isRepeated(
  call: ts.CallExpression,
  holder: Binding | 'nobody',
  isLoad: boolean,
  names: Names,
): string | undefined {
  const repetition = names.regions.repetition(call);
  if (repetition === 'loop') {
    const loop = loopAround(call);
    // Several models, one a turn, are several models.
    return isLoad && loop !== undefined && dependsOnLoop(call, loop, names)
      ? undefined
      : 'in every turn of the loop';
  }
  if (repetition === 'frame') return 'with every frame';
  if (repetition === 'timer') return 'every time the timer fires';
  if (repetition === 'request') return 'with every request';
  if (repetition !== 'call' || holder === 'nobody' || !isLoad) return undefined;
  // A function that loads a model and runs it, and has nothing of it afterwards, does so whenever it is called.
  const around = enclosingFunction(call);
  if (around === undefined || /^(main|run|demo|init|setup|start|test|train)/i.test(nameOf(around)))
    return undefined;
  return names.scopes.references(holder).some((use) => isMethodCalled(use, RUNS))
    ? 'with every call'
    : undefined;
}

function dependsOnLoop(call: ts.CallExpression, loop: ts.IterationStatement, { scopes }: Names): boolean {
  let depends = false;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const binding = scopes.resolve(node);
      depends ||= binding !== undefined && isInside(binding.identifier, loop);
    }
    ts.forEachChild(node, visit);
  };
  for (const argument of call.arguments) visit(argument);
  return depends;
}

/** An optimizer made where each step makes it again: in the loop or the function of the step itself. */
function makesOptimizerAnew(call: ts.CallExpression, names: Names): string | undefined {
  const around = enclosingFunction(call);
  let node: ts.Node = call;
  while (ts.isParenthesizedExpression(node.parent)) node = node.parent;
  const { parent } = node;
  // tf.train.adam().minimize(…)
  const isUsedHere = ts.isPropertyAccessExpression(parent) && STEPS.has(parent.name.text);
  const holder = holderOf(call, names);
  const isNamed = holder !== 'nobody' && holder !== 'elsewhere';
  if (!isUsedHere && !isNamed) return undefined;
  const steps = isNamed ? names.scopes.references(holder).filter((use) => isMethodCalled(use, STEPS)) : [];
  if (!isUsedHere && steps.length === 0) return undefined;
  if (isNamed && !isOnlyUsed(holder, names)) return undefined;
  const loop = loopAround(call);
  // An optimizer for each run of an inner loop is what a search over settings does.
  const stepsHere =
    isUsedHere || steps.some((use) => loopAround(use) === loop && enclosingFunction(use) === around);
  if (!stepsHere) return undefined;
  const repetition = names.regions.repetition(call);
  if (repetition === undefined) return undefined;
  return repetition === 'loop' ? 'in every turn of the loop' : 'with every call';
}

/** `model.compile(…)` inside a loop, on a model from outside of it. */
function recompiles(call: ts.CallExpression, names: Names): boolean {
  const callee = unwrap(call.expression);
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'compile') return false;
  const owner = unwrap(callee.expression);
  if (!ts.isIdentifier(owner) || names.values.of(owner)?.kind !== 'layers model') return false;
  const loop = loopAround(call);
  const binding = names.scopes.resolve(owner);
  if (loop === undefined || binding === undefined || isInside(binding.identifier, loop)) return false;
  if (names.scopes.writes(binding).some((use) => isInside(use, loop))) return false;
  // Compiling again with what the turn says is what a schedule or a search does.
  return !dependsOnLoop(call, loop, names) && !isConditional(call, loop);
}

/** Under an `if` of the loop: once, or when it is due. */
function isConditional(node: ts.Node, loop: ts.Node): boolean {
  let at = node;
  while (at !== loop) {
    if (ts.isIfStatement(at) || ts.isConditionalExpression(at) || ts.isSwitchStatement(at)) return true;
    at = at.parent;
  }
  return false;
}

/** The name that holds what a call makes; `nobody` where only the expression around it does. */
function holderOf(call: ts.CallExpression, { scopes }: Names): Binding | 'nobody' | 'elsewhere' {
  let node: ts.Node = call;
  while (
    ts.isAwaitExpression(node.parent) ||
    ts.isParenthesizedExpression(node.parent) ||
    ts.isAsExpression(node.parent)
  )
    node = node.parent;
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) {
    const binding = scopes.resolve(parent.name);
    return binding === undefined || scopes.writes(binding).length > 0 ? 'elsewhere' : binding;
  }
  const isReceiver = ts.isPropertyAccessExpression(parent) && RUNS.has(parent.name.text);
  return isReceiver || ts.isExpressionStatement(parent) ? 'nobody' : 'elsewhere';
}

/** Whether a name is only used where it stands: its methods are called, and nothing else gets hold of it. */
function isOnlyUsed(binding: Binding, { scopes }: Names): boolean {
  const uses = scopes.references(binding);
  return (
    uses.length > 0 &&
    uses.every((use) => {
      const { parent } = use;
      return (
        ts.isPropertyAccessExpression(parent) && parent.expression === use && parent.name.text !== 'dispose'
      );
    })
  );
}

function isMethodCalled(use: ts.Identifier, methods: ReadonlySet<string>): boolean {
  const { parent } = use;
  return (
    ts.isPropertyAccessExpression(parent) &&
    parent.expression === use &&
    methods.has(parent.name.text) &&
    ts.isCallExpression(parent.parent)
  );
}

function nameOf(node: ts.Node): string {
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) return node.name?.getText() ?? '';
  return ts.isVariableDeclaration(node.parent) ? node.parent.name.getText() : '';
}

function isInside(node: ts.Node, around: ts.Node): boolean {
  return node.pos >= around.pos && node.end <= around.end;
}
