import { movedSuffix } from './file-names.ts'

/** A rename within the directory. */
export interface FileMove {
  readonly from: string
  readonly to: string
}

/**
 * The renames, one after the other, by which files come to stand where they belong. Where names are passed on in a circle, a file
 * stands beside its name for a while, as `NAME.parquet.moved`; recovery, which knows files by what is in them, goes on from there.
 *
 * @param moves paths of distinct files and distinct new ones, at which nothing else stands that counts
 */
export function planMoves(moves: readonly (readonly [from: string, to: string])[]): FileMove[] {
  const left = new Set(moves.map(([from]) => from))
  const steps: FileMove[] = []
  const last: FileMove[] = []
  for (const [from, to] of moves) {
    left.delete(from)
    if (from === to) continue
    if (left.has(to)) {
      steps.push({ from, to: to + movedSuffix })
      last.push({ from: to + movedSuffix, to })
    } else steps.push({ from, to })
  }
  return [...steps, ...last]
}
