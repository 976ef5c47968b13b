import { SqlError } from 'sqlexec'
import { parseScript, parseStatement } from '../../packages/sqlexec/src/sql/index.ts'
import { roundTripFailure } from '../sqllogictest/round-trip.ts'

/** How long a text may take: milliseconds for each 1024 UTF-16 units, and for anything shorter. */
const limitPerKilobyte = 50

/** What is wrong with how the parser takes a text, or `null`: another error than SqlError, a changed tree, too much time. */
export function parserFailure(text: string): string | null {
  for (const [name, parse] of Object.entries(ways)) {
    try {
      const failure = parse(text)
      if (failure !== null) return `${name}: ${failure}`
    } catch (error) {
      const known = error instanceof SqlError && error.code !== 'internal'
      if (!known) return `${name}: ${(error as Error).stack}`
    }
    const took = milliseconds(() => parse(text))
    const limit = limitPerKilobyte * Math.max(1, text.length / 1024)
    // A pause of the machine does not come twice at the same text.
    if (took > limit && milliseconds(() => parse(text)) > limit) {
      return `${name} takes ${took.toFixed(0)} ms for ${text.length} characters`
    }
  }
  return null
}

const ways: Readonly<Record<string, (text: string) => string | null>> = {
  statement: (text) => {
    parseStatement(text)
    return null
  },
  script: (text) => {
    parseScript(text)
    return null
  },
  'print and parse': roundTripFailure,
}

function milliseconds(work: () => unknown): number {
  const start = performance.now()
  try {
    work()
  } catch {
    // Whether it fails has been seen; here only the time counts.
  }
  return performance.now() - start
}
