import { printShape } from '../tensor/shape-spec/index.ts';
import type { DeclaredTensor, ModuleDeclaration } from './declaration.ts';

/** What a summary needs of a module. */
export interface Summarized {
  readonly name: string;
  readonly declaration: ModuleDeclaration | undefined;
  readonly children: ReadonlyMap<string, Summarized>;
  parameterCount(): { readonly trainable: number; readonly frozen: number };
}

type Row = readonly [module: string, reads: string, gives: string, parameters: string];

const HEADER: Row = ['module', 'reads', 'gives', 'parameters'];

function formatCount(count: number): string {
  return count.toString().replace(/\B(?=(?:\d{3})+$)/g, ',');
}

function describeTensors(tensors: readonly DeclaredTensor[]): readonly string[] {
  return tensors.map(({ name, shape, stride }) => {
    const label = name === undefined ? '' : `${name}: `;
    return `${label}${printShape(shape)}${stride === undefined ? '' : ` (stride ${stride})`}`;
  });
}

function rowsOf(module: Summarized, label: string, depth: number): Row[] {
  const { trainable, frozen } = module.parameterCount();
  const title = `${'  '.repeat(depth)}${label === '' ? module.name : `${label} (${module.name})`}`;
  const reads = describeTensors(module.declaration?.reads ?? []);
  const gives = describeTensors(module.declaration?.gives ?? []);
  const rows: Row[] = [[title, reads[0] ?? '', gives[0] ?? '', formatCount(trainable + frozen)]];
  for (let line = 1; line < Math.max(reads.length, gives.length); line += 1) {
    rows.push(['', reads[line] ?? '', gives[line] ?? '', '']);
  }
  for (const [name, child] of module.children) rows.push(...rowsOf(child, name, depth + 1));
  return rows;
}

/**
 * The modules of a model with what they declare and how many parameters they hold, as lines of a table.
 * @param module the model
 * @returns one line for each module and each further tensor that it declares
 */
export function summarize(module: Summarized): string {
  const rows = [HEADER, ...rowsOf(module, '', 0)];
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === HEADER.length - 1 ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('──');
  const { trainable, frozen } = module.parameterCount();
  const total = `${formatCount(trainable + frozen)} parameters, ${formatCount(trainable)} of them trainable`;
  const [header = HEADER, ...body] = rows;
  return [line(header), rule, ...body.map(line), rule, total].join('\n');
}
