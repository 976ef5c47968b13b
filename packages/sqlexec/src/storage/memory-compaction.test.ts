import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openStorage } from './open-storage.ts'
import { rowIdOf, rowsOf, write } from './testing/directory.ts'
import { SortedIndex } from './testing/sorted-index.ts'
import { keyValueTable } from './testing/tables.ts'

it('frees the versions that updates leave behind, and keeps those that a snapshot sees', async () => {
  const engine = await openStorage({
    directory: null,
    createIndex: (definition, types) => new SortedIndex(definition, types),
  })
  await engine.createTable(keyValueTable('t'))
  const table = engine.table('t')!
  await write(engine, 't', (t, tx) => {
    for (let k = 0; k < 10; k++) t.insert(tx, [k, 'first'])
  })
  const old = engine.begin()
  for (let i = 0; i < 5000; i++) {
    await write(engine, 't', (t, tx) => t.update(tx, rowIdOf(t, tx, i % 10), [i % 10, `v${i}`]))
  }
  await turn()
  await turn()
  const count = () =>
    table.snapshot(engine.begin()).segments.reduce((sum, { rowCount }) => sum + rowCount, 0)
  expect(count()).toBeLessThan(2000)
  const snapshot = table.snapshot(old)
  for (let k = 0; k < 10; k++) {
    const place = snapshot.find(k + 1)!
    const column = place.segment.column(1)
    expect(column.kind === 'values' && column.values[place.row]).toBe('first')
  }
  engine.rollback(old)
  expect((await rowsOf(engine, 't')).map(([, v]) => v).sort()).toEqual(
    Array.from({ length: 10 }, (_, i) => `v${4990 + i}`),
  )
})
