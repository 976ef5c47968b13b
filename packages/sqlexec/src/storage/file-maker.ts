import { randomUUID } from 'node:crypto'
import { Codec, type ColumnSpec, ParquetWriter } from '@sqlexec/parquet'
import { type FileHandle, type FileStat, type FileSystem, joinPath } from '../io/file-system.ts'
import type { BufferPool } from './buffer-pool.ts'
import type { RowGroupMaker } from './checkpoint.ts'
import type { MadeGroup } from './checkpoint-install.ts'
import type { PlannedGroup } from './checkpoint-plan.ts'
import { dataOfForm, nextColumnForms, sameForm } from './column-forms.ts'
import { tableFileName, temporarySuffix } from './file-names.ts'
import { gatherRows } from './gather-rows.ts'
import { RowGroup } from './row-group.ts'
import type { StoredTable } from './stored-table.ts'
import { FileColumns, TableFile } from './table-file.ts'
import { encodeRowIds, type RowIdsPlace, setFooter, type TableFooter } from './table-footer.ts'

/** Codec of the table files; `lz4` is the raw block format. */
export type Compression = 'snappy' | 'gzip' | 'zstd' | 'lz4' | 'none'

export interface FileTarget {
  readonly fileSystem: FileSystem
  readonly directory: string
  readonly compression: Compression
  readonly pool: BufferPool
  /** What the footer says beside the new file's identity. */
  readonly footer: Omit<TableFooter, 'fileId'>
  /** Called right before the new file, of which it is told, takes its place. A throw calls that off. */
  readonly replacing: (file: FileStat) => void
}

const codecs: Record<Compression, Codec> = {
  snappy: Codec.SNAPPY,
  gzip: Codec.GZIP,
  zstd: Codec.ZSTD,
  lz4: Codec.LZ4_RAW,
  none: Codec.UNCOMPRESSED,
}

/**
 * Where Arrow's writers say what Parquet does not: time zones, dictionaries, widths of offsets. It stays true as long as the
 * columns are the same in the same form.
 */
const arrowSchemaKey = 'ARROW:schema'

/**
 * Writes the next file of a table and puts it in the place of the one before. A reader of the directory sees the old file or
 * the new one, after a power cut too.
 */
export class FileMaker implements RowGroupMaker {
  readonly copies: boolean
  /** Other readers know of no delete marks. */
  readonly toleratedShare = 0
  readonly fileId = randomUUID()
  readonly #table: StoredTable
  readonly #target: FileTarget
  readonly #columns: readonly ColumnSpec[]

  constructor(table: StoredTable, target: FileTarget) {
    this.#table = table
    this.#target = target
    this.#columns = nextColumnForms(table.definition.columns, table.state)
    this.copies = !table.mustJoin && canCopy(table, this.#columns)
  }

  async make(planned: readonly PlannedGroup[]): Promise<{ groups: MadeGroup[]; file: TableFile }> {
    const { fileSystem, directory } = this.#target
    const path = joinPath(directory, tableFileName(this.#table.definition.name))
    const temporary = path + temporarySuffix
    if (fileSystem.exists(temporary)) fileSystem.unlink(temporary)
    const handle = await fileSystem.openAsync(temporary, 'create-new')
    try {
      const { groups, file } = await this.#write(handle, path, planned)
      await handle.sync()
      this.#target.replacing(handle.stat())
      await fileSystem.renameAsync(temporary, path)
      await fileSystem.syncDirectoryAsync(directory)
      return { groups, file }
    } catch (error) {
      handle.close()
      // After a failed sync of the directory the new file may be in place already, which does no harm.
      if (fileSystem.exists(temporary)) fileSystem.unlink(temporary)
      throw error
    }
  }

  async #write(
    handle: FileHandle,
    path: string,
    planned: readonly PlannedGroup[],
  ): Promise<{ groups: MadeGroup[]; file: TableFile }> {
    let position = 0
    const sink = {
      write(bytes: Uint8Array): Promise<void> {
        const at = position
        position += bytes.length
        return handle.write(at, bytes)
      },
    }
    const writer = new ParquetWriter(sink, {
      columns: this.#columns,
      codec: codecs[this.#target.compression],
    })
    const arrowSchema = this.#table.state.file?.parquet.keyValue.get(arrowSchemaKey)
    if (this.copies && arrowSchema !== undefined) writer.setKeyValue(arrowSchemaKey, arrowSchema)
    const written: WrittenGroup[] = []
    for (const plan of planned) written.push(await this.#writeGroup(writer, plan))
    const places = await this.#writeRowIds(writer, written)
    setFooter(writer, { ...this.#target.footer, fileId: this.fileId }, places)
    const { file: parquet } = await writer.finish()
    const file = new TableFile(path, handle, parquet)
    return { groups: written.map((group, i) => this.#madeGroup(file, group, i)), file }
  }

  async #writeGroup(writer: ParquetWriter, plan: PlannedGroup): Promise<WrittenGroup> {
    if (plan.kind === 'copy') {
      const { file, rowGroup } = plan.group.columns as FileColumns
      await writer.copyRowGroup(file.source, file.parquet, rowGroup)
      return { plan, rowIds: plan.group.rowIds, count: plan.count, order: null }
    }
    const definitions = this.#table.definition.columns
    const { columns, rowIds, count, order } = await gatherRows(plan.parts, definitions)
    const data = columns.map((vector, i) =>
      dataOfForm(vector, this.#columns[i], definitions[i].type),
    )
    await writer.writeRowGroup(data)
    return { plan, rowIds, count, order }
  }

  async #writeRowIds(
    writer: ParquetWriter,
    groups: readonly WrittenGroup[],
  ): Promise<RowIdsPlace[]> {
    const places: RowIdsPlace[] = []
    for (const { rowIds, count } of groups) {
      places.push(
        rowIds.list === null ? rowIds.first : await writer.writeBlock(encodeRowIds(rowIds, count)),
      )
    }
    return places
  }

  #madeGroup(file: TableFile, { plan, rowIds, count, order }: WrittenGroup, i: number): MadeGroup {
    const { columns } = this.#table.definition
    const types = columns.map((column) => column.type)
    if (plan.kind === 'copy') {
      const moved = (plan.group.columns as FileColumns).movedTo(file, i)
      const group = new RowGroup(types, count, rowIds, moved, plan.group.marks)
      return { planned: plan, group, order }
    }
    const ordinals = columns.map((_, ordinal) => ordinal)
    const fileColumns = new FileColumns(file, i, columns, ordinals, this.#target.pool)
    return { planned: plan, group: new RowGroup(types, count, rowIds, fileColumns), order }
  }
}

interface WrittenGroup {
  readonly plan: PlannedGroup
  readonly rowIds: RowGroup['rowIds']
  readonly count: number
  readonly order: Int32Array | null
}

/** Whether the row groups of the table's file have the columns of its next one, in the same form. */
function canCopy({ state }: StoredTable, columns: readonly ColumnSpec[]): boolean {
  const { file, groups } = state
  if (!groups.every((group) => group.columns instanceof FileColumns)) return false
  const schemas = file?.parquet.columns
  return (
    schemas !== undefined &&
    schemas.length === columns.length &&
    columns.every((column, i) => sameForm(schemas[i], column))
  )
}
