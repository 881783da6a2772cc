import ts from "typescript";
import { projectFiles, requireFiles, type SourceFile } from "./source-files";

const FILE_LINES_MAX = 300;
const FILE_LINES_MEDIAN_MAX = 80;
const FUNCTION_LINES_MAX = 70;
const ROUTE_LINES_MAX = 25;

const FORBIDDEN: readonly [pattern: RegExp, where: RegExp, why: string][] = [
  [/\bas never\b/, /^(?!scripts\/check\/)/, "`as never` hides a mistake"],
  [/\b(TODO|FIXME)\b/, /^(?!scripts\/check\/)/, "work is finished, or not begun"],
  [/\bprocess\.env\b/, /^(?:lib\/(?!env\.ts|db\/testing\/)|app\/|components\/)/, "settings are read in lib/env.ts alone"],
  [/\b(?:test|it|describe)\.(?:skip|only|todo)\b/, /\.(test|spec)\.tsx?$/, "every test runs"],
  [/\bwaitForTimeout\b/, /^e2e\//, "a test waits for what it wants to see, not for time"],
  [/\bDate\.now\(\)|\bnew Date\(\)/, /^lib\/(?:attempts|payments|idempotency|reconciliation|access|audit|merchants)\/(?!.*\.test\.ts)/, "the time comes from lib/clock.ts"],
];

/** Lengths, names and habits of the house. */
export function checkStyle(): string[] {
  const files = projectFiles(/^(lib|app|components|scripts|e2e|bench)\/.*\.(tsx?|mjs)$/);
  requireFiles(files, "style");
  const problems = files.flatMap((file) => [...names(file), ...lengths(file), ...habits(file)]);
  const sources = files.filter(({ path }) => !/\.(test|spec)\.tsx?$/.test(path)).map(({ text }) => lineCount(text)).sort((a, b) => a - b);
  const median = sources[Math.floor(sources.length / 2)] ?? 0;
  if (median > FILE_LINES_MEDIAN_MAX) problems.push(`the median file has ${median} lines, more than ${FILE_LINES_MEDIAN_MAX}`);
  return problems;
}

function lineCount(text: string): number {
  return text.split("\n").length - 1;
}

function names({ path }: SourceFile): string[] {
  const segments = path.split("/");
  const file = segments.at(-1) ?? "";
  const problems = segments.slice(0, -1).filter((segment) => ["utils", "helpers", "common", "types"].includes(segment)).map((segment) => `${path}: a folder ${segment} says nothing`);
  if (/^index\.tsx?$/.test(file)) problems.push(`${path}: no barrels`);
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9-]+)*$/.test(file)) problems.push(`${path}: file names are kebab-case`);
  return problems;
}

function lengths({ path, text }: SourceFile): string[] {
  const lines = lineCount(text);
  const problems = lines > FILE_LINES_MAX ? [`${path}: ${lines} lines, more than ${FILE_LINES_MAX}`] : [];
  if (/^app\/api\/.*route\.ts$/.test(path) && lines > ROUTE_LINES_MAX) problems.push(`${path}: a route has at most ${ROUTE_LINES_MAX} lines, this one ${lines}`);
  // A test file's describe blocks are no functions in this sense.
  if (/\.(test|spec)\.tsx?$/.test(path)) return problems;
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) {
      const first = source.getLineAndCharacterOfPosition(node.getStart()).line;
      const length = source.getLineAndCharacterOfPosition(node.getEnd()).line - first + 1;
      if (length > FUNCTION_LINES_MAX) problems.push(`${path}:${first + 1}: a function of ${length} lines, more than ${FUNCTION_LINES_MAX}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return problems;
}

function habits({ path, text }: SourceFile): string[] {
  const rules = FORBIDDEN.filter(([, where]) => where.test(path));
  return text.split("\n").flatMap((line, index) => rules.filter(([pattern]) => pattern.test(line)).map(([, , why]) => `${path}:${index + 1}: ${why}`));
}
