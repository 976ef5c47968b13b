import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import {
  bufferSource,
  type ColumnSchema,
  initCodecs,
  type ParquetFile,
  PhysicalType,
  readColumn,
  readMetadata,
} from '@sqlexec/parquet'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkInvariants, rawValue } from '../../packages/parquet/src/reader/testing/raw-value.ts'

/*
 * The files of apache/parquet-testing: flat columns and lists of primitives read exactly as DuckDB reads them,
 * nested columns say why they cannot be read, and damaged files end in an error.
 */

const corpora =
  process.env['SQLEXEC_CORPORA'] ??
  fileURLToPath(new URL('../../../shared/corpora', import.meta.url))
const folder = `${corpora}/parquet-testing`

/** What must fail, and how, in files that are otherwise sound. */
const refusedColumns: Readonly<Record<string, string>> = {
  'datapage_v1-corrupt-checksum/a': 'corrupt',
  'datapage_v1-corrupt-checksum/b': 'corrupt',
  'rle-dict-uncompressed-corrupt-checksum/long_field': 'corrupt',
  'rle-dict-uncompressed-corrupt-checksum/binary_field': 'corrupt',
}

/** Files that DuckDB cannot read, and files of the same content that it can; `undefined` where there is none. */
const readInstead: Readonly<Record<string, string | undefined>> = {
  hadoop_lz4_compressed: 'lz4_raw_compressed',
  non_hadoop_lz4_compressed: 'lz4_raw_compressed',
  hadoop_lz4_compressed_larger: 'lz4_raw_compressed_larger',
  // Each type stands there in two encodings; hyparquet's values of the same file are compared elsewhere.
  'byte_stream_split_extended.gzip': undefined,
  map_no_value: undefined,
  // DuckDB gets the last value wrong; the file's description has them all, and they are compared below.
  int96_from_spark: undefined,
}

let connection: DuckDBConnection

beforeAll(async () => {
  await initCodecs()
  connection = await (await DuckDBInstance.create(':memory:')).connect()
})

function parquetFiles(path: string): string[] {
  return readdirSync(`${folder}/${path}`)
    .filter((name) => name.endsWith('.parquet'))
    .map((name) => `${path}/${name.slice(0, -'.parquet'.length)}`)
}

describe.each([...parquetFiles('data'), ...parquetFiles('data/geospatial')])('%s', (path) => {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const location = `${folder}/${path}.parquet`
  const source = bufferSource(readFileSync(location))

  test('readable columns equal those of DuckDB', async () => {
    const file = await readMetadata(source)
    for (const schema of file.columns) {
      const key = `${name}/${schema.name}`
      if (schema.unsupported !== undefined) continue
      if (refusedColumns[key] !== undefined) {
        await expect(readColumn(source, file, 0, schema.index)).rejects.toMatchObject({
          code: refusedColumns[key],
        })
        continue
      }
      const actual = await columnValues(file, schema)
      if (name in readInstead && readInstead[name] === undefined) continue
      const other = `${folder}/data/${readInstead[name]}.parquet`
      const expected = await duckDbValues(name in readInstead ? other : location, schema)
      expect(actual.length, key).toBe(expected.length)
      for (let i = 0; i < actual.length; i++)
        expect(actual[i], `${key}, row ${i}`).toEqual(expected[i])
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
      for (let i = 0; i < data.length; i++) values.push(canonical(rawValue(data, i), schema))
    }
    return values
  }
})

test('INT96 timestamps of Spark far beyond 64-bit nanoseconds', async () => {
  const source = bufferSource(readFileSync(`${folder}/data/int96_from_spark.parquet`))
  const file = await readMetadata(source)
  const data = await readColumn(source, file, 0, 0)
  const values = Array.from({ length: data.length }, (_, i) => rawValue(data, i))
  // As int96_from_spark.md has them.
  expect(values).toEqual([
    1704141296123456n,
    1704070800000000n,
    253402225200000000n,
    1735599600000000n,
    null,
    9089380393200000000n,
  ])
})

/** A raw value in the form that `duckDbExpression` asks DuckDB for. */
function canonical(raw: unknown, schema: ColumnSchema): unknown {
  if (raw === null) return null
  if (Array.isArray(raw)) return raw.map((item) => canonical(item, schema))
  if (raw instanceof Uint8Array) return Buffer.from(raw).toString('hex').toUpperCase()
  if (schema.dataKind === 'float' || schema.dataKind === 'double') return raw
  if (typeof raw === 'boolean') return raw
  if (schema.logical.kind === 'decimal')
    return decimalText(BigInt(raw as number), schema.logical.scale)
  return String(raw)
}

function decimalText(unscaled: bigint, scale: number): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  const point = digits.length - scale
  const sign = unscaled < 0n ? '-' : ''
  return sign + digits.slice(0, point) + (scale === 0 ? '' : `.${digits.slice(point)}`)
}

