/** Whether an event type is meant by a pattern: itself, `*`, or a family such as `invoice.*`. */
export function matchesType(type: string, pattern: string): boolean {
  if (pattern === '*' || pattern === type) return true;
  return pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1));
}
