import type { ScalarFunction } from './scalar-function.ts'
import { digestFunctions } from './string-digest.ts'
import { encodingFunctions } from './string-encoding.ts'
import { joinFunctions } from './string-join.ts'
import { lengthFunctions } from './string-length.ts'
import { listFunctions } from './string-list.ts'
import { padFunctions } from './string-pad.ts'
import { searchFunctions } from './string-search.ts'
import { sliceFunctions } from './string-slice.ts'
import { trimFunctions } from './string-trim.ts'

/** Functions of text count characters (code points), of bytes bytes. */
export const stringFunctions: readonly ScalarFunction[] = [
  ...lengthFunctions,
  ...sliceFunctions,
  ...trimFunctions,
  ...padFunctions,
  ...joinFunctions,
  ...searchFunctions,
  ...listFunctions,
  ...encodingFunctions,
  ...digestFunctions,
]
