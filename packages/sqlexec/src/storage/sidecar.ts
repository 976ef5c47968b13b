import { crc32c } from '../base/crc32c.ts'
import { SqlError } from '../base/errors.ts'
import type { TableDefinition, ViewDefinition } from '../catalog/definition.ts'
import {
  definitionFromJson,
  definitionToJson,
  viewFromJson,
  viewToJson,
} from '../catalog/definition-json.ts'
import { Fields, type Json } from '../catalog/json-fields.ts'
import { type FileSystem, joinPath } from '../io/file-system.ts'
import { parseJson } from './ddl-record.ts'
import { sidecarName, temporarySuffix } from './file-names.ts'

/** Version of the format of docs/format/sqlexec_meta.md. */
const sidecarVersion = 1
const magic = 'sqlexec-meta'

/** What Parquet files cannot hold of a database, as of a checkpoint. */
export interface Sidecar {
  /** 32 hexadecimal digits that tell databases apart. */
  readonly databaseId: string
  /** Definitions are those after this LSN; the changes after it are in the log. */
  readonly lsn: number
  /** The newest commit timestamp at that LSN. */
  readonly timestamp: number
  readonly nextTableId: number
  readonly tables: readonly SidecarTable[]
  readonly views: readonly ViewDefinition[]
}

export interface SidecarTable {
  readonly definition: TableDefinition
  /** What the table was at `fileLsn`, where it was altered since; the log tells how. `null`: what it is. */
  readonly fileDefinition: TableDefinition | null
  /** Identity of the table's file (table-footer.ts); `null` where it has none yet. */
  readonly fileId: string | null
  /** The LSN up to which the file holds the table's changes. */
  readonly fileLsn: number
  readonly nextRowId: number
  readonly nextAutoIncrement: number
}

/** One line with version, checksum and length, then JSON. */
export function encodeSidecar(sidecar: Sidecar): Uint8Array {
  const json: Json = {
    databaseId: sidecar.databaseId,
    lsn: sidecar.lsn,
    timestamp: sidecar.timestamp,
    nextTableId: sidecar.nextTableId,
    tables: sidecar.tables.map((table) => ({
      ...table,
      definition: definitionToJson(table.definition),
      fileDefinition: table.fileDefinition === null ? null : definitionToJson(table.fileDefinition),
    })),
    views: sidecar.views.map(viewToJson),
  }
  const body = Buffer.from(JSON.stringify(json, null, 1) + '\n')
  const crc = crc32c(body, 0, body.length).toString(16).padStart(8, '0')
  return Buffer.concat([Buffer.from(`${magic} ${sidecarVersion} ${crc} ${body.length}\n`), body])
}

/**
 * @throws SqlError `corrupt` where the bytes are damaged, `unsupported` where a newer version wrote them
 */
export function decodeSidecar(bytes: Uint8Array): Sidecar {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const lineEnd = buffer.indexOf(10)
  const line = buffer.toString('latin1', 0, Math.max(0, Math.min(lineEnd, 64))).split(' ')
  if (line.length !== 4 || line[0] !== magic) throw damaged('it does not begin as one')
  if (Number(line[1]) > sidecarVersion) {
    throw new SqlError('unsupported', `it has version ${line[1]}, written by a newer SQLExec`)
  }
  const body = buffer.subarray(lineEnd + 1)
  if (Number(line[3]) !== body.length) throw damaged('it is cut off')
  if (Number.parseInt(line[2], 16) !== crc32c(body, 0, body.length)) {
    throw damaged('its checksum does not match')
  }
  const fields = new Fields(parseJson(body.toString()), 'the sidecar')
  return {
    databaseId: databaseIdOf(fields.text('databaseId')),
    lsn: fields.integer('lsn'),
    timestamp: fields.integer('timestamp'),
    nextTableId: fields.integer('nextTableId'),
    tables: fields.list('tables').map(tableFromJson),
    views: fields.list('views', []).map(viewFromJson),
  }
}

export function databaseIdOf(text: string): string {
  if (!/^[0-9a-f]{32}$/.test(text)) throw damaged('its database id is none')
  return text
}

function tableFromJson(json: unknown): SidecarTable {
  const fields = new Fields(json, 'a table of the sidecar')
  const fileDefinition = fields.value('fileDefinition')
  return {
    definition: definitionFromJson(fields.value('definition')),
    fileDefinition: (fileDefinition ?? null) === null ? null : definitionFromJson(fileDefinition),
    fileId: fields.value('fileId') === null ? null : fields.text('fileId'),
    fileLsn: fields.integer('fileLsn'),
    nextRowId: fields.integer('nextRowId'),
    nextAutoIncrement: fields.integer('nextAutoIncrement'),
  }
}

/** `problem`: why a sidecar that is there cannot be read. */
export type ReadSidecar =
  | { readonly kind: 'sound'; readonly sidecar: Sidecar }
  | { readonly kind: 'missing' }
  | { readonly kind: 'damaged'; readonly problem: string }

/**
 * The sidecar of a directory.
 * @throws SqlError `unsupported` where a newer version wrote it
 */
export function readSidecar(fileSystem: FileSystem, directory: string): ReadSidecar {
  const path = joinPath(directory, sidecarName)
  if (!fileSystem.exists(path)) return { kind: 'missing' }
  const handle = fileSystem.open(path, 'read')
  try {
    return { kind: 'sound', sidecar: decodeSidecar(handle.readSync(0, handle.size())) }
  } catch (error) {
    if (!(error instanceof SqlError) || error.code !== 'corrupt') throw error
    return { kind: 'damaged', problem: error.message }
  } finally {
    handle.close()
  }
}

/** Puts the sidecar in place of the one before, durably: after a power cut there is one or the other. */
export function writeSidecar(fileSystem: FileSystem, directory: string, sidecar: Sidecar): void {
  const path = joinPath(directory, sidecarName)
  const temporary = path + temporarySuffix
  if (fileSystem.exists(temporary)) fileSystem.unlink(temporary)
  const handle = fileSystem.open(temporary, 'create-new')
  try {
    handle.writeSync(0, encodeSidecar(sidecar))
    handle.syncSync()
  } finally {
    handle.close()
  }
  fileSystem.rename(temporary, path)
  fileSystem.syncDirectory(directory)
}

function damaged(problem: string): SqlError {
  return new SqlError('corrupt', problem)
}
