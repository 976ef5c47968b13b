import { SqlError } from '../../base/errors.ts'
import type { Code } from '../../functions/code.ts'
import { bucketRange, integerRange, typeRange } from '../../functions/integer-code.ts'
import type { Expression, InExpression } from '../../plan/expression.ts'
import { isColumnFree, operandsOf } from '../../plan/expression-walk.ts'
import type { SqlValue } from '../../types/value.ts'
import { buildInSet } from '../runtime/in-set.ts'
import { evaluateScalar, type ScalarArguments } from './evaluate-scalar.ts'
import type { HoistedCode } from './row-scope.ts'
import type { SourceBuilder } from './source-builder.ts'
import { valueCode } from './value-code.ts'

/** The column-free values of one execution, and what of them shapes the code. */
export interface HoistedValues {
  readonly values: readonly unknown[]
  readonly key: string
}

interface Slot {
  readonly expression: Expression
  /** Whether arithmetic uses the value, so that its bounds shape the code. */
  readonly ranged: boolean
}

/**
 * The column-free parts of a pipeline's expressions. They are computed once per execution, before the loop, and handed to the
 * generated code as an array.
 */
export class Hoisting {
  readonly #slots: Slot[] = []
  readonly #sets: InExpression[] = []
  readonly #slotOf = new Map<Expression, number>()
  readonly #setOf = new Map<InExpression, number>()

  constructor(expressions: readonly Expression[]) {
    for (const expression of expressions) this.#collect(expression, true)
  }

  #collect(expression: Expression, ranged: boolean): void {
    if (isColumnFree(expression)) {
      if (this.#slotOf.has(expression)) return
      this.#slotOf.set(expression, this.#slots.length)
      this.#slots.push({ expression, ranged: ranged && typeRange(expression.type) !== null })
      return
    }
    if (expression.kind === 'in') {
      this.#setOf.set(expression, this.#sets.length)
      this.#sets.push(expression)
      this.#collect(expression.input, false)
      return
    }
    const compared = expression.kind === 'call' && expression.function.comparison === true
    for (const child of operandsOf(expression)) this.#collect(child, !compared)
  }

  evaluate(execution: ScalarArguments): HoistedValues {
    if (this.#slots.length === 0 && this.#sets.length === 0) return nothing
    let key = ''
    const values: unknown[] = []
    for (const { expression, ranged } of this.#slots) {
      const value = evaluateScalar(expression, execution)
      values.push(value)
      if (value === null) key += 'z'
      else if (typeof value === 'bigint') key += 'b'
      else key += '-'
      if (ranged && value !== null) key += bucketRange(integerRange(value, expression.type)).key
    }
    for (const { input, list } of this.#sets) {
      values.push(
        buildInSet(
          input.type,
          list.map((item) => evaluateScalar(item, execution)),
        ),
      )
    }
    return { values, key }
  }

  /** How code generated for these values, or others of the same key, reads them. */
  code(builder: SourceBuilder, { values }: HoistedValues): HoistedCode {
    const codes = new Map<number, Code>()
    return {
      value: (expression) => {
        const index = this.#slotOf.get(expression)
        if (index === undefined)
          throw new SqlError('internal', 'a column-free part was not hoisted')
        let code = codes.get(index)
        if (!code) {
          const value = values[index] as SqlValue
          const { ranged } = this.#slots[index]
          const range =
            ranged && value !== null
              ? bucketRange(integerRange(value, expression.type)).range
              : null
          code = valueCode(
            builder.prologue('h', `hoisted[${index}]`),
            expression.type,
            value,
            range,
          )
          codes.set(index, code)
        }
        return code
      },
      set: (expression) => {
        const index = this.#setOf.get(expression)
        if (index === undefined) throw new SqlError('internal', 'an IN list was not hoisted')
        return builder.prologue('set', `hoisted[${this.#slots.length + index}]`)
      },
    }
  }
}

const nothing: HoistedValues = { values: [], key: '' }
