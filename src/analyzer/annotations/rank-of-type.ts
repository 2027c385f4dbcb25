import { ts } from '../compiler.js';
import { lastName } from '../syntax.ts';

/** The rank that a type of TensorFlow.js says: 4 for `Tensor4D`, `tf.Tensor<tf.Rank.R4>` and `Variable<Rank.R4>`. */
export function rankOfType(type: ts.TypeNode): number | undefined {
  if (!ts.isTypeReferenceNode(type)) return undefined;
  const name = lastName(type.typeName);
  const [argument] = type.typeArguments ?? [];
  const rankName = name === 'Tensor' || name === 'Variable' ? argument?.getText().replace(/^.*\./, '') : name;
  if (rankName === 'Scalar') return 0;
  const rank = /^(?:Tensor([1-6])D|R([0-6]))$/.exec(rankName ?? '');
  return rank === null ? undefined : Number(rank[1] ?? rank[2]);
}
