import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import {
  bufferSource,
  initCodecs,
  ParquetError,
  readMetadata,
} from '../../packages/parquet/src/index.ts'
import { fromData } from '../../packages/parquet/src/writer/testing/column-model.ts'
import { Random } from '../kill/random.ts'
import { type BaseFile, randomFile } from './base-file.ts'
import { readOverDamagedHttp } from './damage-http.ts'
import { hostileFiles } from './hostile-files.ts'
import { mutate, pagesOf, type Target } from './mutations.ts'
import { type Found, readEverything } from './read-everything.ts'

export interface FuzzOptions {
  readonly seed: number
  /** Cases to run; those of one seed are always the same. */
  readonly cases: number
  /** No case is begun after so many seconds. */
  readonly seconds: number
  /** No file may take longer, in seconds of the processor. Default: any time. */
  readonly secondsPerFile?: number
  /** A folder of further files to damage. */
  readonly files?: string
  /** Where files that were read wrongly are kept. */
  readonly keep: string
  /** The first case to run. */
  readonly from?: number
  /** Told of every case before it runs. */
  readonly begin: (name: string) => void
}

export interface Failure {
  readonly name: string
  readonly reason: string
}

export interface FuzzReport {
  readonly cases: number
  readonly failures: readonly Failure[]
}

/** No file may take more memory. */
const bytesPerFile = 500 * 1024 * 1024
/** As many files are made from one sound one. */
const mutationsPerFile = 100
/** So often is the sound file itself read over a damaged connection. */
const casesPerConnection = 5
const largestForeignFile = 1 << 20
/** Damage can make a file many times as long to read, so sound ones must be read much faster. */
const foreignSeconds = 0.05

/** A sound file, in which damage is done. */
interface Base {
  readonly file: BaseFile
  /** `undefined` where the file is not sound itself. */
  readonly target: Target | undefined
  readonly sound: Found
}

/** Damages files and reads them. Failures are collected, not thrown, and at most twenty. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  await initCodecs()
  const { seed, cases, seconds, from = 0, begin, keep } = options
  const secondsPerFile = options.secondsPerFile ?? Infinity
  const started = performance.now()
  const failures: Failure[] = []
  const run = async (name: string, bytes: Uint8Array, check: (found: Found) => void) => {
    begin(name)
    const reason = await trial(bytes, check, secondsPerFile)
    if (reason === undefined) return
    failures.push({ name, reason })
    await writeFile(join(keep, `${name.replaceAll(/\W+/g, '-')}.parquet`), bytes)
  }
  const runHttp = async (number: number, { file, sound }: Base) => {
    const name = `case ${number}, ${file.name}, over HTTP`
    begin(name)
    const reading = readOverDamagedHttp(file.bytes, sound, new Random(seed, number, 1))
    await reading.catch((error: Error) => failures.push({ name, reason: error.stack ?? name }))
  }
  if (from === 0) for (const { name, make } of hostileFiles) await run(name, await make(), () => {})
  const foreign = await foreignFiles(options.files)
  let base: Base | undefined
  let number = from
  for (; number < cases && performance.now() - started < seconds * 1000; number++) {
    if (failures.length >= 20) break
    if (base === undefined || number % mutationsPerFile === 0) {
      const fileNumber = Math.floor(number / mutationsPerFile)
      const own = foreign.length === 0 || fileNumber % 2 === 0
      const file = own
        ? await randomFile(seed * 1_000_003 + fileNumber)
        : foreign[(fileNumber >> 1) % foreign.length]
      await run(`case ${number}, ${file.name}`, file.bytes, (found) => expectValues(file, found))
      base = { file, target: await targetOf(file.bytes), sound: await readEverything(file.bytes) }
    }
    const { file, target, sound } = base
    if (target === undefined) continue
    if (number % casesPerConnection === 0) await runHttp(number, base)
    const { bytes, caught, by } = mutate(target, new Random(seed, number))
    await run(`case ${number}, ${file.name}, ${by}`, bytes, (found) => {
      if (caught !== undefined) expectCaught(sound, found, caught)
    })
  }
  return { cases: number - from, failures }
}

async function foreignFiles(directory: string | undefined): Promise<BaseFile[]> {
  if (directory === undefined) return []
  const files: BaseFile[] = []
  for (const name of (await readdir(directory)).sort()) {
    if (!name.endsWith('.parquet')) continue
    const bytes = new Uint8Array(await readFile(join(directory, name)))
    if (bytes.length > largestForeignFile) continue
    await readEverything(bytes)
    const started = performance.now()
    await readEverything(bytes)
    if (performance.now() - started < foreignSeconds * 1000) files.push({ name, bytes })
  }
  return files
}

/** `undefined` for a foreign file that is not sound itself. */
async function targetOf(bytes: Uint8Array): Promise<Target | undefined> {
  try {
    const file = await readMetadata(bufferSource(bytes))
    return { bytes, file, pages: pagesOf(bytes, file) }
  } catch (error) {
    if (error instanceof ParquetError) return undefined
    throw error
  }
}

/** Reads a file. Returns what went wrong; a slow file has two more chances, since compilers and collectors run too. */
async function trial(
  bytes: Uint8Array,
  check: (found: Found) => void,
  secondsPerFile: number,
): Promise<string | undefined> {
  let fastest = Infinity
  for (let attempt = 0; attempt < 3 && (attempt === 0 || fastest > secondsPerFile); attempt++) {
    const memory = process.memoryUsage.rss()
    const peakBefore = process.resourceUsage().maxRSS
    const started = process.cpuUsage()
    try {
      check(await readEverything(bytes))
    } catch (error) {
      return error instanceof Error ? (error.stack ?? error.message) : String(error)
    }
    const { user, system } = process.cpuUsage(started)
    fastest = Math.min(fastest, (user + system) / 1e6)
    const peak = process.resourceUsage().maxRSS
    const grown = peak * 1024 - memory
    if (peak > peakBefore && grown > bytesPerFile) return `${Math.round(grown / 1e6)} MB of memory`
  }
  return fastest > secondsPerFile ? `${fastest.toFixed(1)} seconds` : undefined
}

/** A sound file of known values must be read as they are. */
function expectValues({ values }: BaseFile, { chunks }: Found): void {
  values?.forEach((columns, rowGroup) => {
    columns.forEach((expected, column) => {
      const found = chunks[rowGroup][column]
      if (found instanceof ParquetError) throw found
      if (!isDeepStrictEqual(fromData(found), expected)) {
        throw new Error(`row group ${rowGroup}, column ${column} has other values`)
      }
    })
  })
}

/** The damaged chunk must be refused, and every other one be as before. */
function expectCaught(
  sound: Found,
  { chunks }: Found,
  caught: { rowGroup: number; column: number },
): void {
  chunks.forEach((columns, rowGroup) => {
    columns.forEach((found, column) => {
      if (rowGroup === caught.rowGroup && column === caught.column) {
        if (!(found instanceof ParquetError)) throw new Error('a wrong checksum went unnoticed')
      } else if (!isDeepStrictEqual(found, sound.chunks[rowGroup][column])) {
        if (found instanceof ParquetError && sound.chunks[rowGroup][column] instanceof ParquetError)
          return
        throw new Error(`row group ${rowGroup}, column ${column} changed with another one`)
      }
    })
  })
}