function duckDbExpression(column: string, schema: ColumnSchema): string {
  const { logical, dataKind, physicalType } = schema
  switch (logical.kind) {
    case 'decimal':
      return `(${column}::DECIMAL(38, ${logical.scale})::VARCHAR)`
    case 'date':
      return `(${column} - DATE '1970-01-01')::VARCHAR`
    case 'timestamp':
      // DuckDB has microseconds of what is nanoseconds in the file.
      if (physicalType === PhysicalType.INT96 && logical.unit === 'nanos') {
        return `(epoch_us(${column}) * 1000)::VARCHAR`
      }
      return logical.unit === 'millis'
        ? `epoch_ms(${column})::VARCHAR`
        : `epoch_us(${column})::VARCHAR`
    case 'geometry':
    case 'geography':
      return `hex(ST_AsWKB(${column}))`
    default:
      if (dataKind === 'bytes') return `hex(${column})`
      return dataKind === 'float' || dataKind === 'double' || dataKind === 'boolean'
        ? `${column}`
        : `${column}::VARCHAR`
  }
}

async function duckDbValues(location: string, schema: ColumnSchema): Promise<unknown[]> {
  const column = `"${schema.path[0]}"`
  const value = schema.list
    ? `list_transform(${column}, lambda x: ${duckDbExpression('x', schema)})`
    : duckDbExpression(column, schema)
  const result = await connection.runAndReadAll(`SELECT ${value} FROM '${location}'`)
  return result.getColumnsJS()[0] ?? []
}

describe.each(parquetFiles('bad_data'))('%s', (path) => {
  test('no column is read wrong', async () => {
    const source = bufferSource(readFileSync(`${folder}/${path}.parquet`))
    const errors: unknown[] = []
    try {
      const file = await readMetadata(source)
      for (let group = 0; group < file.rowGroups.length; group++) {
        for (const { index } of file.columns) {
          await readColumn(source, file, group, index).catch((error) => errors.push(error))
        }
      }
    } catch (error) {
      errors.push(error)
    }
    for (const error of errors) expect(error).toMatchObject({ name: 'ParquetError' })
    // Its codes have a width of 0 bits, which is sound for a dictionary of one entry.
    expect(errors.length > 0).toBe(!path.endsWith('ARROW-GH-43605'))
  })
})

const encrypted = (readdirSync(`${folder}/data`, { recursive: true }) as string[]).filter((name) =>
  name.endsWith('.parquet.encrypted'),
)

describe.each(encrypted)('%s', (name) => {
  const source = bufferSource(readFileSync(`${folder}/data/${name}`))

  test('what is encrypted is refused as that, and nothing else', async () => {
    if (!name.includes('plaintext_footer')) {
      await expect(readMetadata(source)).rejects.toMatchObject({ code: 'encrypted' })
      return
    }
    const file = await readMetadata(source)
    const [group] = file.metadata.rowGroups
    for (const { index, name: column, unsupported } of file.columns) {
      if (unsupported !== undefined) continue
      const reading = readColumn(source, file, 0, index)
      if (group.columns[index].cryptoMetadata !== undefined) {
        await expect(reading).rejects.toMatchObject({ code: 'encrypted', column })
      } else if (column === 'int96_field') {
        // Its writer counts up the bytes, which makes dates that 64 bits of nanoseconds do not reach.
        await expect(reading).rejects.toMatchObject({ code: 'limit', column })
      } else await reading
    }
  })
})
