import type { AggregateFunction } from './aggregate-function.ts'
import { aggregateFunctions } from './aggregates.ts'
import { anyValueFunction } from './any-value.ts'
import { arithmeticFunctions } from './arithmetic.ts'
import { singleBitFunctions } from './bits-more.ts'
import { bitwiseFunctions } from './bitwise.ts'
import { comparisonFunctions } from './comparison.ts'
import { conditionalFunctions } from './conditional.ts'
import { intervalFunction } from './control.ts'
import { dateFunctions } from './date.ts'
import { moreDateFunctions } from './date-more.ts'
import { moreEncodingFunctions } from './encoding-more.ts'
import { encryptionFunctions } from './encryption.ts'
import { financialFunctions } from './financial.ts'
import { jsonFunctions } from './json.ts'
import { moreJsonFunctions } from './json-more.ts'
import { likeFunctions } from './like.ts'
import { mathFunctions } from './math.ts'
import { moreMathFunctions } from './math-more.ts'
import { networkFunctions } from './network.ts'
import { nullTestFunction } from './null-test.ts'
import { regexpFunctions } from './regexp.ts'
import type { ScalarFunction } from './scalar-function.ts'
import { similarityFunctions } from './similarity.ts'
import { stringFunctions } from './string.ts'
import { moreStringFunctions } from './string-more.ts'
import { systemFunctions } from './system.ts'
import { moreSystemFunctions } from './system-more.ts'
import { uuidFunctions } from './uuid.ts'
import type { WindowFunction } from './window-function.ts'
import { windowFunctions } from './window-functions.ts'

/** Every function and operator. Operators stand under their symbols, so SQL cannot call them by name. */
export const scalarFunctions: readonly ScalarFunction[] = [
  ...arithmeticFunctions,
  ...comparisonFunctions,
  ...bitwiseFunctions,
  ...likeFunctions,
  ...regexpFunctions,
  ...conditionalFunctions,
  nullTestFunction,
  anyValueFunction,
  intervalFunction,
  ...mathFunctions,
  ...moreMathFunctions,
  ...singleBitFunctions,
  ...stringFunctions,
  ...moreStringFunctions,
  ...similarityFunctions,
  ...moreEncodingFunctions,
  ...encryptionFunctions,
  ...dateFunctions,
  ...moreDateFunctions,
  ...jsonFunctions,
  ...moreJsonFunctions,
  ...financialFunctions,
  ...networkFunctions,
  ...uuidFunctions,
  ...systemFunctions,
  ...moreSystemFunctions,
]

const scalars = new Map(scalarFunctions.map((each) => [each.name, each]))
const aggregates = new Map<string, AggregateFunction>(
  aggregateFunctions.map((each) => [each.name, each]),
)

const windows = new Map<string, WindowFunction>(windowFunctions.map((each) => [each.name, each]))

/** Other names of the same function. */
const synonyms: Readonly<Record<string, string>> = {
  MOD: '%',
  CEILING: 'CEIL',
  POWER: 'POW',
  SUBSTR: 'SUBSTRING',
  MID: 'SUBSTRING',
  LCASE: 'LOWER',
  UCASE: 'UPPER',
  OCTET_LENGTH: 'LENGTH',
  CHARACTER_LENGTH: 'CHAR_LENGTH',
  CURRENT_TIMESTAMP: 'NOW',
  LOCALTIME: 'NOW',
  LOCALTIMESTAMP: 'NOW',
  CURRENT_DATE: 'CURDATE',
  CURRENT_TIME: 'CURTIME',
  DAYOFMONTH: 'DAY',
  SCHEMA: 'DATABASE',
  SHA: 'SHA1',
  CURRENT_USER: 'USER',
  SESSION_USER: 'USER',
  SYSTEM_USER: 'USER',
  ADDDATE: 'DATE_ADD DAY',
  SUBDATE: 'DATE_SUB DAY',
  POSITION: 'LOCATE',
  NVL: 'IFNULL',
  IIF: 'IF',
  BASE64: 'TO_BASE64',
  GEN_RANDOM_UUID: 'UUID',
  CURRENT_DATABASE: 'DATABASE',
  CURRENT_SCHEMA: 'DATABASE',
  MAKE_TIME: 'MAKETIME',
  TO_TIMESTAMP: 'FROM_UNIXTIME',
  ROUND_CURRENCY: 'ROUND',
  ROUND_TRUNCATE: 'TRUNCATE',
  HAMMING_DISTANCE: 'HAMMING',
  JARO_WINKLER_SIMILARITY: 'JARO_WINKLER',
  JSON_MERGE: 'JSON_MERGE_PRESERVE',
  JSON_MEMBER_OF: 'MEMBER OF',
}

const aggregateSynonyms: Readonly<Record<string, string>> = {
  STD: 'STDDEV_POP',
  STDDEV: 'STDDEV_POP',
  VARIANCE: 'VAR_POP',
  EVERY: 'BOOL_AND',
  STRING_AGG: 'GROUP_CONCAT',
  LISTAGG: 'GROUP_CONCAT',
  ARRAY_AGG: 'JSON_ARRAYAGG',
}

/** A function by its name in upper case, or an operator by its symbol. */
export function findScalarFunction(name: string): ScalarFunction | undefined {
  return scalars.get(synonyms[name] ?? name)
}

export function findAggregateFunction(name: string): AggregateFunction | undefined {
  return aggregates.get(aggregateSynonyms[name] ?? name)
}

export function findWindowFunction(name: string): WindowFunction | undefined {
  return windows.get(name)
}

/** The other names of a function. */
export function synonymsOf(name: string): readonly string[] {
  return [synonyms, aggregateSynonyms].flatMap((names) =>
    Object.keys(names).filter((other) => names[other] === name),
  )
}

/** The names of scalar functions that SQL can call, for suggestions and the reference page. */
export function scalarFunctionNames(): readonly string[] {
  return [...scalars.keys(), ...Object.keys(synonyms)].filter((name) => /^[A-Z_0-9]+$/u.test(name))
}

export function aggregateFunctionNames(): readonly string[] {
  return [...aggregates.keys(), ...Object.keys(aggregateSynonyms)]
}

export function windowFunctionNames(): readonly string[] {
  return [...windows.keys()]
}
