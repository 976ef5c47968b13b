import { type Span, SqlError } from '../../../base/errors.ts'
import type { ColumnDefinition, TableDefinition } from '../../../catalog/definition.ts'
import type * as ast from '../../../sql/index.ts'

/** A column of the table that is to be: a column that stays, changed or not, or a new one. */
export interface DraftColumn {
  readonly definition: ColumnDefinition
  /** What the column was; `null`: it is new. */
  readonly former: ColumnDefinition | null
  /** Where it moves; `null`: it stays, or stands at the end. */
  readonly position: ast.ColumnPosition | null
}

/**
 * A table while the actions of an ALTER TABLE are put together. Names of columns in actions are those of before the statement, so
 * that `RENAME COLUMN a TO b, RENAME COLUMN b TO a` swaps two; only FIRST and AFTER count in what comes out.
 */
export class TableDraft {
  readonly former: TableDefinition
  readonly sql: string
  /** Columns that were there, in their order; `null`: dropped. */
  readonly kept: (DraftColumn | null)[]
  readonly added: DraftColumn[] = []
  indexes: TableDefinition['indexes']
  checks: TableDefinition['checks']
  foreignKeys: TableDefinition['foreignKeys']
  name: string
  comment: string
  /** AUTO_INCREMENT = n. */
  autoIncrement: number | undefined
  #nextColumnId: number

  constructor(former: TableDefinition, sql: string) {
    this.former = former
    this.sql = sql
    this.kept = former.columns.map((column) => ({
      definition: column,
      former: column,
      position: null,
    }))
    this.indexes = former.indexes
    this.checks = former.checks
    this.foreignKeys = former.foreignKeys
    this.name = former.name
    this.comment = former.comment
    this.#nextColumnId = Math.max(0, ...former.columns.map(({ id }) => id)) + 1
  }

  takeColumnId(): number {
    return this.#nextColumnId++
  }

  /** The place among the former columns. */
  ordinalOf(name: ast.Identifier): number {
    const wanted = name.name.toLowerCase()
    return this.former.columns.findIndex((column) => column.name.toLowerCase() === wanted)
  }

  /** The columns in the order that they come to. */
  columns(): ColumnDefinition[] {
    const all = [...this.kept.filter((column) => column !== null), ...this.added]
    const ordered = all.filter(({ former, position }) => former !== null && position === null)
    for (const column of all) if (!ordered.includes(column)) this.#insert(ordered, column)
    this.#assertDistinct(ordered)
    return ordered.map(({ definition }) => definition)
  }

  #insert(columns: DraftColumn[], column: DraftColumn): void {
    const { position } = column
    if (position === null) columns.push(column)
    else if (position.kind === 'first') columns.unshift(column)
    else {
      const wanted = position.column.name.toLowerCase()
      const at = columns.findIndex(({ definition }) => definition.name.toLowerCase() === wanted)
      if (at < 0) throw this.unknownColumn(position.column)
      columns.splice(at + 1, 0, column)
    }
  }

  #assertDistinct(columns: readonly DraftColumn[]): void {
    const seen = new Set<string>()
    for (const { definition } of columns) {
      const name = definition.name.toLowerCase()
      if (seen.has(name)) {
        throw this.error('duplicate_column', `Duplicate column name '${definition.name}'`)
      }
      seen.add(name)
    }
    if (columns.length > 0) return
    const message = "You can't delete all columns with ALTER TABLE; use DROP TABLE instead"
    throw this.error('cannot_remove_all', message)
  }

  unknownColumn({ name, span }: ast.Identifier): SqlError {
    return this.error('unknown_column', `Unknown column '${name}' in '${this.former.name}'`, span)
  }

  /** What DROP answers for what is not there. */
  cannotDrop({ name, span }: ast.Identifier): SqlError {
    const message = `Can't DROP '${name}'; check that column/key exists`
    return this.error('unknown_index', message, span)
  }

  error(code: ConstructorParameters<typeof SqlError>[0], message: string, span?: Span): SqlError {
    const { sql } = this
    return new SqlError(code, message, span === undefined ? { sql } : { span, sql })
  }
}
