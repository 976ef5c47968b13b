import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { FaultFileSystem } from '../io/fault-file-system.ts'
import type { ColumnVector } from '../vector/column-vector.ts'
import { BufferPool, PooledColumn } from './buffer-pool.ts'
import { openDatabase, rowsOf, write } from './testing/directory.ts'
import { keyValueTable } from './testing/tables.ts'

function vector(bytes: number): ColumnVector {
  return { kind: 'boolean', length: bytes, validity: null, values: new Uint8Array(bytes) }
}

describe('the buffer pool', () => {
  it('drops the oldest columns that were not asked for again', async () => {
    const pool = new BufferPool(300)
    const columns = Array.from({ length: 4 }, () => new PooledColumn())
    for (const column of columns.slice(0, 3)) pool.add(column, vector(100))
    pool.touch(columns[0])
    pool.add(columns[3], vector(100))
    expect(pool.bytes).toBe(400)
    await turn()
    expect(columns.map(({ vector }) => vector !== null)).toEqual([true, false, true, true])
    expect(pool.bytes).toBe(300)
  })

  it('lets a table be larger than the memory', async () => {
    const fileSystem = new FaultFileSystem()
    const engine = await openDatabase(fileSystem, { memoryLimit: 1 })
    await engine.createTable(keyValueTable('t'))
    for (let group = 0; group < 3; group++) {
      await write(engine, 't', (t, tx) => {
        for (let k = 0; k < 50; k++) t.insert(tx, [group * 50 + k, `v${k}`])
      })
      await engine.checkpoint()
      await turn()
    }
    for (let i = 0; i < 3; i++) {
      const rows = await rowsOf(engine, 't')
      expect(rows).toHaveLength(150)
      await turn()
    }
    await engine.close()
  })
})
