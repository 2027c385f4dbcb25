/** A rectangle, in percent of the one around it. */
export type Box = readonly [left: number, top: number, width: number, height: number];

interface Row {
  readonly sizes: readonly number[];
  readonly sum: number;
}

/**
 * Divides a rectangle among sizes, so that areas are as the sizes and shapes are as square as they get.
 * @param sizes positive, the largest first
 * @param aspect width by height of the rectangle as it is seen
 * @returns a box for each size, in their order
 * @see Bruls, Huizing and van Wijk, Squarified Treemaps, 2000
 * @example treemap([1, 1], 2) // [[0, 0, 50, 100], [50, 0, 50, 100]]
 */
export function treemap(sizes: readonly number[], aspect: number): readonly Box[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= 0) return sizes.map(() => [0, 0, 0, 0]);
  const boxes: Box[] = [];
  // As it is seen: as wide as its aspect, and one high.
  let [left, top, width, height] = [0, 0, aspect, 1];
  const scale = (width * height) / total;
  let rest = sizes.map((size) => size * scale);
  while (rest.length > 0) {
    const side = Math.min(width, height);
    const row = bestRow(rest, side);
    const thickness = row.sum / side;
    let along = 0;
    for (const size of row.sizes) {
      const length = size / thickness;
      const box: Box =
        width >= height ? [left, top + along, thickness, length] : [left + along, top, length, thickness];
      boxes.push([(100 * box[0]) / aspect, 100 * box[1], (100 * box[2]) / aspect, 100 * box[3]]);
      along += length;
    }
    if (width >= height) [left, width] = [left + thickness, width - thickness];
    else [top, height] = [top + thickness, height - thickness];
    rest = rest.slice(row.sizes.length);
  }
  return boxes;
}

/** As many of the first sizes as make no box of their row longer. */
function bestRow(sizes: readonly number[], side: number): Row {
  let row: Row = { sizes: [], sum: 0 };
  for (const size of sizes) {
    const longer: Row = { sizes: [...row.sizes, size], sum: row.sum + size };
    if (row.sizes.length > 0 && worst(longer, side) > worst(row, side)) break;
    row = longer;
  }
  return row;
}

/** The worst proportion of sides in a row. */
function worst({ sizes, sum }: Row, side: number): number {
  const largest = sizes[0] ?? 0;
  const smallest = sizes.at(-1) ?? 0;
  return Math.max((side ** 2 * largest) / sum ** 2, sum ** 2 / (side ** 2 * smallest));
}
