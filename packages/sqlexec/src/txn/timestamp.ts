/**
 * Timestamps of row versions. One number says who wrote a version's begin or end:
 *
 *     0 … 2^52 − 1     commit timestamp; they grow by one with each commit, in the order of the log
 *     2^52 … 2^53 − 1  id of a transaction that has not committed
 *     Infinity         begin: rolled back, never to be seen; end: not deleted
 *
 * so that "committed at or before my snapshot" is one comparison.
 */
export const firstTransactionId = 2 ** 52

/** The end of a live version, and the begin of one that was rolled back. */
export const never = Number.POSITIVE_INFINITY

/** Whether a begin or end belongs to a transaction that has not committed. */
export function isUncommitted(stamp: number): boolean {
  return stamp >= firstTransactionId && stamp !== never
}

/** Whether a version with these stamps is visible to the snapshot taken at `timestamp` by transaction `self`. */
export function isVisible(begin: number, end: number, timestamp: number, self: number): boolean {
  return (begin <= timestamp || begin === self) && end > timestamp && end !== self
}
