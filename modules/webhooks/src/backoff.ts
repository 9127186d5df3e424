/**
 * Seconds to wait after the attempt of this number (from 1): exponential with full jitter, so that what failed
 * together does not come back together (AWS Architecture Blog, "Exponential Backoff And Jitter").
 *
 * @param random from 0 to 1
 */
export function backoffSeconds(
  attempt: number,
  { baseSeconds, maxSeconds, random }: { baseSeconds: number; maxSeconds: number; random: number },
): number {
  return random * Math.min(maxSeconds, baseSeconds * 2 ** (attempt - 1));
}
