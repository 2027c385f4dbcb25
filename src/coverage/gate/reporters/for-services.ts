import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import libCoverage from 'istanbul-lib-coverage';
import type { Judged } from '../gate.ts';

/** Writes lcov, with `/` in the names of files whatever the system. */
export async function lcovReport(judged: Judged): Promise<string> {
  const text = await istanbulReport(judged, 'lcovonly');
  return text.replaceAll(/^SF:.*$/gm, (line) => line.replaceAll('\\', '/'));
}

/** Writes Cobertura's XML, with `/` in the names of files whatever the system. */
export async function coberturaReport(judged: Judged): Promise<string> {
  const text = await istanbulReport(judged, 'cobertura');
  let rest = text.replace(`<source>${judged.root}</source>`, () => `<source>${escape(judged.root)}</source>`);
  let written = '';
  // Istanbul writes the name of a file as it is, whatever XML makes of it.
  for (const { file } of judged.files) {
    for (const name of new Set([file, file.replaceAll('/', path.sep)])) {
      const at = rest.indexOf(` filename="${name}"`);
      if (at === -1) continue;
      written += `${rest.slice(0, at)} filename="${escape(file)}"`;
      rest = rest.slice(at + ` filename="${name}"`.length);
      break;
    }
  }
  return written + rest;
}

/** Has Istanbul write what was measured, and takes it out of the folder where it wrote. */
async function istanbulReport({ files, root }: Judged, name: 'lcovonly' | 'cobertura'): Promise<string> {
  const [{ default: reports }, { default: libReport }] = await Promise.all([
    import('istanbul-reports'),
    import('istanbul-lib-report'),
  ]);
  const coverageMap = libCoverage.createCoverageMap();
  for (const { coverage } of files) coverageMap.addFileCoverage(coverage);
  const dir = await mkdtemp(path.join(tmpdir(), 'tensorproof-gate-'));
  try {
    const context = libReport.createContext({ dir, coverageMap });
    reports.create(name, { file: 'report', projectRoot: root }).execute(context);
    return await readFile(path.join(dir, 'report'), 'utf8');
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
