import { SqlError } from '../base/errors.ts'
import { type FileHandle, type FileSystem, joinPath } from '../io/file-system.ts'
import { encodeHeader } from '../wal/log-format.ts'
import { type LogFrame, LogReader } from '../wal/log-reader.ts'
import { logName } from './file-names.ts'
import { copyAside, moveAside } from './set-aside.ts'

/** The log of a database that is being opened. */
export interface OpenedLog {
  /** `null` where there is no log. Open until `close`; to be read to its end before its writer goes on with it. */
  readonly reader: LogReader | null
  /** Of its header; `undefined` where that is damaged or absent. */
  readonly databaseId: string | undefined
  readonly baseLsn: number
  /** LSN of the last sound frame. */
  readonly lastLsn: number
  /** What is wrong with the log; `null` while nothing is. Final after all frames were read. */
  readonly damage: SqlError | null
  /** Where bytes begin that are no whole commit, and that the writer drops; `null` where all were read. */
  readonly tornAt: number | null
  /** The sound frames in order. */
  frames(): Iterable<LogFrame>
  /** Tells that a frame cannot be applied. It counts as damage from there on. */
  reject(frame: LogFrame, error: unknown): void
  /** Tells that the log speaks of what nothing else knows, so that it must not be cut. */
  condemn(problem: string): void
  /** Copies the log aside, once; `null` where there is none. */
  copyAside(): string | null
  /** Copies a log with a rejected frame aside and cuts it back to the frames before. False where there is no such frame. */
  cutRejected(warnings: string[]): boolean
}

/** Which database a directory holds, as far as is known without its log. */
interface DatabaseIds {
  /** As the sidecar says; a log of another database is no log of this one. */
  readonly sidecar: string | undefined
  /** As a table file says, which may have come from outside. */
  readonly files: string | undefined
}

/**
 * Opens the log. With `repair`, a damaged one is copied aside as `.wal.damaged-N` and cut back to its sound part; without,
 * it stays as it is, its sound part is read, and nothing may be written to the database.
 *
 * @param warnings told what repair did
 */
export function openLog(
  options: {
    readonly fileSystem: FileSystem
    readonly directory: string
    readonly repair: boolean
    readonly writable: boolean
  },
  databaseId: DatabaseIds,
  warnings: string[],
): OpenedLog {
  const { fileSystem, directory } = options
  const path = joinPath(directory, logName)
  const mends = options.repair && options.writable
  if (mends && fileSystem.exists(path)) mend(fileSystem, path, databaseId, warnings)
  else if (!fileSystem.exists(path) && databaseId.sidecar !== undefined) {
    // A log is made before the first sidecar and never removed, so a sidecar without one tells of a loss.
    const missing = missingLog(path)
    if (!mends) return new Log(fileSystem, null, missing)
    warnings.push(`${missing.found}. A new log begins`)
  }
  if (!fileSystem.exists(path)) return new Log(fileSystem, null, null)
  const reader = LogReader.open(fileSystem, path)
  return new Log(fileSystem, reader, foreignLog(reader, databaseId.sidecar))
}

class Log implements OpenedLog {
  readonly reader: LogReader | null
  lastLsn: number
  readonly #fileSystem: FileSystem
  readonly #readable: boolean
  #problem: LogProblem | null
  #rejected: LogFrame | null = null
  #aside: string | null = null

  /** @param problem why the frames are not to be read */
  constructor(fileSystem: FileSystem, reader: LogReader | null, problem: LogProblem | null) {
    this.#fileSystem = fileSystem
    this.reader = reader
    this.#problem = problem
    this.#readable = reader !== null && problem === null
    this.lastLsn = this.baseLsn
  }

  get damage(): SqlError | null {
    return this.#problem === null ? null : errorOf(this.#problem)
  }

  get databaseId(): string | undefined {
    const header = this.reader?.header
    return header ? Buffer.from(header.databaseId).toString('hex') : undefined
  }

  get baseLsn(): number {
    return this.reader?.header?.baseLsn ?? 0
  }

