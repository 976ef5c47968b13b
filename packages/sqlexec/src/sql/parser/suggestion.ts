/** Words that a statement may begin with. */
const statementWords = (
  'ALTER ANALYZE BEGIN CALL CHECK CHECKPOINT COMMIT COPY CREATE DEALLOCATE DELETE DESCRIBE DROP EXECUTE EXPLAIN FLUSH ' +
  'INSERT KILL LOAD LOCK OPTIMIZE PREPARE RELEASE RENAME REPLACE ROLLBACK SAVEPOINT SELECT SET SHOW START ' +
  'TABLE TRUNCATE UNLOCK UPDATE USE VALUES WITH'
).split(' ')

/** Words that a clause of a statement may begin with; shorter ones are like too much. */
const clauseWords =
  'FROM WHERE GROUP HAVING ORDER LIMIT OFFSET JOIN UNION INTERSECT EXCEPT VALUES'.split(' ')

/** The first word of a statement that `word`, in lower case, was probably meant to be, or `null`. */
export function suggestStatement(word: string): string | null {
  return nearest(word, statementWords)
}

/** The same for the first word of a clause. */
export function suggestClause(word: string): string | null {
  return nearest(word, clauseWords)
}

function nearest(word: string, candidates: readonly string[]): string | null {
  if (word.length > 20) return null
  let best: string | null = null
  let bestDistance = word.length <= 4 ? 2 : 3
  for (const candidate of candidates) {
    const distance = editDistance(word, candidate.toLowerCase())
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/**
 * Insertions, deletions, replacements and swaps of neighbours that lead from `a` to `b`: the restricted
 * Damerau–Levenshtein distance.
 */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let distance = Math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        distance = Math.min(distance, beforePrevious[j - 2] + 1)
      }
      row.push(distance)
    }
    beforePrevious = previous
    previous = row
  }
  return previous[b.length]
}
