import { SqlError } from '../base/errors.ts'
import { findScalarFunction } from '../functions/registry.ts'
import type { ScalarFunction } from '../functions/scalar-function.ts'
import { exactInstant, localTime, nearInstant } from '../functions/zone-conversion.ts'
import type { SqlType } from '../types/sql-type.ts'
import {
  integerDigits,
  isBit,
  isUuid,
  isYear,
  physicalKind,
  sameType,
  unitsPerSecond,
} from '../types/sql-type.ts'
import type { CastExpression, Expression } from './expression.ts'

/**
 * The expression as a value of `type`. Where every value of its type is a value of `type` as it stands (an INT for a
 * BIGINT, a VARCHAR(10) for text), nothing is added, so that scans, indexes and zone maps still see a bare column.
 */
export function castTo(
  expression: Expression,
  type: SqlType,
  mode: CastExpression['mode'] = 'implicit',
  target?: string,
): Expression {
  const { kind } = expression.type
  if (kind === 'null') return nullOf(type)
  if (isRelabelling(expression.type, type)) return expression
  if (kind === 'time' && isDated(type)) {
    return castTo(today(expression), type, mode, target)
  }
  if (kind === 'timestamp' && type.kind !== 'timestamp') {
    return castTo(onSessionClock(expression), type, mode, target)
  }
  if (kind !== 'timestamp' && type.kind === 'timestamp') {
    const instant = instantOf(expression)
    if (instant === null) {
      const local = castTo(expression, { kind: 'datetime', fsp: type.fsp }, mode, target)
      return convert(mode === 'assignment' ? exactInstant : nearInstant, local, type)
    }
    return { kind: 'cast', input: instant, mode, type, nullable: expression.nullable, target }
  }
  if (target === undefined)
    return {
      kind: 'cast',
      input: expression,
      mode,
      type,
      nullable: mayFail(expression, type, mode),
    }
  return { kind: 'cast', input: expression, mode, type, nullable: expression.nullable, target }
}

function isDated({ kind }: SqlType): boolean {
  return kind === 'date' || kind === 'datetime' || kind === 'timestamp'
}

/** A time as a moment of the day on which the statement began. */
function today(time: Expression): Expression {
  const day = callOf('CURDATE', [])
  return callOf('TIMESTAMP', [day, time])
}

function callOf(name: string, args: readonly Expression[]): Expression {
  const definition = findScalarFunction(name)!
  const resolved = definition.resolve(args.map((arg) => arg.type))
  if (typeof resolved === 'string') throw new SqlError('internal', resolved)
  const nullable = resolved.mayBeNull === true || args.some((arg) => arg.nullable)
  return { kind: 'call', function: definition, args, type: resolved.type, nullable }
}

/** What the session's clock shows at an instant; every other value as it is. */
export function onSessionClock(expression: Expression): Expression {
  if (expression.type.kind !== 'timestamp') return expression
  return convert(localTime, expression, { kind: 'datetime', fsp: expression.type.fsp })
}

function convert(definition: ScalarFunction, input: Expression, type: SqlType): Expression {
  return { kind: 'call', function: definition, args: [input], type, nullable: input.nullable }
}

/**
 * The UTC clock of a DATETIME that stands for an instant: a Date that was given for a `?` (literals declare their digits), and NOW(),
 * also in the hour that clocks show twice. `null`: it is the time of a wall clock.
 */
function instantOf(expression: Expression): Expression | null {
  const { kind, type } = expression
  if (kind === 'parameter') return type.kind === 'datetime' && type.fsp === null ? expression : null
  if (kind !== 'call' || expression.function.name !== 'NOW') return null
  return { ...expression, function: findScalarFunction('UTC_TIMESTAMP')! }
}

/** As `castTo`, but also where the values are the same and only their layout in memory differs. */
export function castLayout(expression: Expression, type: SqlType): Expression {
  const cast = castTo(expression, type)
  if (physicalKind(cast.type) === physicalKind(type)) return cast
  return { kind: 'cast', input: expression, mode: 'implicit', type, nullable: expression.nullable }
}

export function nullOf(type: SqlType): Expression {
  return { kind: 'constant', value: null, type, nullable: true }
}

/** Text that is no date becomes NULL; every other conversion yields a value for a value. */
function mayFail(expression: Expression, type: SqlType, mode: CastExpression['mode']): boolean {
  if (expression.nullable || mode === 'assignment' || mode === 'adjusting') {
    return expression.nullable
  }
  switch (type.kind) {
    case 'date':
    case 'datetime':
    case 'timestamp':
    case 'time':
    case 'json':
      return true
    default:
      return isYear(type) || isUuid(type)
  }
}

/** Whether each value of `from` is the same SqlValue as the value of `to` that it converts to. */
export function isRelabelling(from: SqlType, to: SqlType): boolean {
  if (sameType(from, to)) return true
  switch (to.kind) {
    case 'integer':
      if (from.kind === 'boolean') return true
      if (from.kind !== 'integer' || isYear(to) || isBit(to)) return false
      if (from.unsigned === to.unsigned) return from.bits <= to.bits
      return from.unsigned && from.bits < to.bits
    case 'decimal':
      if (from.kind === 'decimal') {
        return (
          from.scale === to.scale &&
          from.precision <= to.precision &&
          (from.unsigned || !to.unsigned)
        )
      }
      return (
        from.kind === 'integer' &&
        to.scale === 0 &&
        integerDigits(from.bits) <= to.precision &&
        (from.unsigned || !to.unsigned)
      )
    case 'double':
      return to.scale === undefined && (from.kind === 'float' || from.kind === 'double')
    case 'float':
      return to.scale === undefined && from.kind === 'float'
    case 'text':
      if (from.kind !== 'text' || from.collation !== to.collation) return false
      if (to.name === 'longtext' || (to.name === 'varchar' && to.length === null)) return true
      return to.name === 'varchar' && from.length !== null && from.length <= to.length!
    case 'bytes':
      if (from.kind !== 'bytes' || isUuid(to) || isUuid(from)) return false
      if (to.name === 'longblob' || (to.name !== 'binary' && to.length === null)) {
        return to.name === 'blob' || to.name === 'varbinary' || to.name === 'longblob'
      }
      return to.name === 'varbinary' && from.length !== null && from.length <= to.length!
    case 'datetime':
    case 'timestamp':
    case 'time':
      if (from.kind !== to.kind || unitsPerSecond(from) !== unitsPerSecond(to)) return false
      return (from.fsp ?? 3) <= (to.fsp ?? 3)
    default:
      return false
  }
}
