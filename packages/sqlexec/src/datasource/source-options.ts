import { SqlError } from '../base/errors.ts'
import { shown } from '../base/shown.ts'
import type { Compression, Durability } from '../storage/open-storage.ts'

/** How a data source is opened, in the library's own terms. */
export interface SourceOptions {
  readonly writable: boolean
  readonly compression?: Compression
  readonly flushInterval?: string | number
  readonly durability?: Durability
  readonly memoryLimit?: string | number
}

/** The options of a data source as `datasources.json` and the adapter spell them. */
export interface SourceOptionsConfig {
  readonly writable?: boolean
  readonly compression?: Compression
  /** `10s`, `1m`, `5m`, or milliseconds. */
  readonly flush_interval?: string | number
  readonly durability?: Durability
  /** Bytes, or a text such as `512MB`. */
  readonly memory_limit?: string | number
}

const compressions: readonly Compression[] = ['snappy', 'gzip', 'zstd', 'lz4', 'none']
const durabilities: readonly Durability[] = ['commit', 'interval', 'off']

/** What each option must be; a message where it is not. */
const checks: Readonly<Record<keyof SourceOptionsConfig, (value: unknown) => string | null>> = {
  writable: (value) => (typeof value === 'boolean' ? null : 'true or false'),
  compression: oneOf(compressions),
  flush_interval: (value) =>
    isAmount(value, /^(?:0|(?:\d+(?:\.\d+)?(?:ms|s|m|h))+)$/u)
      ? null
      : "a duration such as '10s', '1m' or '5m'",
  durability: oneOf(durabilities),
  memory_limit: (value) =>
    value !== 0 && isAmount(value, /^\d+(?:\.\d+)?\s*[KMG]?(?:i?B)?$/iu)
      ? null
      : "bytes or a text such as '512MB'",
}

function oneOf(allowed: readonly string[]): (value: unknown) => string | null {
  return (value) => (allowed.includes(value as string) ? null : `one of ${allowed.join(', ')}`)
}

function isAmount(value: unknown, text: RegExp): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0
  return typeof value === 'string' && text.test(value)
}

/**
 * Checks the options of a data source and gives them the library's names.
 *
 * @param options `undefined`: all defaults
 * @param writable the `writable` beside the options; one that says true is enough
 * @param at how a message names the options
 * @throws SqlError `wrong_usage`
 */
export function sourceOptions(
  options: unknown,
  writable: boolean | undefined,
  at: string,
): SourceOptions {
  const given: Record<string, unknown> = options === undefined ? {} : requireObject(options, at)
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(checks, name)) {
      const known = Object.keys(checks).join(', ')
      throw new SqlError('wrong_usage', `${at}.${name}: no such option; there are ${known}`)
    }
    const wanted = value === undefined ? null : checks[name as keyof SourceOptionsConfig](value)
    if (wanted !== null) throw wrongValue(`${at}.${name}`, wanted, value)
  }
  const { compression, flush_interval, durability, memory_limit } = given as SourceOptionsConfig
  return {
    writable: writable === true || given.writable === true,
    ...(compression === undefined ? {} : { compression }),
    ...(flush_interval === undefined ? {} : { flushInterval: flush_interval }),
    ...(durability === undefined ? {} : { durability }),
    ...(memory_limit === undefined ? {} : { memoryLimit: memory_limit }),
  }
}

export function wrongValue(at: string, wanted: string, value: unknown): SqlError {
  return new SqlError('wrong_usage', `${at}: wants ${wanted}, not ${shown(value)}`)
}

export function requireObject(value: unknown, at: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>
  }
  throw wrongValue(at, 'an object', value)
}
