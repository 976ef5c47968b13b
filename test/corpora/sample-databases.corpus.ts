import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Database, open, SqlError } from 'sqlexec'
import { describe, expect, it } from 'vitest'
import { parseScript } from '../../packages/sqlexec/src/sql/index.ts'
import expected from './sample-databases.json' with { type: 'json' }

/**
 * Chinook and Sakila as their scripts come, and what MariaDB 10.11 answers to queries over them: one line for each row, with tabs
 * between the values. What a script asks for and is not supported yet is left out, and so are the queries that need it.
 */
const folder = join(process.env['SQLEXEC_CORPORA'] ?? '../shared/corpora', 'sample-databases')

/** Runs the statements of scripts. Returns why statements were left out. */
async function load(database: Database, files: readonly string[]): Promise<Map<string, string>> {
  const left = new Map<string, string>()
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8')
    for (const { statement } of parseScript(text)) {
      const sql = text.slice(statement.span.start, statement.span.end)
      try {
        await database.run(sql)
      } catch (error) {
        if (!(error instanceof SqlError)) throw error
        left.set(`${error.code}: ${error.message}`, sql.slice(0, 60))
      }
    }
  }
  return left
}

function textOf(value: unknown): string {
  if (value === null) return 'NULL'
  if (value instanceof Date) return value.toISOString().replace('T', ' ').slice(0, 19)
  return typeof value === 'boolean' ? String(Number(value)) : String(value)
}

describe.each([
  ['chinook', ['Chinook_MySql.sql']],
  ['sakila', ['sakila-mv-schema.sql', 'sakila-mv-data.sql']],
] as const)('%s', (name, files) => {
  it('answers as MariaDB does', async () => {
    const database = await open(':memory:')
    try {
      const left = await load(database, files)
      // What is missing follows from what is unsupported, such as rows of a table that could not be made.
      const causes = [...left.keys()].filter((text) => !/^unknown_(table|database):/u.test(text))
      expect(causes.filter((text) => !text.startsWith('unsupported:'))).toEqual([])
      await database.exec('SET group_concat_max_len = 100000')
      const wrong: unknown[] = []
      for (const { sql, rows } of expected[name]) {
        try {
          const got = await database.query(sql, [], { rowMode: 'array' })
          const lines = got.map((row) => row.map(textOf).join('\t'))
          if (lines.join('\n') !== rows.join('\n')) wrong.push({ sql, rows, lines })
        } catch (error) {
          const isMissing = error instanceof SqlError && error.code === 'unknown_table'
          if (!isMissing || causes.length === 0) wrong.push({ sql, error })
        }
      }
      expect(wrong).toEqual([])
    } finally {
      await database.close()
    }
  })
})
