import type { FileAnnotations, HidingCasts, Position } from './position.ts';

/** A part of a whole, as it is counted. */
export interface Fraction {
  readonly part: number;
  readonly of: number;
}

/** The three figures. */
export type FigureName = 'annotated' | 'ranked' | 'shaped';

/** What was counted in a function, a class, a file, a folder or a project. */
export interface CoverageCounts {
  /** Parameters, return types, properties and exported constants. */
  readonly positions: number;
  /** With a type that is written, and without `any`. */
  readonly written: number;
  /** Without one, and certain all the same. */
  readonly inferred: number;
  readonly explicitAny: number;
  readonly implicitAny: number;
  readonly missing: number;
  /** Positions that hold tensors. */
  readonly tensors: number;
  readonly inContainers: number;
  readonly bare: number;
  /** That say a rank and no shape. */
  readonly onlyRanked: number;
  readonly shapedByType: number;
  readonly shapedByContract: number;
  readonly shapedByDocstring: number;
  readonly casts: HidingCasts;
}

/** A function or class with what was counted in it. */
export interface CoverageUnit {
  readonly name: string;
  readonly line: number;
  readonly counts: CoverageCounts;
}

/** A file, with its functions and classes. */
export interface ModuleCoverage {
  readonly file: string;
  readonly counts: CoverageCounts;
  readonly units: readonly CoverageUnit[];
}

/** A folder, with everything below it. */
export interface FolderCoverage {
  /** `.` is the root of the run. */
  readonly folder: string;
  readonly counts: CoverageCounts;
}

/** The annotation coverage of a run. */
export interface Coverage {
  readonly counts: CoverageCounts;
  readonly figures: Readonly<Record<FigureName, Fraction>>;
  readonly folders: readonly FolderCoverage[];
  readonly modules: readonly ModuleCoverage[];
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends number ? number : Mutable<T[Key]> };

/** Nothing counted yet. */
export function noCounts(): Mutable<CoverageCounts> {
  return {
    positions: 0,
    written: 0,
    inferred: 0,
    explicitAny: 0,
    implicitAny: 0,
    missing: 0,
    tensors: 0,
    inContainers: 0,
    bare: 0,
    onlyRanked: 0,
    shapedByType: 0,
    shapedByContract: 0,
    shapedByDocstring: 0,
    casts: { toAny: 0, throughUnknown: 0, nonNullTensor: 0 },
  };
}

/** The three figures of what was counted: a shape says a rank, too. */
export function figuresOf(counts: CoverageCounts): Readonly<Record<FigureName, Fraction>> {
  const shaped = counts.shapedByType + counts.shapedByContract + counts.shapedByDocstring;
  return {
    annotated: { part: counts.written + counts.inferred, of: counts.positions },
    ranked: { part: counts.onlyRanked + shaped, of: counts.tensors },
    shaped: { part: shaped, of: counts.tensors },
  };
}

/** In percent; of nothing, everything is there. */
export function percent({ part, of }: Fraction): number {
  return of === 0 ? 100 : (100 * part) / of;
}

/** Counts the annotations of a file, as a whole and by function and class. */
export function moduleCoverage(file: string, { positions, casts }: FileAnnotations): ModuleCoverage {
  const counts = noCounts();
  const units = new Map<string, { readonly line: number; readonly counts: Mutable<CoverageCounts> }>();
  for (const position of positions) {
    countPosition(counts, position);
    // A method counts for its class, too.
    for (const name of unitsOf(position.owner)) {
      const unit = units.get(name) ?? { line: position.line, counts: noCounts() };
      units.set(name, unit);
      countPosition(unit.counts, position);
    }
  }
  return {
    file,
    counts: { ...counts, casts },
    units: [...units].map(([name, unit]) => ({ name, ...unit })),
  };
}

/** Adds the files up: by folder, with everything below it, and as a project. */
export function coverageOf(modules: readonly ModuleCoverage[]): Coverage {
  const total = noCounts();
  const folders = new Map<string, Mutable<CoverageCounts>>();
  for (const { file, counts } of modules) {
    addCounts(total, counts);
    for (const folder of foldersOf(file)) {
      const sum = folders.get(folder) ?? noCounts();
      folders.set(folder, sum);
      addCounts(sum, counts);
    }
  }
  return {
    counts: total,
    figures: figuresOf(total),
    folders: [...folders]
      .map(([folder, counts]) => ({ folder, counts }))
      .sort((a, b) => (a.folder < b.folder ? -1 : 1)),
    modules,
  };
}

function countPosition(counts: Mutable<CoverageCounts>, { annotation, tensor }: Position): void {
  counts.positions++;
  if (annotation === 'annotated') counts.written++;
  else if (annotation === 'inferred') counts.inferred++;
  else if (annotation === 'explicit-any') counts.explicitAny++;
  else if (annotation === 'implicit-any') counts.implicitAny++;
  else counts.missing++;
  if (tensor === undefined) return;
  counts.tensors++;
  if (tensor.container) counts.inContainers++;
  if (tensor.detail === 'bare') counts.bare++;
  else if (tensor.detail === 'ranked') counts.onlyRanked++;
  else if (tensor.shapedBy === 'contract') counts.shapedByContract++;
  else if (tensor.shapedBy === 'docstring') counts.shapedByDocstring++;
  else counts.shapedByType++;
}

/** Adds what was counted somewhere to a sum. */
export function addCounts(sum: Mutable<CoverageCounts>, counts: CoverageCounts): void {
  addNumbers(sum, counts);
  addNumbers(sum.casts, counts.casts);
}

function addNumbers<T extends object>(sum: T, add: T): void {
  // Every field of the two is a number, except `casts`, which is passed over.
  const to = sum as Record<string, unknown>;
  for (const [key, value] of Object.entries(add)) {
    const before = to[key];
    if (typeof value === 'number' && typeof before === 'number') to[key] = before + value;
  }
}

/** `Model.fit` is a unit, and so is `Model`. */
function unitsOf(owner: string): readonly string[] {
  const names: string[] = [];
  for (let name = owner; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.'))))
    names.push(name);
  return names;
}

function foldersOf(file: string): readonly string[] {
  const parts = file.split('/').slice(0, -1);
  return ['.', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))];
}
