import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseScript } from '../../packages/sqlexec/src/sql/index.ts'
import { parseRecords } from '../sqllogictest/parser.ts'
import { roundTripFailure } from '../sqllogictest/round-trip.ts'

const corpora = process.env['SQLEXEC_CORPORA'] ?? '../shared/corpora'

/**
 * Syntax of SQLite that MySQL refuses too, in records that are not marked as such: NOT INDEXED behind a table,
 * `x NOT NULL` as a test, REINDEX.
 */
const foreignSyntax = /\bNOT INDEXED\b|\bx NOT NULL\b|^REINDEX\b/

const engine = 'mysql'

/** The statements of a sqllogictest file that must succeed on MySQL. */
function* statementsOf(text: string): Generator<string> {
  for (const record of parseRecords(text)) {
    if (record.kind === 'halt') continue
    const applies = record.conditions.every(({ only, engine: name }) => only === (name === engine))
    const fails = record.kind === 'statement' && record.error !== null
    if (applies && !fails && !foreignSyntax.test(record.sql)) yield record.sql
  }
}

describe('sqllogictest', () => {
  const folder = join(corpora, 'sqllogictest')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test'))
    .sort()

  it.each(files)('%s parses, and what is printed parses to the same', (file) => {
    const failures: string[] = []
    for (const sql of statementsOf(readFileSync(join(folder, file), 'utf8'))) {
      try {
        const failure = roundTripFailure(sql)
        if (failure !== null) failures.push(failure)
      } catch (error) {
        failures.push(`${(error as Error).message}\n${sql}`)
      }
    }
    expect(failures).toEqual([])
  })
})

describe('TPC-H', () => {
  const folder = join(corpora, 'tpch', 'queries')
  it.each(readdirSync(folder).sort())('%s', (file) => {
    const sql = readFileSync(join(folder, file), 'utf8')
    const statements = [...parseScript(sql)]
    expect(statements).toHaveLength(1)
    expect(roundTripFailure(sql)).toBeNull()
  })
})

describe('sample databases', () => {
  const folder = join(corpora, 'sample-databases')
  it.each(readdirSync(folder).filter((name) => name.endsWith('.sql')))('%s', (file) => {
    const sql = readFileSync(join(folder, file), 'utf8')
    const kinds = new Set<string>()
    for (const { statement } of parseScript(sql)) kinds.add(statement.kind)
    expect([...kinds]).toContain(file.includes('data') ? 'insert' : 'create_table')
  })
})
