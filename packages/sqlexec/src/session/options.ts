import { totalmem } from 'node:os'
import { SqlError } from '../base/errors.ts'
import { shown } from '../base/shown.ts'
import type { Compression, Durability, Keep, StorageOptions } from '../storage/open-storage.ts'
import { parseDuration } from './duration.ts'

/** How a database directory is opened. */
export interface OpenOptions {
  /** Default true. With false, every write answers a `read_only` error. */
  readonly writable?: boolean
  /** The opposite of `writable`, for readers of a directory that another process writes. */
  readonly readOnly?: boolean
  /** What a commit waits for. Default `commit`: the log is on the disk. */
  readonly durability?: Durability
  /** Of the table files. Default `snappy`. */
  readonly compression?: Compression
  /** How often changed tables are written to their files: `10s`, `1m`, or milliseconds. Default `30s`. */
  readonly flushInterval?: string | number
  /** Bytes of decoded columns kept in memory, or a text such as `512MB`. Default: a quarter of the machine's. */
  readonly memoryLimit?: string | number
  /**
   * Settle damage: what is not sound is set aside under another name, never deleted, and the database goes on with the rest.
   * Reads every table in full. `warnings` tells what was done. Default false.
   */
  readonly repair?: boolean
  /**
   * With `repair`: what to keep of a table whose file was replaced from outside while the log held changes for the old one.
   * `file`: the new file, without those changes. `log`: the rows that the log holds, without those of either file. Where it is not
   * said, such a table goes on answering with an error.
   */
  readonly keep?: Keep
}

const compressions: readonly Compression[] = ['snappy', 'gzip', 'zstd', 'lz4', 'none']
const durabilities: readonly Durability[] = ['commit', 'interval', 'off']
const keeps: readonly Keep[] = ['file', 'log']

/** Checks options and gives them the units that storage takes. */
export function storageOptions(options: OpenOptions): Omit<StorageOptions, 'directory'> {
  const known = [
    'writable',
    'readOnly',
    'durability',
    'compression',
    'flushInterval',
    'memoryLimit',
    'repair',
    'keep',
  ]
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      throw new SqlError('wrong_usage', `unknown option '${name}'; there are ${known.join(', ')}`)
    }
  }
  if (options.writable === true && options.readOnly === true) {
    throw new SqlError('wrong_usage', 'a database is opened writable or readOnly, not both')
  }
  const writable = options.readOnly === undefined ? (options.writable ?? true) : !options.readOnly
  const repair = options.repair ?? false
  if (typeof repair !== 'boolean') {
    throw new SqlError('wrong_usage', `repair is true or false, not ${shown(repair)}`)
  }
  if (repair && !writable) {
    throw new SqlError('wrong_usage', 'a database that is opened for reading cannot be repaired')
  }
  if (options.keep !== undefined && !repair) {
    throw new SqlError('wrong_usage', 'keep says what a repair keeps, so it needs repair: true')
  }
  return {
    writable,
    repair,
    ...(options.keep === undefined ? {} : { keep: oneOf('keep', options.keep, keeps) }),
    durability: oneOf('durability', options.durability ?? 'commit', durabilities),
    compression: oneOf('compression', options.compression ?? 'snappy', compressions),
    flushInterval: parseDuration(options.flushInterval ?? '30s', 'flushInterval'),
    memoryLimit:
      options.memoryLimit === undefined
        ? Math.floor(totalmem() / 4)
        : parseBytes(options.memoryLimit),
  }
}

function oneOf<T extends string>(name: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value
  throw new SqlError('wrong_usage', `${name} is one of ${allowed.join(', ')}, not ${shown(value)}`)
}

const byteUnits: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 }

function parseBytes(value: string | number): number {
  if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return Math.floor(value)
  const match = /^(\d+(?:\.\d+)?)\s*([KMG]?)(?:i?B)?$/iu.exec(String(value))
  if (match) return Math.floor(Number(match[1]) * byteUnits[match[2].toUpperCase()])
  throw new SqlError(
    'wrong_usage',
    `memoryLimit wants bytes or a text such as '512MB', not ${shown(value)}`,
  )
}
