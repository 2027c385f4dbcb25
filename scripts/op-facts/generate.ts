import * as tf from '@tensorflow/tfjs';
import { format, resolveConfig } from 'prettier';
import { readOpFacts, readTensorMethods, type OpFact } from './read-facts.ts';

/** The text of `src/analyzer/tensorflow/op-facts.ts`, from what the installed TensorFlow.js does. */
export async function generateOpFacts(): Promise<string> {
  const facts = Object.entries(readOpFacts());
  const where = (holds: (fact: OpFact) => boolean): string =>
    JSON.stringify(facts.filter(([, fact]) => holds(fact)).map(([name]) => name));
  const objects = Object.fromEntries(
    facts.flatMap(([name, { gives }]) => (typeof gives === 'string' ? [] : [[name, gives]])),
  );
  const text = `
    /**
     * What TensorFlow.js ${tf.version_core} does when each op is tried: written by scripts/make-op-facts.ts, not by hand.
     * A test holds it against a fresh run.
     */
    export const opFacts = {
      version: '${tf.version_core}',
      /** Ops that give one tensor. */
      tensor: ${where(({ gives }) => gives === 'tensor')},
      /** Ops that give an array of tensors. */
      tensors: ${where(({ gives }) => gives === 'tensors')},
      /** Ops that give an object, with the names of its tensors. */
      objects: ${JSON.stringify(objects)},
      /** Ops through which no gradient flows: a loss that depends on its variables through one throws. */
      noGradient: ${where(({ gradient }) => gradient === 'none')},
      /** Ops whose gradient is zero everywhere, though their result depends on their input. */
      zeroGradient: ${where(({ gradient }) => gradient === 'zero')},
      /** The methods of a tensor that are ops. */
      methods: ${JSON.stringify(readTensorMethods())},
    } as const;
  `;
  const config = await resolveConfig(new URL('../../package.json', import.meta.url).pathname);
  return format(text, { ...config, parser: 'typescript' });
}
