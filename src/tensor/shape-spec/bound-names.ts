import type { ParsedShape } from './types.ts';

/** The names that a shape binds, of an axis or of a run of axes, once each; those inside arithmetic are bound elsewhere. */
export function boundNames({ axes }: ParsedShape): string[] {
  const names = axes.flatMap((axis) => (axis.kind === 'name' || axis.kind === 'variadic' ? [axis.name] : []));
  return [...new Set(names)];
}
