import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compareTable } from '../../bench/tpch/compare.ts'
import { generate } from '../../bench/tpch/generate.ts'
import { schemaOf, schemas } from '../../bench/tpch/schema.ts'
import { formatTbl } from '../../bench/tpch/tbl.ts'

const directory = join(process.env['SQLEXEC_CORPORA'] ?? '../shared/corpora', 'tpch/sf-0.01')

describe('TPC-H generator', () => {
  it.each(schemas)('makes $name as the official generator does', async (schema) => {
    const path = join(directory, `${schema.name}.tbl.gz`)
    // A batch size that divides nothing, so that orders straddle batches.
    const { bytes, firstDifference } = await compareTable(schema, 0.01, path, 997)
    expect(firstDifference).toBe(-1)
    expect(bytes).toBeGreaterThan(0)
  })

  it('makes the same rows in parts as in one piece', () => {
    const text = (part: number, parts: number) =>
      Array.from(generate('lineitem', 0.002, { part, parts }), (batch) =>
        Buffer.from(formatTbl(schemaOf('lineitem'), batch)).toString('latin1'),
      ).join('')
    expect(text(1, 3) + text(2, 3) + text(3, 3)).toBe(text(1, 1))
  })
})
