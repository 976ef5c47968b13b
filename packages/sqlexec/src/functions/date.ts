import { dateArithmeticFunctions } from './date-arithmetic.ts'
import { dateConversionFunctions } from './date-conversion.ts'
import { dateDifferenceFunctions } from './date-difference.ts'
import { dateFormatFunctions } from './date-format.ts'
import { nowFunctions } from './date-now.ts'
import { stringToDateFunction } from './date-parse.ts'
import { datePartFunctions } from './date-part.ts'
import { dateWeekFunctions } from './date-week.ts'
import { epochFunctions } from './epoch.ts'
import type { ScalarFunction } from './scalar-function.ts'
import { timeConversionFunctions } from './time-conversion.ts'

/** Functions of dates and times. What is no date makes NULL, and so does a result outside the years 0000 to 9999. */
export const dateFunctions: readonly ScalarFunction[] = [
  ...nowFunctions,
  ...datePartFunctions,
  ...dateWeekFunctions,
  ...dateArithmeticFunctions,
  ...dateDifferenceFunctions,
  ...dateConversionFunctions,
  ...timeConversionFunctions,
  ...epochFunctions,
  ...dateFormatFunctions,
  stringToDateFunction,
]
