import type { ts } from '../compiler.js';
import { Declarations } from '../declarations.ts';
import type { RuleContext } from '../rule.ts';
import type { TensorFlowNames } from '../tensorflow/names.ts';

/** What is known of a file while models are read from it. */
export interface Reading {
  readonly names: TensorFlowNames;
  readonly declarations: Declarations;
  readonly tree: ts.SourceFile;
}

/** The reading of the file that a rule looks at. */
export function readingOf<MessageId extends string>(
  context: Pick<RuleContext<MessageId>, 'names' | 'source'>,
): Reading {
  const { tree } = context.source;
  return { names: context.names, declarations: Declarations.of(context.names.scopes), tree };
}

/** How many calls, variables and wrappers are followed before a value counts as unknown. */
export const DEEPEST = 8;
