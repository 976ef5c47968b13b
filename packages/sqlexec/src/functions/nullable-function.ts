import type { SqlValue } from '../types/value.ts'
import { asValue, type Code, type Emitter } from './code.ts'
import { resultCode, type TypedFunction } from './define.ts'
import type { ScalarFunction } from './scalar-function.ts'

/** Makes a scalar function of one that looks at NULLs itself: its JavaScript function takes null for NULL, and may answer it. */
export function nullableFunction(definition: TypedFunction): ScalarFunction {
  const { name, doc, volatile, contextual } = definition
  const mayBeNull = definition.mayBeNull ?? false
  return {
    name,
    doc,
    nulls: 'custom',
    volatile,
    contextual,
    resolve(args, constants = []) {
      const resolved = definition.resolve(args, constants)
      return typeof resolved === 'string' ? resolved : { mayBeNull, ...resolved }
    },
    emit(emitter, args, signature) {
      const run = definition.implement(signature) as (...args: unknown[]) => SqlValue
      const values = args.map((arg) => nullable(emitter, arg))
      if (contextual) values.unshift(emitter.environment())
      const call = `${emitter.constant(run)}(${values.join(', ')})`
      return resultCode(emitter, emitter.local(call), signature.type, mayBeNull)
    },
  }
}

/** A value as a JavaScript function takes it, null for NULL. */
export function nullable(emitter: Emitter, code: Code): string {
  const value = asValue(emitter, code)
  return code.isNull === null ? value : `((${code.isNull}) ? null : ${value})`
}
