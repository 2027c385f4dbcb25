import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Node, Project } from 'ts-morph';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** An `@example` of a docstring. */
export interface Example {
  /** Of the file it stands in, from the root of the repository. */
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

/** What the examples are taken from, and what they may use without an import: the exports of every source file, by name. */
export interface Documented {
  readonly examples: readonly Example[];
  /** Files that export a name, from the root of the repository. */
  readonly exporters: ReadonlyMap<string, readonly string[]>;
}

/** Reads every `@example` in `src` and `matchers`. Only syntax is looked at, which takes about a second. */
export function collectExamples(): Documented {
  const project = new Project({ skipAddingFilesFromTsConfig: true, skipFileDependencyResolution: true });
  project.addSourceFilesAtPaths(['src', 'matchers'].map((folder) => path.join(ROOT, folder, '**/*.ts')));
  const examples: Example[] = [];
  const exporters = new Map<string, string[]>();
  for (const source of project.getSourceFiles()) {
    const file = path.relative(ROOT, source.getFilePath());
    for (const statement of source.getStatements()) {
      if (!Node.isExportable(statement) || !statement.isExported()) continue;
      const declarations = Node.isVariableStatement(statement) ? statement.getDeclarations() : [statement];
      const names = declarations.flatMap((declaration) =>
        Node.hasName(declaration) ? [declaration.getName()] : [],
      );
      for (const name of names) exporters.set(name, [...(exporters.get(name) ?? []), file]);
    }
    source.forEachDescendant((node) => {
      if (!Node.isJSDocable(node)) return;
      for (const tag of node.getJsDocs().flatMap((each) => each.getTags())) {
        if (tag.getTagName() !== 'example') continue;
        examples.push({ file, line: tag.getStartLineNumber(), code: tag.getCommentText() ?? '' });
      }
    });
    // A docstring at the head of a module belongs to no declaration.
    const [head = ''] = /^\/\*\*[^]*?\*\//u.exec(source.getFullText()) ?? [];
    const [, ...texts] = head.split('@example\n');
    for (const [nth, text] of texts.entries()) {
      const code = text.replace(/\s*\*\/$|\s*\* $/u, '').replace(/^ \* ?/gmu, '');
      if (!examples.some((each) => each.file === file && each.code === code)) {
        examples.push({ file, line: nth + 1, code });
      }
    }
  }
  return { examples, exporters };
}
