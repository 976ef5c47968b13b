import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { generate } from './generate.ts'
import type { TableSchema } from './schema.ts'
import { formatTbl } from './tbl.ts'

export interface Comparison {
  readonly bytes: number
  /** The first byte that differs, or -1 when the two are equal. */
  readonly firstDifference: number
}

/** Compares a generated table with a `.tbl` or `.tbl.gz` file of the official generator, byte for byte. */
export async function compareTable(
  schema: TableSchema,
  scale: number,
  path: string,
  batchRows?: number,
): Promise<Comparison> {
  const file = createReadStream(path)
  const expected = path.endsWith('.gz') ? file.pipe(createGunzip()) : file
  const generated = generatedBytes(schema, scale, batchRows)
  let chunk: Uint8Array = new Uint8Array(0)
  let at = 0
  let bytes = 0
  for await (const piece of expected as AsyncIterable<Uint8Array>) {
    for (let i = 0; i < piece.length; i++) {
      if (at === chunk.length) {
        chunk = generated.next().value ?? new Uint8Array(0)
        at = 0
      }
      if (chunk[at++] !== piece[i]) return { bytes, firstDifference: bytes + i }
    }
    bytes += piece.length
  }
  const ended = at === chunk.length && generated.next().done
  return { bytes, firstDifference: ended ? -1 : bytes }
}

function* generatedBytes(
  schema: TableSchema,
  scale: number,
  batchRows?: number,
): Generator<Uint8Array, undefined> {
  for (const batch of generate(schema.name, scale, { batchRows })) yield formatTbl(schema, batch)
}
