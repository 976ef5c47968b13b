/** After so many groups of one in a row the commits count as lone. */
const loneRun = 4
/** Lone commits between two looks for company. */
const lonePeriod = 32

/**
 * Decides how a group of commits is synced. Through the thread pool, commits that arrive meanwhile share the next
 * sync; called directly, a sync takes two thirds of the time but nothing can arrive. So direct calls
 * are for callers who commit one after another, and every so often a sync goes through the pool to
 * see whether others have come.
 */
export class SyncPolicy {
  private run = 0

  /** Whether a group of `commits` is to be synced by a direct call. */
  direct(commits: number): boolean {
    if (commits !== 1 || this.run < loneRun) return false
    this.run++
    if (this.run > loneRun + lonePeriod) this.run = loneRun - 1
    return true
  }

  /** Tells how a sync through the pool went: the size of its group, and how many commits came meanwhile. */
  synced(commits: number, arrived: number): void {
    this.run = commits === 1 && arrived === 0 ? this.run + 1 : 0
  }
}