  get tornAt(): number | null {
    const { reader } = this
    if (!this.#readable || reader === null || reader.end.kind !== 'torn') return null
    return reader.end.offset
  }

  *frames(): Iterable<LogFrame> {
    const { reader } = this
    if (reader === null || !this.#readable) return
    for (const frame of reader.frames()) {
      yield frame
      this.lastLsn = frame.lsn
    }
    this.#problem = damageOf(reader)
  }

  reject(frame: LogFrame, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error)
    this.#rejected = frame
    this.condemn(`frame ${frame.lsn} cannot be applied: ${reason}`)
  }

  condemn(problem: string): void {
    this.#problem ??= damagedLog(this.reader!, problem)
  }

  copyAside(): string | null {
    if (this.reader === null) return null
    this.#aside ??= copyAside(this.#fileSystem, this.reader.path, 'damaged')
    return this.#aside
  }

  cutRejected(warnings: string[]): boolean {
    const { reader } = this
    if (this.#rejected === null || reader === null || this.#problem === null) return false
    warnings.push(`${this.#problem.found}. ${cutText(this.copyAside()!)}`)
    cutBack(this.#fileSystem, reader.path, this.#rejected.offset)
    return true
  }
}

/** What is wrong with a log: what was found, and the way out. */
interface LogProblem {
  readonly found: string
  readonly wayOut: string
}

function errorOf({ found, wayOut }: LogProblem): SqlError {
  return new SqlError('corrupt', `${found}. ${wayOut}`)
}

function foreignLog(reader: LogReader, databaseId: string | undefined): LogProblem | null {
  const { header } = reader
  if (header === null || databaseId === undefined) return null
  if (Buffer.from(header.databaseId).toString('hex') === databaseId) return null
  return {
    found: `The log ${JSON.stringify(reader.path)} belongs to another database`,
    wayOut: "Put the right one back, or let 'sqlexec repair' set it aside",
  }
}

function missingLog(path: string): LogProblem {
  return {
    found: `The log ${JSON.stringify(path)} is missing, and with it whatever was committed since the last checkpoint`,
    wayOut:
      "Put it back; nothing can be written until then, or until 'sqlexec repair' has given it up",
  }
}

function damagedLog(reader: LogReader, problem: string): LogProblem {
  return {
    found: `The log ${JSON.stringify(reader.path)} is damaged: ${problem}`,
    wayOut:
      "What was committed before is there; nothing can be written until 'sqlexec repair' has set the damaged part aside",
  }
}

function damageOf(reader: LogReader): LogProblem | null {
  const { end, headerProblem } = reader
  if (headerProblem !== null) return damagedLog(reader, headerProblem)
  return end.kind === 'damaged' ? damagedLog(reader, `${end.problem} at byte ${end.offset}`) : null
}

function cutText(aside: string): string {
  return `All of it was copied to ${JSON.stringify(aside)}, and the log was cut back to its sound part`
}

/** Cuts a damaged log back to its sound part, after a copy of all of it was put aside. */
function mend(
  fileSystem: FileSystem,
  path: string,
  databaseId: DatabaseIds,
  warnings: string[],
): void {
  const reader = LogReader.open(fileSystem, path)
  try {
    const foreign = foreignLog(reader, databaseId.sidecar)
    let firstLsn = 0
    for (const { lsn } of reader.frames()) if (firstLsn === 0) firstLsn = lsn
    const problem = foreign ?? damageOf(reader)
    if (problem === null) return
    const id = databaseId.sidecar ?? databaseId.files
    const unusable = reader.header === null && (firstLsn === 0 || id === undefined)
    if (foreign !== null || unusable) {
      const aside = moveAside(fileSystem, path, 'damaged')
      warnings.push(
        `${problem.found}. It was moved to ${JSON.stringify(aside)}, and a new log begins`,
      )
      return
    }
    warnings.push(`${problem.found}. ${cutText(copyAside(fileSystem, path, 'damaged'))}`)
    cutBack(fileSystem, path, reader.end.offset, (handle) => {
      if (reader.header !== null) return
      const bytes = new Uint8Array(Buffer.from(id!, 'hex'))
      handle.writeSync(0, encodeHeader({ baseLsn: firstLsn - 1, databaseId: bytes }))
    })
  } finally {
    reader.close()
  }
}

function cutBack(
  fileSystem: FileSystem,
  path: string,
  offset: number,
  before: (handle: FileHandle) => void = () => {},
): void {
  const handle = fileSystem.open(path, 'write')
  try {
    handle.truncate(offset)
    before(handle)
    handle.syncSync()
  } finally {
    handle.close()
  }
}
