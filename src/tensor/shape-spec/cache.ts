import { requireSpecText } from './reader.ts';

/** More than any program's own specs; a bound only against specs that are built in a loop. */
const CAPACITY = 1024;

/**
 * Remembers what was read from a text. When full, the oldest entry goes: specs are literals in a program, so the cache
 * of a normal program never fills, and one that builds specs in a loop must not grow without bound.
 * @param read called with text it has not seen (or no longer remembers); what it throws is not remembered
 */
export function cached<Parsed>(read: (spec: string) => Parsed): (spec: string) => Parsed {
  const known = new Map<string, Parsed>();
  return (spec) => {
    const hit = known.get(spec);
    if (hit !== undefined) return hit;
    const parsed = read(requireSpecText(spec));
    if (known.size >= CAPACITY) {
      for (const oldest of known.keys()) {
        known.delete(oldest);
        break;
      }
    }
    known.set(spec, parsed);
    return parsed;
  };
}
