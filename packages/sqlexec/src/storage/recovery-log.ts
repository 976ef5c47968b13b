import { SqlError } from '../base/errors.ts'
import { type FileSystem, joinPath } from '../io/file-system.ts'
import { encodeHeader } from '../wal/log-format.ts'
import { type LogFrame, LogReader } from '../wal/log-reader.ts'
import { logName } from './file-names.ts'

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
  /** The sound frames in order. */
  frames(): Iterable<LogFrame>
  /** Tells that a frame cannot be applied. It counts as damage from there on. */
  reject(lsn: number, error: unknown): void
}

/**
 * Opens the log. With `repair`, a damaged one is copied aside as `.wal.damaged-N` and cut back to its sound part; without,
 * it stays as it is, its sound part is read, and nothing may be written to the database.
 *
 * @param databaseId as the sidecar says; a log of another database is no log of this one
 */
export function openLog(
  options: {
    readonly fileSystem: FileSystem
    readonly directory: string
    readonly repair: boolean
    readonly writable: boolean
  },
  databaseId: string | undefined,
  warnings: string[],
): OpenedLog {
  const { fileSystem, directory } = options
  const path = joinPath(directory, logName)
  const mends = options.repair && options.writable
  if (!fileSystem.exists(path)) {
    // A log is made before the first sidecar and never removed, so a sidecar without one tells of a loss.
    const missing = databaseId === undefined ? null : missingLog(path)
    if (missing !== null && mends)
      warnings.push(`${missing.message}. The database goes on without it`)
    return new Log(null, mends ? null : missing)
  }
  if (mends) mend(fileSystem, path, databaseId, warnings)
  if (!fileSystem.exists(path)) return new Log(null, null)
  const reader = LogReader.open(fileSystem, path)
  const foreign = foreignLog(reader, databaseId)
  const log = new Log(reader, foreign)
  if (foreign !== null) warnings.push(foreign.message)
  return log
}

class Log implements OpenedLog {
  readonly reader: LogReader | null
  damage: SqlError | null
  lastLsn: number
  readonly #readable: boolean

  /** @param damage why the frames are not to be read */
  constructor(reader: LogReader | null, damage: SqlError | null) {
    this.reader = reader
    this.damage = damage
    this.#readable = reader !== null && damage === null
    this.lastLsn = this.baseLsn
  }

  get databaseId(): string | undefined {
    const header = this.reader?.header
    return header ? Buffer.from(header.databaseId).toString('hex') : undefined
  }

  get baseLsn(): number {
    return this.reader?.header?.baseLsn ?? 0
  }

  *frames(): Iterable<LogFrame> {
    const { reader } = this
    if (reader === null || !this.#readable) return
    for (const frame of reader.frames()) {
      yield frame
      this.lastLsn = frame.lsn
    }
    const { end } = reader
    if (reader.headerProblem !== null) this.damage = damagedLog(reader, reader.headerProblem)
    else if (end.kind === 'damaged') {
      this.damage = damagedLog(reader, `${end.problem} at byte ${end.offset}`)
    }
  }

  reject(lsn: number, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error)
    this.damage = damagedLog(this.reader!, `frame ${lsn} cannot be applied: ${reason}`)
  }
}

function foreignLog(reader: LogReader, databaseId: string | undefined): SqlError | null {
  const { header } = reader
  if (header === null || databaseId === undefined) return null
  if (Buffer.from(header.databaseId).toString('hex') === databaseId) return null
  return new SqlError(
    'corrupt',
    `The log ${JSON.stringify(reader.path)} belongs to another database. Put the right one back, or let ` +
      "'sqlexec repair' set it aside",
  )
}

function missingLog(path: string): SqlError {
  return new SqlError(
    'corrupt',
    `The log ${JSON.stringify(path)} is missing, and with it whatever was committed since the last checkpoint. Put it ` +
      "back; nothing can be written until then, or until 'sqlexec repair' has given it up",
  )
}

function damagedLog(reader: LogReader, problem: string): SqlError {
  return new SqlError(
    'corrupt',
    `The log ${JSON.stringify(reader.path)} is damaged: ${problem}. What was committed before is there; nothing can be ` +
      "written until 'sqlexec repair' has set the damaged part aside",
  )
}

/** Cuts a damaged log back to its sound part, after a copy of all of it was put aside. */
function mend(
  fileSystem: FileSystem,
  path: string,
  databaseId: string | undefined,
  warnings: string[],
): void {
  const reader = LogReader.open(fileSystem, path)
  try {
    const foreign = foreignLog(reader, databaseId) !== null
    let firstLsn = 0
    for (const { lsn } of reader.frames()) if (firstLsn === 0) firstLsn = lsn
    const sound = reader.headerProblem === null && reader.end.kind !== 'damaged' && !foreign
    if (sound) return
    const aside = setAside(fileSystem, path, reader)
    warnings.push(`The damaged log was copied to ${JSON.stringify(aside)}`)
    if (foreign || (reader.header === null && (firstLsn === 0 || databaseId === undefined))) {
      fileSystem.unlink(path)
      return
    }
    const handle = fileSystem.open(path, 'write')
    try {
      handle.truncate(reader.end.offset)
      if (reader.header === null) {
        const id = Buffer.from(databaseId!, 'hex')
        handle.writeSync(0, encodeHeader({ baseLsn: firstLsn - 1, databaseId: new Uint8Array(id) }))
      }
      handle.syncSync()
    } finally {
      handle.close()
    }
  } finally {
    reader.close()
  }
}

function setAside(fileSystem: FileSystem, path: string, reader: LogReader): string {
  let number = 1
  while (fileSystem.exists(`${path}.damaged-${number}`)) number++
  const aside = `${path}.damaged-${number}`
  const source = fileSystem.open(path, 'read')
  const target = fileSystem.open(aside, 'create-new')
  const stepBytes = 1 << 20
  try {
    for (let at = 0; at < reader.fileBytes; at += stepBytes) {
      const length = Math.min(stepBytes, reader.fileBytes - at)
      target.writeSync(at, source.readSync(at, length))
    }
    target.syncSync()
  } finally {
    source.close()
    target.close()
  }
  return aside
}
