/** Five minutes, the default of Stripe's libraries and of Standard Webhooks' ones. */
const TOLERANCE_SECONDS = 300;

/** True for a timestamp (seconds since 1970) that is not near this moment; one from the future is as wrong as an old one. */
export function isStale(seconds: number, now: Date): boolean {
  return Math.abs(now.getTime() / 1000 - seconds) > TOLERANCE_SECONDS;
}
