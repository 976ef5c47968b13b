import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import { generate } from './generate.ts'
import { schemaOf, schemas, type TableName, type TableSchema } from './schema.ts'
import { formatTbl } from './tbl.ts'

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

/**
 * Makes sure that `directory` holds the named TPC-H tables at `scale` as Parquet files written by DuckDB: zstd, row groups
 * of 122,880 rows. Files that are there already are kept. Returns their paths.
 */
export async function makeParquet(
  directory: string,
  scale: number,
  tables: readonly TableName[] = schemas.map((schema) => schema.name),
): Promise<string[]> {
  await mkdir(directory, { recursive: true })
  const paths: string[] = []
  for (const name of tables) {
    const path = join(directory, `${name}.parquet`)
    if (!(await exists(path))) await makeTable(schemaOf(name), scale, path)
    paths.push(path)
  }
  return paths
}

async function makeTable(schema: TableSchema, scale: number, path: string): Promise<void> {
  const text = `${path}.tbl`
  const lines = Readable.from(tblBytes(schema, scale), { objectMode: true })
  await pipeline(lines, createWriteStream(text))
  await convert(schema, text, path)
  await rm(text)
}

function* tblBytes(schema: TableSchema, scale: number): Generator<Uint8Array> {
  for (const batch of generate(schema.name, scale)) yield formatTbl(schema, batch)
}

async function convert(schema: TableSchema, text: string, path: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const quote = (value: string) => `'${value.replaceAll("'", "''")}'`
  // Every line ends with the delimiter, which CSV takes as one more, empty column.
  const columns = schema.columns.map(({ name, type }) => `${name}: '${type}'`)
  const source =
    `SELECT * EXCLUDE (rest) FROM read_csv(${quote(text)}, delim = '|', header = false, quote = '', escape = '', ` +
    `auto_detect = false, columns = {${columns.join(', ')}, rest: 'VARCHAR'})`
  const temporary = `${path}.tmp`
  await connection.run('SET preserve_insertion_order = true')
  await connection.run(
    `COPY (${source}) TO ${quote(temporary)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)`,
  )
  connection.closeSync()
  instance.closeSync()
  await rename(temporary, path)
}
