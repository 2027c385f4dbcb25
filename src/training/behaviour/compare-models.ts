import type { LayerOfModel, LayersModelLike } from '../../subject/layers-model.ts';
import { describeTensor } from '../../tensor/describe.ts';

/** What a layer knows, and its loaded twin knows otherwise, as data. */
export interface ConfigDifference {
  readonly layer: string;
  readonly className: string;
  /** e.g. `factor`, `trainable`, `config.kernelRegularizer`. */
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

/** A weight that came back as another one, as data. */
export interface WeightDifference {
  readonly name: string;
  readonly problem: 'missing' | 'shape' | 'values';
}

/** Fields in which two layers that do the same may differ. */
const OWN_TO_EACH = new Set(['id', 'name', 'built', 'stateful', 'fastWeightInitDuringBuild']);

/**
 * Compares the layers of a model with those of its loaded twin, in order: what they say of themselves, and the plain fields that they
 * hold, since a custom layer may not say all that it knows.
 */
export function compareModels(
  model: LayersModelLike,
  loaded: LayersModelLike,
): { readonly config: ConfigDifference[]; readonly weights: WeightDifference[] } {
  const config: ConfigDifference[] = [];
  const weights: WeightDifference[] = [];
  for (const [i, layer] of model.layers.entries()) {
    const twin = loaded.layers[i];
    if (twin === undefined) {
      config.push({ ...nameOf(layer), field: 'layer', before: layer.name, after: 'missing' });
      continue;
    }
    config.push(...fieldsApart(layer, twin));
    weights.push(...weightsApart(layer, twin));
  }
  return { config, weights };
}

function nameOf(layer: LayerOfModel): Pick<ConfigDifference, 'layer' | 'className'> {
  return { layer: layer.name, className: layer.getClassName() };
}

function fieldsApart(layer: LayerOfModel, twin: LayerOfModel): ConfigDifference[] {
  const facts = nameOf(layer);
  const [before, after] = [factsOf(layer), factsOf(twin)];
  // What only the loaded twin has is a default that was filled in: nothing is lost.
  return [...before].flatMap(([field, was]) => {
    const is = after.get(field) ?? 'nothing';
    return was === is ? [] : [{ ...facts, field, before: was, after: is }];
  });
}

/** Plain fields and the layer's own config, as text. */
function factsOf(layer: LayerOfModel): Map<string, string> {
  const facts = new Map<string, string>();
  for (const [field, value] of Object.entries(layer)) {
    if (field.startsWith('_') || OWN_TO_EACH.has(field) || !isPlain(value)) continue;
    facts.set(field, JSON.stringify(value));
  }
  facts.set('trainable', String(layer.trainable));
  const configured = layer as unknown as { getConfig(): Readonly<Record<string, unknown>> }; // every layer has it
  for (const [field, value] of Object.entries(configured.getConfig())) {
    // Layers inside name themselves and their weights; they are looked at by their own fields.
    if (field === 'name' || field === 'layers' || facts.has(field)) continue;
    if (value === undefined || value === null) continue; // what was left out comes back as null
    facts.set(`config.${field}`, JSON.stringify(value, withoutNames));
  }
  return facts;
}

function withoutNames(key: string, value: unknown): unknown {
  return key === 'name' || value === null ? undefined : value;
}

function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isPlain);
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean';
}

function weightsApart(layer: LayerOfModel, twin: LayerOfModel): WeightDifference[] {
  return layer.weights.flatMap((weight, i): WeightDifference[] => {
    const other = twin.weights[i]?.read();
    const own = weight.read();
    const { name } = weight;
    if (other === undefined) return [{ name, problem: 'missing' }];
    if (describeTensor(own) !== describeTensor(other)) return [{ name, problem: 'shape' }];
    const [a, b] = [own.dataSync(), other.dataSync()];
    return a.every((value, at) => Object.is(value, b[at])) ? [] : [{ name, problem: 'values' }];
  });
}
