import { existsSync, statSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { CLIENT_LAYERS, LAYERS, layerOf } from "./layers";
import { projectFiles, requireFiles, type SourceFile } from "./source-files";

/** Who imports whom, against the table in layers.ts. Tests may look anywhere. */
export function checkImports(): string[] {
  const files = projectFiles(/^(lib|app|components)\/.*\.tsx?$/).filter(({ path: file }) => !/\.test\.tsx?$|\/testing\//.test(file));
  requireFiles(files, "imports");
  return files.flatMap(checkFile);
}

function checkFile(file: SourceFile): string[] {
  const layer = layerOf(file.path);
  if (layer === null) return [`${file.path}: this folder is not in scripts/check/layers.ts`];
  return ts.preProcessFile(file.text, true, true).importedFiles.flatMap(({ fileName }) => {
    const target = resolve(file.path, fileName);
    if (target === null) return fileName.startsWith("next") && file.path.startsWith("lib/") && file.path !== "lib/server/pages.ts" ? [`${file.path}: imports ${fileName}, and Next is at the edge`] : [];
    if (target.startsWith("lib/db/generated")) return [];
    const other = layerOf(target);
    if (other === layer || (other !== null && LAYERS[layer]?.includes(other))) return [];
    return [`${file.path}: imports ${target}, which ${layer} may not`];
  }).concat(schemasInClient(file, layer));
}

/** The project's path of an import; null for a package. */
function resolve(from: string, name: string): string | null {
  const base = name.startsWith("@/") ? name.slice(2) : name.startsWith(".") ? path.posix.join(path.posix.dirname(from), name) : null;
  if (base === null) return null;
  const found = [base, `${base}.ts`, `${base}.tsx`].find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
  return found ?? base;
}

/** Schemas are named like the types they describe; constants and functions are not. */
function schemasInClient({ path: file, text }: SourceFile, layer: string): string[] {
  if (!CLIENT_LAYERS.includes(layer)) return [];
  const imports = [...text.matchAll(/^import\s+\{([^}]+)\}\s+from\s+"@\/lib\/contract\/[^"]+"/gm)];
  const names = imports.flatMap(([, list = ""]) => list.split(",").map((name) => name.trim())).filter((name) => name !== "" && !name.startsWith("type "));
  return names.filter((name) => /^[A-Z][a-z]/.test(name)).map((name) => `${file}: takes the schema ${name} into the browser; import its type`);
}
