import { createReadStream } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { createGunzip } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { type Database, open } from 'sqlexec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTable, schemas, type TableSchema } from '../../bench/tpch/schema.ts'

const corpus = join(process.env['SQLEXEC_CORPORA'] ?? '../shared/corpora', 'tpch')
const queries = Array.from({ length: 22 }, (_, i) => `q${String(i + 1).padStart(2, '0')}`)

/** The values of a table as in its `.tbl` file. */
async function readTbl(schema: TableSchema): Promise<string[][]> {
  const file = createReadStream(join(corpus, 'sf-0.01', `${schema.name}.tbl.gz`))
  const lines = (await text(file.pipe(createGunzip()))).split('\n').slice(0, -1)
  return lines.map((line) => line.split('|').slice(0, -1))
}

/** A `VALUES` list; `date` goes before the text of a date. */
function valuesOf(schema: TableSchema, rows: string[][]): string {
  const literal = (value: string, c: number) => {
    const { form } = schema.columns[c]
    return form === 'text' || form === 'date' ? `'${value.replaceAll("'", "''")}'` : value
  }
  return rows.map((row) => `(${row.map(literal).join(', ')})`).join(', ')
}

async function loadInMemory(): Promise<Database> {
  const db = await open(':memory:')
  for (const schema of schemas) {
    await db.exec(createTable(schema))
    const rows = await readTbl(schema)
    for (let i = 0; i < rows.length; i += 1000) {
      await db.exec(
        `INSERT INTO ${schema.name} VALUES ${valuesOf(schema, rows.slice(i, i + 1000))}`,
      )
    }
  }
  return db
}

/** Tables that another program wrote: DuckDB's Parquet files, dropped into the directory. */
async function loadParquet(directory: string): Promise<Database> {
  const instance = await DuckDBInstance.create(':memory:')
  const duckdb = await instance.connect()
  for (const schema of schemas) {
    await duckdb.run(createTable(schema, false))
    const rows = await readTbl(schema)
    for (let i = 0; i < rows.length; i += 1000) {
      const values = valuesOf(schema, rows.slice(i, i + 1000))
      await duckdb.run(`INSERT INTO ${schema.name} VALUES ${values}`)
    }
    const path = join(directory, `${schema.name}.parquet`)
    await duckdb.run(`COPY ${schema.name} TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 10000)`)
  }
  duckdb.closeSync()
  instance.closeSync()
  return open(directory, { readOnly: true })
}

interface Answer {
  readonly columns: string[]
  readonly rows: string[][]
}

async function readAnswer(query: string): Promise<Answer> {
  const csv = await readFile(join(corpus, 'answers-sf-0.01', `${query}.csv`), 'utf8')
  const [header, ...lines] = csv.split('\n').filter((line) => line !== '')
  return { columns: header.split('|'), rows: lines.map((line) => line.split('|')) }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  return String(value)
}

const numeric = /^-?\d+(\.\d+)?$/
const decimals = (value: string) => (value.split('.')[1] ?? '').length

/** AVG of a decimal(15,2) has six decimals, as in MySQL; the answers' averages are doubles, so they are rounded to that. */
const averageScale = 6
const isAverage = (column: string) => column.startsWith('avg_')

/**
 * The rows of the answer with each value replaced by ours where it is as good: numbers to 1e-9 relative. A column whose
 * answers all have the same few decimals holds decimals, and those must be equal.
 */
function tolerant(answer: Answer, ours: string[][]): string[][] {
  const exact = answer.columns.map((_, c) => {
    const scales = new Set(answer.rows.map((row) => decimals(row[c])))
    return scales.size <= 1 && Math.max(...scales) <= 6
  })
  return answer.rows.map((row, r) =>
    row.map((expected, c) => {
      const got = ours[r]?.[c]
      if (got === undefined || !numeric.test(expected) || !Number.isFinite(Number(got)))
        return expected
      if (isAverage(answer.columns[c])) return Number(expected).toFixed(averageScale)
      const difference = Math.abs(Number(got) - Number(expected))
      const allowed = exact[c] ? 0 : Math.abs(Number(expected)) * 1e-9
      return difference <= allowed ? got : expected
    }),
  )
}

const loaders = [
  { name: 'inserted rows', load: (_directory: string) => loadInMemory() },
  { name: 'Parquet files of DuckDB', load: loadParquet },
]

describe.each(loaders)('TPC-H at scale factor 0.01 from $name', ({ load }) => {
  let directory: string
  let db: Database

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sqlexec-tpch-'))
    db = await load(directory)
  }, 600_000)

  afterAll(async () => {
    await db?.close()
    await rm(directory, { recursive: true })
  })

  it.each(queries)('answers %s', async (query) => {
    const sql = await readFile(join(corpus, 'queries', `${query}.sql`), 'utf8')
    const answer = await readAnswer(query)
    const rows = await db.query(sql, [], { rowMode: 'array' })
    const ours = Array.from(rows, (row) => Array.from(row as unknown[], textOf))
    expect(rows.columns).toHaveLength(answer.columns.length)
    expect(ours).toEqual(tolerant(answer, ours))
  })
})
