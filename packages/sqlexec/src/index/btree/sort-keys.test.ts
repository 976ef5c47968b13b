import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sortStrings } from './sort-keys.ts'

test('strings come in the order of their units, then of row ids, whether they repeat or not', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\x00', '\uffff', 'é'), maxLength: 5 })
  const cases = fc.array(text, { minLength: 1, maxLength: 60 }).chain((pool) =>
    fc.record({
      keys: fc.array(fc.constantFrom(...pool), { minLength: 1, maxLength: 800, size: 'max' }),
      descending: fc.boolean(),
    }),
  )
  fc.assert(
    fc.property(cases, ({ keys, descending }) => {
      const rowIds = Float64Array.from(keys, (_, i) => (descending ? keys.length - i : i))
      const expected = keys.map((_, i) => i)
      expected.sort((a, b) =>
        keys[a] === keys[b] ? rowIds[a] - rowIds[b] : keys[a] < keys[b] ? -1 : 1,
      )
      expect([...sortStrings(keys, rowIds)]).toEqual(expected)
    }),
    { seed: 3, numRuns: 300 },
  )
})
