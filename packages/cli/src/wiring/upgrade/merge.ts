import { merge } from 'node-diff3';

/**
 * Merges what the user made of a text with what a newer version made of it, line by line. Where both changed the
 * same lines, both stand in the result, between conflict marks.
 */
export function mergeTexts(
  { yours, base, theirs }: { yours: string; base: string; theirs: string },
  version: string,
): { text: string; hasConflict: boolean } {
  const { result, conflict } = merge(yours.split('\n'), base.split('\n'), theirs.split('\n'), {
    excludeFalseConflicts: true,
    label: { a: 'yours', b: version },
  });
  return { text: result.join('\n'), hasConflict: conflict };
}
