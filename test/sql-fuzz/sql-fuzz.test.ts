import { expect, it } from 'vitest'
import { type RoundOptions, runRound } from './round.ts'

const seconds = 6

it.each(['sqlite', 'duckdb', 'self'] as const)(
  'answers random queries as %s does',
  async (oracle) => {
    const end = performance.now() + seconds * 1000
    const options: Omit<RoundOptions, 'seed'> = {
      oracle,
      queries: 20,
      mariadbSocket: null,
      reduce: false,
    }
    let compared = 0
    for (let seed = 1; seed <= 20 && performance.now() < end; seed++) {
      compared += (await runRound({ ...options, seed })).compared
    }
    expect(compared).toBeGreaterThan(0)
  },
)
