import { anyNull, type Code, type Representation } from '../../functions/code.ts'
import type { CallExpression } from '../../plan/expression.ts'
import type { SourceBuilder } from './source-builder.ts'

/** Emits a call over arguments that are already emitted. */
export function emitGuardedCall(
  call: CallExpression,
  args: readonly Code[],
  builder: SourceBuilder,
): Code {
  const signature = { args: call.args.map((arg) => arg.type), type: call.type }
  if (call.function.nulls === 'custom') return call.function.emit(builder, args, signature)
  return guarded(args, builder, (values) => call.function.emit(builder, values, signature))
}

/**
 * Emits what computes over values, so that it runs only where no argument is NULL. Pure expressions are left inline, as
 * `Code` promises that nobody evaluates them for NULL.
 */
export function guarded(
  args: readonly Code[],
  builder: SourceBuilder,
  emit: (values: readonly Code[]) => Code,
): Code {
  const isNull = anyNull(args)
  const { lines, result } = builder.capture(() =>
    emit(args.map((arg) => ({ ...arg, isNull: null }))),
  )
  if (isNull === null) {
    builder.append(lines)
    return result
  }
  if (lines.length === 0 && result.isNull === null) return { ...result, isNull }
  const value = builder.variable(zero[result.representation])
  const nullFlag = builder.variable('true')
  builder.block(`if (!(${isNull}))`, () => {
    builder.append(lines)
    builder.statement(`${nullFlag} = ${result.isNull ?? 'false'}`)
    builder.statement(`if (!${nullFlag}) ${value} = ${result.js}`)
  })
  return { ...result, js: value, isNull: nullFlag }
}

/** What a variable of each representation begins with, so that its type never changes. */
export const zero: Record<Representation, string> = {
  boolean: 'false',
  number: '0',
  bigint: '0n',
  string: "''",
  bytes: 'undefined',
}
