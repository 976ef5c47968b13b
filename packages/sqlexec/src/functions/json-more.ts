import { jsonSearchFunctions } from './json-search.ts'
import { jsonShowFunctions } from './json-show.ts'
import { jsonUpdateFunctions } from './json-update.ts'
import type { ScalarFunction } from './scalar-function.ts'

export const moreJsonFunctions: readonly ScalarFunction[] = [
  ...jsonUpdateFunctions,
  ...jsonSearchFunctions,
  ...jsonShowFunctions,
]
