import {
  asBigint,
  asNumber,
  type Code,
  type IntegerRange,
  type Representation,
} from '../../functions/code.ts'
import type { CaseExpression, Expression } from '../../plan/expression.ts'
import type { SqlType } from '../../types/sql-type.ts'
import { zero } from './guarded-call.ts'
import type { RowScope } from './row-scope.ts'

/** How the parts of a CASE are emitted. */
interface PartEmitters {
  truth(expression: Expression, scope: RowScope): string
  value(expression: Expression, scope: RowScope): Code
}

export function emitCase(expression: CaseExpression, scope: RowScope, emit: PartEmitters): Code {
  const { builder } = scope
  const branches = expression.branches.map(({ when, then }, index) => {
    const test = builder.capture(() => emit.truth(when, index === 0 ? scope : scope.nested()))
    return { test, value: builder.capture(() => emit.value(then, scope.nested())) }
  })
  const otherwise = expression.otherwise
    ? builder.capture(() => emit.value(expression.otherwise as Expression, scope.nested()))
    : null
  const codes = [...branches.map((branch) => branch.value.result)]
  if (otherwise) codes.push(otherwise.result)
  const representation = commonRepresentation(codes, expression.type)
  const value = builder.variable(zero[representation])
  const isNull = builder.variable('true')
  const assign = (code: Code) => {
    if (code.isNull !== null) builder.statement(`${isNull} = ${code.isNull}`)
    const assignment = `${value} = ${represent(code, representation)}`
    builder.statement(code.isNull === null ? assignment : `if (!${isNull}) ${assignment}`)
    if (code.isNull === null) builder.statement(`${isNull} = false`)
  }
  // Before the block, as the scope around knows what they declare.
  builder.append(branches[0].test.lines)
  // The branch that is taken leaves the block: branches nested in one another would be as deep as there are branches.
  const label = builder.name('case')
  builder.block(`${label}:`, () => {
    for (const [index, { test, value: then }] of branches.entries()) {
      if (index > 0) builder.append(test.lines)
      builder.block(`if (${test.result})`, () => {
        builder.append(then.lines)
        assign(then.result)
        builder.statement(`break ${label}`)
      })
    }
    if (otherwise) {
      builder.append(otherwise.lines)
      assign(otherwise.result)
    }
  })
  return { js: value, representation, isNull, range: unionRange(codes) }
}

/** The representation that holds all of the codes' values; integers stay numbers only where all are. */
function commonRepresentation(codes: readonly Code[], type: SqlType): Representation {
  const all = new Set(codes.map((code) => code.representation))
  if (all.has('bigint')) return 'bigint'
  if (all.has('string')) return 'string'
  if (all.has('bytes')) return 'bytes'
  return all.size === 1 && all.has('boolean') && type.kind === 'integer' ? 'boolean' : 'number'
}

function represent(code: Code, representation: Representation): string {
  if (code.representation === representation) return code.js
  if (representation === 'number') return asNumber(code)
  return representation === 'bigint' ? asBigint(code) : code.js
}

function unionRange(codes: readonly Code[]): IntegerRange | null {
  let union: IntegerRange | null = null
  for (const { range } of codes) {
    if (range === null) return null
    union = union
      ? {
          min: range.min < union.min ? range.min : union.min,
          max: range.max > union.max ? range.max : union.max,
        }
      : range
  }
  return union
}
