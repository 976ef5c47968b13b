import { describe, expect, test } from 'vitest'
import { parseStatement } from '../parser/parse.ts'
import { statementsByFamily } from '../testing/statements.ts'
import { strip } from '../testing/strip.ts'
import { printStatement } from './print.ts'

describe.each(Object.entries(statementsByFamily))('%s', (_, statements) => {
  test.each(statements)('%s', (sql) => {
    const tree = strip(parseStatement(sql).statement)
    const printed = printStatement(parseStatement(sql).statement)
    expect(strip(parseStatement(printed).statement), printed).toEqual(tree)
  })
})
