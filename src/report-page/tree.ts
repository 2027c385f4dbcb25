import type { PageFile, PageFraction } from './model.ts';
import { treemap } from './treemap.ts';
import type { Box } from './treemap.ts';

/** A folder or a file as the page's program has it. */
export interface TreeNode {
  /** From the root, with `/`; empty for the root. */
  readonly path: string;
  readonly fractions: readonly PageFraction[];
  /** How many marks of each kind are in it, by the index of the kind. */
  readonly marks: Readonly<Record<number, number>>;
  /** Where it is in the map of its folder. */
  readonly box: Box;
  /** Of a folder, its folders and files, the largest first. */
  readonly children?: readonly TreeNode[];
}

/** The map is about this much wider than high. */
const ASPECT = 2.2;

interface Folder {
  readonly path: string;
  readonly folders: Map<string, Folder>;
  readonly files: PageFile[];
}

/** The tree of files, with what each folder comes to; a folder that holds nothing but another is left out. */
export function treeOf(files: readonly PageFile[], kinds: readonly string[], figures: number): TreeNode {
  const root: Folder = { path: '', folders: new Map(), files: [] };
  for (const file of files) {
    const names = file.path.split('/').slice(0, -1);
    let folder = root;
    for (const name of names) {
      const path = folder.path === '' ? name : `${folder.path}/${name}`;
      let next = folder.folders.get(name);
      if (next === undefined) folder.folders.set(name, (next = { path, folders: new Map(), files: [] }));
      folder = next;
    }
    folder.files.push(file);
  }
  const indexOf = new Map(kinds.map((kind, index) => [kind, index]));
  const leaf = ({ path, fractions, marks }: PageFile): TreeNode => {
    const counts: Record<number, number> = {};
    for (const { kind } of marks) {
      const index = indexOf.get(kind);
      if (index !== undefined) counts[index] = (counts[index] ?? 0) + 1;
    }
    return { path, fractions, marks: counts, box: WHOLE };
  };
  const branch = (folder: Folder, isRoot = false): TreeNode => {
    const [only] = folder.folders.values();
    if (!isRoot && folder.files.length === 0 && folder.folders.size === 1 && only !== undefined)
      return branch(only);
    const inside = [...[...folder.folders.values()].map((each) => branch(each)), ...folder.files.map(leaf)];
    inside.sort((a, b) => sizeOf(b) - sizeOf(a) || (a.path < b.path ? -1 : 1));
    const boxes = treemap(inside.map(sizeOf), ASPECT);
    return {
      path: folder.path,
      fractions: Array.from({ length: figures }, (_, figure) => sumOf(inside, figure)),
      marks: marksOf(inside),
      box: WHOLE,
      children: inside.map((node, index) => ({ ...node, box: boxes[index] ?? WHOLE })),
    };
  };
  return branch(root, true);
}

const WHOLE: Box = [0, 0, 100, 100];

/** Of its first figure; a file without anything to count still has a place. */
function sizeOf({ fractions, children }: TreeNode): number {
  const own = fractions[0]?.of ?? 0;
  return children === undefined ? own + 1 : own + children.length;
}

function sumOf(nodes: readonly TreeNode[], figure: number): PageFraction {
  let [part, of] = [0, 0];
  for (const { fractions } of nodes) {
    part += fractions[figure]?.part ?? 0;
    of += fractions[figure]?.of ?? 0;
  }
  return { part, of };
}

function marksOf(nodes: readonly TreeNode[]): Readonly<Record<number, number>> {
  const sum: Record<number, number> = {};
  for (const { marks } of nodes)
    for (const [kind, count] of Object.entries(marks)) sum[Number(kind)] = (sum[Number(kind)] ?? 0) + count;
  return sum;
}
