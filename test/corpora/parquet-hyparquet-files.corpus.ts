import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  bufferSource,
  type ColumnSchema,
  initCodecs,
  type ParquetFile,
  readColumn,
  readMetadata,
} from '@sqlexec/parquet'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkInvariants, rawValue } from '../../packages/parquet/src/reader/testing/raw-value.ts'
import { jsonValue } from './parquet-values.ts'

/*
 * Every flat column and every list of primitives of hyparquet's test files against the values in its JSON. Nested
 * columns must say why they cannot be read.
 */

const corpora =
  process.env['SQLEXEC_CORPORA'] ??
  fileURLToPath(new URL('../../../shared/corpora', import.meta.url))
const folder = `${corpora}/hyparquet-files`

/** The JSON holds another form of the value than the file. */
const otherForm: Readonly<Record<string, string>> = {
  'geoparquet/geometry': 'WKB, which the JSON holds as GeoJSON',
  'geospatial/geometry': 'WKB, which the JSON holds as GeoJSON',
}

const names = readdirSync(folder)
  .filter((name) => name.endsWith('.parquet'))
  .map((name) => name.slice(0, -'.parquet'.length))

beforeAll(initCodecs)

describe.each(names)('%s', (name) => {
  const source = bufferSource(readFileSync(`${folder}/${name}.parquet`))
  const rows = JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8')) as unknown[][]

  test('flat columns equal the JSON', async () => {
    const file = await readMetadata(source)
    expect(file.rowCount).toBe(rows.length)
    const fields = [...new Set(file.columns.map(({ path }) => path[0]))]
    for (const schema of file.columns) {
      if (schema.unsupported !== undefined) continue
      if (otherForm[`${name}/${schema.name}`] !== undefined) continue
      const field = fields.indexOf(schema.path[0])
      const actual = await columnValues(file, schema)
      for (let i = 0; i < rows.length; i++) {
        const expected = rows[i][field] ?? null
        const place = `${schema.name}, row ${i}`
        if (typeof expected === 'number' && schema.logical.kind === 'decimal') {
          expect(actual[i], place).toBeCloseTo(expected, 9)
        } else expect(textual(actual[i], expected), place).toEqual(expected)
      }
    }
  })

  test('nested columns say why they cannot be read', async () => {
    const file = await readMetadata(source)
    for (const schema of file.columns) {
      if (schema.unsupported === undefined) continue
      const reading = readColumn(source, file, 0, schema.index)
      await expect(reading).rejects.toMatchObject({ code: 'unsupported', column: schema.name })
    }
  })

  async function columnValues(file: ParquetFile, schema: ColumnSchema): Promise<unknown[]> {
    const values: unknown[] = []
    for (let group = 0; group < file.rowGroups.length; group++) {
      const data = await readColumn(source, file, group, schema.index)
      checkInvariants(data)
      for (let i = 0; i < data.length; i++) values.push(jsonValue(rawValue(data, i), schema))
    }
    return values
  }
})

/** As the JSON has it: hyparquet takes byte strings without annotation for text. */
function textual(actual: unknown, expected: unknown): unknown {
  if (!Array.isArray(actual)) return actual
  // The JSON has null for an empty list, too.
  if (expected === null && actual.length === 0) return null
  if (typeof expected === 'string') return Buffer.from(actual as number[]).toString()
  if (!Array.isArray(expected)) return actual
  return actual.map((item, i) => textual(item, expected[i]))
}
