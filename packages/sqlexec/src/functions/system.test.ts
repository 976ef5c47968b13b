import { describe, expect, it } from 'vitest'
import { callConstants, testExpressions } from './testing/expression-table.ts'

describe('session', () => {
  testExpressions([
    ['VERSION()', '8.0.36-sqlexec'],
    ['USER()', 'root@localhost'],
    ['CURRENT_USER()', 'root@localhost'],
  ])

  it.each([
    ['DATABASE', 'shop'],
    ['SCHEMA', 'shop'],
    ['CONNECTION_ID', 7],
    ['LAST_INSERT_ID', 42],
    ['ROW_COUNT', 3],
  ])('%s() answers from the environment', (name, expected) => {
    expect(callConstants(name, [])).toBe(expected)
  })
})
