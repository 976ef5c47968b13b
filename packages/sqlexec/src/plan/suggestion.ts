/** The name among `candidates` that `name` was probably meant to be, or `undefined`. */
export function suggestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase()
  let best: string | undefined
  let bestDistance = wanted.length <= 3 ? 2 : 3
  let byPrefix: string | undefined
  for (const candidate of candidates) {
    const lower = candidate.toLowerCase()
    const distance = editDistance(wanted, lower, bestDistance)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    } else if (wanted.length >= 3 && lower.startsWith(wanted) && byPrefix === undefined) {
      byPrefix = candidate
    }
  }
  return best ?? byPrefix
}

/** ` (did you mean 'x'?)`, or nothing where no candidate comes near. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const suggestion = suggestName(name, candidates)
  return suggestion === undefined ? '' : `; did you mean '${suggestion}'?`
}

/**
 * Edits that make `b` of `a`, or `limit` where there are as many or more: inserting, deleting or replacing a letter, or
 * swapping two that stand side by side (optimal string alignment).
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
      let best = Math.min(replaced, previous[j] + 1, current[j - 1] + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, beforePrevious[j - 2] + 1)
      }
      current.push(best)
    }
    beforePrevious = previous
    previous = current
  }
  return Math.min(previous[b.length], limit)
}
