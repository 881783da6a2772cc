/**
 * The texts of the objects in a page's array, each as it stood on the wire: evidence keeps every digit.
 * Null where the text is not a page. Expects valid JSON; finds the first array on the page's own level.
 */
export function sliceArrayObjects(text: string): string[] | null {
  const slices: string[] = [];
  let depth = 0;
  let startAt = -1;
  let isInArray = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') {
      index = endOfString(text, index);
    } else if (character === "{" || character === "[") {
      depth += 1;
      if (depth === 2 && character === "[") isInArray = true;
      if (depth === 3 && isInArray && character === "{") startAt = index;
    } else if (character === "}" || character === "]") {
      depth -= 1;
      if (depth === 2 && startAt >= 0) {
        slices.push(text.slice(startAt, index + 1));
        startAt = -1;
      }
      if (depth === 1 && isInArray) return slices;
    }
  }
  return null;
}

/** Index of the closing quote of the string that opens at `start`. */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === "\\" ? 2 : 1;
  return index;
}
