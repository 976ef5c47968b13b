import { SqlError } from '../base/errors.ts'
import { shown } from '../base/shown.ts'
import type { OpenOptions } from './options.ts'
import type { QueryOptions } from './result.ts'
import type { TransactionRunOptions } from './transaction.ts'

/**
 * The arguments of public methods, which JavaScript callers give unchecked. Each check throws `wrong_usage`, naming the argument;
 * the methods are async, so that the caller sees a rejection.
 */

/** Throws unless the argument `name` is a text. */
export function requireText(value: unknown, name: string): asserts value is string {
  if (typeof value !== 'string') throw wrongArgument(name, 'a string', value)
}

export function requireParameters(value: unknown): asserts value is readonly unknown[] {
  if (!Array.isArray(value)) {
    throw wrongArgument('parameters', 'an array with one value per ? of the statement', value)
  }
}

export function requireQueryOptions(value: unknown): asserts value is QueryOptions {
  const options = requireOptions(value, ['rowMode', 'signal', 'onProgress'])
  const { rowMode, signal, onProgress } = options
  if (rowMode !== undefined && rowMode !== 'object' && rowMode !== 'array') {
    throw wrongArgument('options.rowMode', "'object' or 'array'", rowMode)
  }
  if (signal !== undefined && !isSignal(signal)) {
    throw wrongArgument('options.signal', 'an AbortSignal', signal)
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw wrongArgument('options.onProgress', 'a function', onProgress)
  }
}

/** Other realms have an AbortSignal of their own. */
function isSignal(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'aborted' in value
}

const isolations: readonly unknown[] = ['read committed', 'repeatable read', 'serializable']

export function requireTransaction(
  work: unknown,
  value: unknown,
): asserts value is TransactionRunOptions {
  if (typeof work !== 'function') throw wrongArgument('work', 'a function', work)
  const { isolation, readOnly, retries } = requireOptions(value, [
    'isolation',
    'readOnly',
    'retries',
  ])
  if (isolation !== undefined && !isolations.includes(isolation)) {
    throw wrongArgument('options.isolation', `one of ${isolations.join(', ')}`, isolation)
  }
  if (readOnly !== undefined && typeof readOnly !== 'boolean') {
    throw wrongArgument('options.readOnly', 'true or false', readOnly)
  }
  const isCount = typeof retries === 'number' && Number.isSafeInteger(retries) && retries >= 0
  if (retries !== undefined && !isCount) {
    throw wrongArgument('options.retries', 'a whole number from 0', retries)
  }
}

/** The path and options of `open`; what the options hold is checked where they are read. */
export function requirePath(path: unknown, options: unknown): asserts options is OpenOptions {
  if (typeof path !== 'string' || path === '' || path.includes('\0')) {
    throw wrongArgument('path', "the path of a directory or ':memory:'", path)
  }
  requireObject(options, 'options')
}

export function requireObject(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>
  }
  throw wrongArgument(name, 'an object', value)
}

function requireOptions(value: unknown, known: readonly string[]) {
  const options = requireObject(value, 'options')
  for (const key in options) {
    if (!known.includes(key)) {
      const message = `options.${key}: no such option; there are ${known.join(', ')}`
      throw new SqlError('wrong_usage', message)
    }
  }
  return options
}

export function wrongArgument(name: string, wanted: string, value: unknown): SqlError {
  return new SqlError('wrong_usage', `${name}: wants ${wanted}, not ${shown(value)}`)
}
