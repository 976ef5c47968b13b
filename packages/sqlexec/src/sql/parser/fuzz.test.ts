import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SqlError } from '../../base/errors.ts'
import type { ParsedStatement } from '../ast/index.ts'
import { printStatement } from '../printer/print.ts'
import { strip } from '../testing/strip.ts'
import { isCompleteScript, parseScript, parseStatement, splitScript } from './parse.ts'
import { anyText } from './parser.fuzz.ts'

const runs = Number(process.env['SQLEXEC_FUZZ_RUNS'] ?? 3000)
const seed = Number(process.env['SQLEXEC_FUZZ_SEED'] ?? 20240501)

/** The parsed statement, or `null` where the text is refused in the way it should be. */
function tryParse(sql: string): ParsedStatement | null {
  try {
    return parseStatement(sql)
  } catch (error) {
    if (!(error instanceof SqlError)) throw error
    expect(['syntax', 'unsupported', 'too_deep']).toContain(error.code)
    const { span } = error
    expect(
      span === undefined || (span.start >= 0 && span.end <= sql.length && span.start <= span.end),
    ).toBe(true)
    return null
  }
}

/** The parsed statement, or `null` where the parentheses that printing adds nest too deeply. */
function parsePrinted(printed: string): ParsedStatement | null {
  try {
    return parseStatement(printed)
  } catch (error) {
    if (error instanceof SqlError && error.code === 'too_deep') return null
    throw error
  }
}

test('no text does anything but parse or throw SqlError, and what parses prints and parses again', () => {
  fc.assert(
    fc.property(anyText, (sql) => {
      const parsed = tryParse(sql)
      if (parsed === null) return
      const printed = printStatement(parsed.statement)
      const again = parsePrinted(printed)
      if (again !== null) expect(strip(again.statement), printed).toEqual(strip(parsed.statement))
    }),
    { numRuns: runs, seed },
  )
})

test('the literals of a key are those of its text', () => {
  fc.assert(
    fc.property(anyText, (sql) => {
      const parsed = tryParse(sql)
      if (parsed === null) return
      let from = parsed.span.start
      let rest = parsed.cacheKey
      for (const { span } of parsed.literals) {
        const between = sql.slice(from, span.start)
        expect(rest.startsWith(`${between}\0`)).toBe(true)
        rest = rest.slice(between.length).replace(/^\0(?:[dc][^;]*;|.)/s, '')
        from = span.end
      }
      expect(rest).toBe(sql.slice(from, parsed.span.end))
    }),
    { numRuns: runs / 3, seed: seed + 1 },
  )
})

test('scripts split into pieces that lie in order, whatever the text', () => {
  fc.assert(
    fc.property(anyText, fc.boolean(), (sql, parse) => {
      let end = 0
      try {
        for (const { start, end: pieceEnd } of splitScript(sql)) {
          expect(start).toBeGreaterThanOrEqual(end)
          expect(pieceEnd).toBeGreaterThan(start)
          end = pieceEnd
        }
        if (parse) for (const { span } of parseScript(sql)) end = span.end
      } catch (error) {
        expect(error).toBeInstanceOf(SqlError)
      }
      expect(typeof isCompleteScript(sql)).toBe('boolean')
    }),
    { numRuns: runs / 3, seed: seed + 2 },
  )
})
