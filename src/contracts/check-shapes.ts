import { ArgumentError } from '../errors.ts';
import { Environment } from '../tensor/shape-spec/index.ts';
import { describeKind } from '../tensor/subject.ts';
import { breachError } from './breach-error.ts';
import { callSiteOf } from './call-site.ts';
import { nodeOfTree } from './contract-node.ts';
import { gather, verify } from './verify.ts';
import type { Bindings } from '../tensor/shape-spec/index.ts';
import type { BindingsOf } from './bindings-of.ts';
import type { ContractNode, ShapeTree } from './contract-node.ts';
import type { FoundTensor } from './verify.ts';

/** Tensors by name, each beside its spec; a list or an object of tensors beside a list or an object of specs. */
export type ShapeClaims = Readonly<Record<string, readonly [value: unknown, shapes: ShapeTree]>>;

/** What claims bind, and what was given. */
export type BoundBy<Claims extends ShapeClaims, Given extends Bindings> = BindingsOf<
  Claims[keyof Claims][1]
> &
  Given;

/**
 * Checks the shapes of several tensors at once, somewhere in a function: a name stands for the same size in all of them.
 * @param claims e.g. `{ images: [x, 'b h w 3'], boxes: [y, 'b n 4'] }`; the keys name the tensors in messages
 * @returns every size that was given or bound, to go on with: `const { b, n } = checkShapes(…)`, where both are numbers to the compiler
 * @throws ContractError when a value is no live tensor or its shape disagrees; ShapeSpecError when a spec does not parse;
 * ArgumentError when a claim is not a pair
 * @example
 * const { n } = checkShapes({ images: [images, 'b h w 3'], boxes: [boxes, 'b n 4'] });
 */
export function checkShapes<const Claims extends ShapeClaims>(
  claims: Claims,
): BindingsOf<Claims[keyof Claims][1]>;
/**
 * The same, with sizes that are bound already.
 * @param claims tensors and their specs, by the names that errors use
 * @param bindings sizes that are known already
 * @returns the size that each name was bound to, those given included
 * @throws ContractError for the first tensor that does not fit
 */
export function checkShapes<const Claims extends ShapeClaims, const Given extends Bindings>(
  claims: Claims,
  bindings: Given | undefined,
): BoundBy<Claims, Given>;
export function checkShapes(claims: ShapeClaims, bindings?: Bindings): Bindings {
  const given: unknown = claims; // callers without types hand over anything
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new ArgumentError(
      `checkShapes: claims must be an object such as { images: [x, 'b h w 3'] }, got ${describeKind(given)}.`,
      { argument: 'claims', expected: 'an object of [tensor, spec]', actual: describeKind(given) },
    );
  }
  const nodes: ContractNode[] = [];
  const values: unknown[] = [];
  for (const [name, claim] of Object.entries<unknown>(given as Readonly<Record<string, unknown>>)) {
    if (!Array.isArray(claim) || claim.length !== 2) {
      throw new ArgumentError(
        `checkShapes: ${name} must be a pair [tensor, spec], got ${describeKind(claim)}.`,
        {
          argument: name,
          expected: '[tensor, spec]',
          actual: describeKind(claim),
        },
      );
    }
    nodes.push(nodeOfTree(claim[1] as ShapeTree, name)); // nodeOfTree refuses whatever is no tree
    values.push(claim[0]);
  }
  const environment = new Environment(bindings);
  const breach = verify(nodes, values, environment, false);
  if (breach === undefined) return environment.bindings();
  const found: FoundTensor[] = [];
  nodes.forEach((node, index) => gather(node, values[index], found));
  throw breachError(breach, found, { contract: '', callSite: callSiteOf(checkShapes) });
}
