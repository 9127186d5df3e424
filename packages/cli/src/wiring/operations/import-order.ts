/** The order of Biome's organizeImports: by distance, then naturally. */
export function compareSources(a: string, b: string): number {
  return distanceOf(a) - distanceOf(b) || compareNaturally(a, b);
}

/** The end of a path segment first; digits by their value; letters A < a < B < b; everything else by its code. */
export function compareNaturally(a: string, b: string): number {
  const left = piecesOf(a);
  const right = piecesOf(b);
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const order = comparePieces(left[index] ?? '', right[index] ?? '');
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

const DISTANCES = [/^(https?:|\/\/)/, /^[a-z]+:/, /^(@[^/]+\/|[\w])/, /^[@#~$%]/];

function distanceOf(source: string): number {
  const distance = DISTANCES.findIndex((pattern) => pattern.test(source));
  return distance === -1 ? DISTANCES.length : distance;
}

function piecesOf(text: string): string[] {
  return text.match(/\d+|\D/g) ?? [];
}

function comparePieces(a: string, b: string): number {
  if (/^\d/.test(a) && /^\d/.test(b)) return Number(a) - Number(b);
  if (a === '/' || b === '/') return Number(b === '/') - Number(a === '/');
  const [lowerA, lowerB] = [a.toLowerCase(), b.toLowerCase()];
  if (lowerA !== lowerB) return lowerA < lowerB ? -1 : 1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
