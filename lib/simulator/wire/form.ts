/** A decoded form: names with brackets become branches, `a[]` and `a[0]` numbered ones. */
export type FormTree = { [name: string]: string | FormTree };

/** More pairs or a deeper nest than any request of a payment has. */
const PAIRS_MAX = 500;
const DEPTH_MAX = 6;

/** Decodes `a[b][c]=1&d=2`; null where the text is no form. */
export function decodeForm(text: string): FormTree | null {
  const root: FormTree = Object.create(null);
  if (text === "") return root;
  const pairs = text.split("&");
  if (pairs.length > PAIRS_MAX) return null;
  for (const pair of pairs) {
    const [name, value] = decodePair(pair) ?? [];
    const path = name === undefined ? null : splitName(name);
    if (!path || value === undefined || !place(root, path, value)) return null;
  }
  return root;
}

function decodePair(pair: string): [name: string, value: string] | null {
  const at = pair.indexOf("=");
  const decode = (text: string) => decodeURIComponent(text.replaceAll("+", " "));
  try {
    return at < 0 ? [decode(pair), ""] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))];
  } catch {
    return null;
  }
}

function splitName(name: string): string[] | null {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name);
  if (!match?.[1]) return null;
  const path = [match[1], ...[...(match[2] ?? "").matchAll(/\[([^[\]]*)\]/g)].map((part) => part[1] ?? "")];
  return path.length > DEPTH_MAX ? null : path;
}

function place(root: FormTree, path: string[], value: string): boolean {
  let branch = root;
  for (const [index, part] of path.entries()) {
    const name = part === "" ? String(Object.keys(branch).length) : part;
    if (index === path.length - 1) {
      branch[name] = value;
      return true;
    }
    branch[name] ??= Object.create(null) as FormTree;
    const next = branch[name];
    if (typeof next === "string") return false;
    branch = next;
  }
  return false;
}

/** The same text for the same parameters in any order: what "same parameters" means to a key. */
export function canonicalForm(tree: FormTree): string {
  const names = Object.keys(tree).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalValue(tree[name])}`).join(",")}}`;
}

function canonicalValue(value: string | FormTree | undefined): string {
  return typeof value === "string" || value === undefined ? JSON.stringify(value ?? "") : canonicalForm(value);
}

export function textIn(tree: FormTree, name: string): string | null {
  const value = tree[name];
  return typeof value === "string" && value !== "" ? value : null;
}

export function branchIn(tree: FormTree, name: string): FormTree {
  const value = tree[name];
  return typeof value === "object" ? value : {};
}
