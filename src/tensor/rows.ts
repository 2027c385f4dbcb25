/** Axes that lie next to each other in memory and are treated alike, merged into one. */
interface Run {
  readonly size: number;
  readonly stride: number;
}

/**
 * The rows of a tensor along some of its axes: `probabilities` of shape [batch, classes] has `batch` rows along
 * axis 1, each of `classes` elements. Nothing is copied; a row is where its elements lie.
 */
export interface Rows {
  /** How many rows there are: the product of the sizes of the other axes. */
  readonly count: number;
  /** How many elements a row has. */
  readonly length: number;
  /**
   * Walks a row in pieces that lie evenly in memory, in row-major order.
   * @param row from 0 to count - 1
   * @param visit takes the place of a piece's first element, the distance of its elements, and their number
   */
  forEachPiece(row: number, visit: (start: number, stride: number, length: number) => void): void;
  /** The index of a row, with null on the axes that run along it: `[3, null]`. */
  indexOf(row: number): (number | null)[];
}

/** Merges axes that are alike and adjacent, and drops those of size 1, so that most shapes come down to one or two runs. */
function mergeAxes(shape: readonly number[], along: ReadonlySet<number>): { across: Run[]; inside: Run[] } {
  const across: Run[] = [];
  const inside: Run[] = [];
  let stride = 1;
  let previous: Run[] | undefined;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const size = shape[axis] ?? 1;
    if (size === 1) continue;
    const runs = along.has(axis) ? inside : across;
    const outermost = runs[0];
    if (runs === previous && outermost !== undefined) {
      runs[0] = { size: outermost.size * size, stride: outermost.stride };
    } else {
      runs.unshift({ size, stride });
    }
    previous = runs;
    stride *= size;
  }
  return { across, inside };
}

/** The place of the `nth` combination of indices of some runs, counted in row-major order. */
function placeOf(nth: number, runs: readonly Run[]): number {
  let place = 0;
  let rest = nth;
  for (let at = runs.length - 1; at >= 0; at -= 1) {
    const run = runs[at];
    if (run === undefined) break;
    place += (rest % run.size) * run.stride;
    rest = Math.floor(rest / run.size);
  }
  return place;
}

function productOf(runs: readonly Run[]): number {
  return runs.reduce((product, run) => product * run.size, 1);
}

/**
 * Lays a tensor out as rows.
 * @param shape of the tensor
 * @param axes the axes that run along a row, from 0 to rank - 1
 * @returns the rows; one row with everything when `axes` are all axes
 */
export function rowsAlong(shape: readonly number[], axes: readonly number[]): Rows {
  const along = new Set(axes);
  const { across, inside } = mergeAxes(shape, along);
  const innermost = inside.at(-1) ?? { size: 1, stride: 1 };
  const outer = inside.slice(0, -1);
  const pieces = productOf(outer);
  const count = productOf(across);
  return {
    count,
    length: productOf(inside),
    forEachPiece(row, visit) {
      const start = placeOf(row, across);
      for (let piece = 0; piece < pieces; piece += 1) {
        visit(start + placeOf(piece, outer), innermost.stride, innermost.size);
      }
    },
    indexOf(row) {
      const index = new Array<number | null>(shape.length).fill(null);
      let rest = row;
      for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
        if (along.has(axis)) continue;
        const size = shape[axis] ?? 1;
        index[axis] = rest % size;
        rest = Math.floor(rest / size);
      }
      return index;
    },
  };
}
