import type { AggregateFunction } from '../functions/aggregate-function.ts'
import type { ScalarFunction } from '../functions/scalar-function.ts'

/** The functions that a program has added, by their names in upper case. */
export interface UserFunctionCatalog {
  scalar(name: string): ScalarFunction | undefined
  aggregate(name: string): AggregateFunction | undefined
  names(): readonly string[]
}
