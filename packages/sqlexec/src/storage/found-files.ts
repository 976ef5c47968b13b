import { randomUUID } from 'node:crypto'
import { type ParquetFile, readMetadata } from '@sqlexec/parquet'
import { crc32c } from '../base/crc32c.ts'
import { SqlError } from '../base/errors.ts'
import type { ColumnDefinition, TableDefinition, UnreadableColumn } from '../catalog/definition.ts'
import { plainColumn, plainTable } from '../catalog/definition.ts'
import { type FileSystem, joinPath } from '../io/file-system.ts'
import type { BufferPool } from './buffer-pool.ts'
import { isFormOf } from './column-forms.ts'
import { movedSuffix, tableNameOf } from './file-names.ts'
import { sqlTypeOf } from './parquet-schema.ts'
import type { FoundFile } from './recovered-table.ts'
import { RowGroup } from './row-group.ts'
import { contiguousRowIds, type RowIds } from './row-ids.ts'
import { FileColumns, fileError, handleSource, TableFile } from './table-file.ts'
import { footerOf, readRowIds, type TableFooter } from './table-footer.ts'

/** A Parquet file of the directory, its footer read. */
export type DirectoryFile = SoundFile | BrokenFile

export interface SoundFile {
  readonly kind: 'sound'
  readonly table: string
  /** Whether the file was on its way to that name when the power went (move-files.ts). */
  readonly moving: boolean
  readonly file: TableFile
  /** `undefined` where another program wrote the file. */
  readonly footer: TableFooter | undefined
  readonly rowIds: readonly RowIds[]
  /** `fileId` of the footer, or what stands for it in a foreign file: its size and the checksum of its end. */
  readonly identity: string
}

export interface BrokenFile {
  readonly kind: 'broken'
  readonly table: string
  readonly moving: boolean
  readonly path: string
  readonly error: SqlError
}

/** Bytes at the end of a foreign file that stand for its content: footers name every page's place and bounds. */
const identityBytes = 64 << 10

/** Opens every table file of a directory and reads the footers, no data. */
export async function findFiles(
  fileSystem: FileSystem,
  directory: string,
): Promise<DirectoryFile[]> {
  const entries = await fileSystem.listAsync(directory)
  const found = entries.map(async ({ name, kind }) => {
    const moving = name.endsWith(movedSuffix)
    const table = tableNameOf(moving ? name.slice(0, -movedSuffix.length) : name)
    if (table === undefined || kind === 'directory') return undefined
    return openTableFile(fileSystem, joinPath(directory, name), { table, moving })
  })
  return (await Promise.all(found)).filter((file) => file !== undefined)
}

async function openTableFile(
  fileSystem: FileSystem,
  path: string,
  name: { readonly table: string; readonly moving: boolean },
): Promise<DirectoryFile> {
  try {
    const handle = await fileSystem.openAsync(path, 'read')
    try {
      const source = handleSource(handle, handle.size())
      const parquet = await readMetadata(source)
      const footer = footerOf(parquet)
      const rowIds = footer === undefined ? [] : await readRowIds(source, parquet, footer.rowIds)
      const identity = footer?.fileId ?? (await contentIdentity(source))
      const file = new TableFile(path, handle, parquet)
      return { kind: 'sound', ...name, file, footer, rowIds, identity }
    } catch (error) {
      handle.close()
      throw error
    }
  } catch (error) {
    return { kind: 'broken', ...name, path, error: fileError(path, error) }
  }
}

async function contentIdentity(source: ReturnType<typeof handleSource>): Promise<string> {
  const length = Math.min(source.size, identityBytes)
  const bytes = await source.read(source.size - length, length)
  return `foreign-${source.size}-${crc32c(bytes, 0, bytes.length).toString(16)}`
}

/** The row groups of a file for a table with these columns. Row ids of a foreign file begin at 1. */
export function rowGroupsOf(
  found: SoundFile,
  columns: readonly ColumnDefinition[],
  pool: BufferPool,
): FoundFile {
  const { file, footer, rowIds } = found
  const { parquet } = file
  const types = columns.map((column) => column.type)
  const names = columnNames(parquet)
  const ordinals = columns.map(({ name }) => names.indexOf(name))
  const missing = columns.find((_, i) => ordinals[i] < 0)
  if (missing !== undefined) {
    throw new SqlError(
      'corrupt',
      `The table file ${JSON.stringify(file.path)} lacks the column '${missing.name}'`,
    )
  }
  let nextRowId = 1
  const groups = parquet.rowGroups.map(({ rowCount }, i) => {
    const ids = footer === undefined ? contiguousRowIds(nextRowId) : rowIds[i]
    nextRowId += rowCount
    return new RowGroup(types, rowCount, ids, new FileColumns(file, i, columns, ordinals, pool))
  })
  return { file, groups: groups.filter((group) => group.length > 0) }
}

/** The columns of a file that no SQL column stands for, with the reasons. */
export function unreadableColumns(parquet: ParquetFile): UnreadableColumn[] {
  const names = columnNames(parquet)
  return parquet.columns.flatMap(({ unsupported, list }, i) => {
    const reason = unsupported ?? (list ? 'it is a LIST' : undefined)
    return reason === undefined ? [] : [{ name: names[i], reason }]
  })
}

/** A foreign file as a table of the columns that can be read. */
export function foreignDefinition(id: number, name: string, parquet: ParquetFile): TableDefinition {
  const names = columnNames(parquet)
  const isReadable = (i: number) =>
    parquet.columns[i].unsupported === undefined && !parquet.columns[i].list
  const readable = parquet.columns.filter((_, i) => isReadable(i))
  const readableNames = names.filter((_, i) => isReadable(i))
  const columns = readable.map(
    (column, i): ColumnDefinition => ({
      id: i + 1,
      name: readableNames[i],
      type: sqlTypeOf(column),
      nullable: column.nullable,
      ...plainColumn,
    }),
  )
  return { ...plainTable, id, name, columns }
}

/** The names of a file's columns in SQL, which does not tell case apart: what repeats gets a number. */
export function columnNames(parquet: ParquetFile): string[] {
  const taken = new Set(parquet.columns.map(({ name }) => name.toLowerCase()))
  const seen = new Set<string>()
  return parquet.columns.map(({ name }) => {
    let chosen = name
    for (let n = 1; seen.has(chosen.toLowerCase()); n++) {
      chosen = `${name}_${n}`
      if (taken.has(chosen.toLowerCase())) chosen = name
    }
    seen.add(chosen.toLowerCase())
    return chosen
  })
}

/** Whether a file that came from outside can stand in for the table's own: the same columns in the same form. */
export function fitsDefinition(parquet: ParquetFile, definition: TableDefinition): boolean {
  const { columns } = parquet
  return (
    columns.length === definition.columns.length &&
    definition.columns.every(
      (column, i) =>
        columns[i].name === column.name &&
        isFormOf(columns[i], column) &&
        (column.nullable || !columns[i].nullable),
    )
  )
}

/** A new database id: 32 hexadecimal digits. */
export function newDatabaseId(): string {
  return randomUUID().replaceAll('-', '')
}
