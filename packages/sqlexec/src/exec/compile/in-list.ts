import type { Code } from '../../functions/code.ts'
import type { InExpression } from '../../plan/expression.ts'
import { inKey } from '../runtime/in-set.ts'
import { truth } from './condition.ts'
import type { RowScope } from './row-scope.ts'
import type { SourceBuilder } from './source-builder.ts'

/** `input IN (list)` as a value, over the input that is already emitted. */
export function emitInValue(expression: InExpression, input: Code, scope: RowScope): Code {
  const { builder } = scope
  const set = scope.hoistedSet(expression)
  const has = membership(expression, input, set, builder)
  const found = builder.local(input.isNull === null ? has : `!(${input.isNull}) && ${has}`)
  const isNull = `!${found} && ${set}.hasNull`
  return truth(
    found,
    builder.local(input.isNull === null ? isNull : `${input.isNull} || ${isNull}`),
  )
}

/** The JavaScript condition that holds exactly where `input IN (list)` is what is `wanted`, not NULL. */
export function emitInCondition(
  expression: InExpression,
  input: Code,
  scope: RowScope,
  wanted: boolean,
): string {
  const set = scope.hoistedSet(expression)
  const found = membership(expression, input, set, scope.builder)
  const test = wanted ? found : `(!${set}.hasNull && !${found})`
  return input.isNull === null ? test : `(!(${input.isNull}) && ${test})`
}

/** The test whether a value that is not NULL is in a hoisted set. */
function membership(
  { input: { type } }: InExpression,
  input: Code,
  set: string,
  builder: SourceBuilder,
): string {
  const key = inKey(type, input.representation)
  const value = key === null ? input.js : `${builder.constant(key)}(${input.js})`
  return `${set}.members.has(${value})`
}
