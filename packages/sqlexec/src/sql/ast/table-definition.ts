import type { Span } from '../../base/errors.ts'
import type { DataType } from './data-type.ts'
import type { Expression } from './expression.ts'
import type { Identifier, ObjectName } from './name.ts'
import type { Query } from './query.ts'

export interface CreateTable {
  readonly kind: 'create_table'
  readonly name: ObjectName
  readonly temporary: boolean
  readonly ifNotExists: boolean
  /** Constraints written beside a column (PRIMARY KEY, UNIQUE, CHECK, REFERENCES) stay at the column. */
  readonly columns: readonly ColumnDefinition[]
  readonly constraints: readonly TableConstraint[]
  readonly options: readonly TableOption[]
  readonly partitioning: Partitioning | null
  /** CREATE TABLE … LIKE. */
  readonly like: ObjectName | null
  /** CREATE TABLE … AS SELECT. */
  readonly query: Query | null
  /** What becomes of duplicate keys in AS SELECT. */
  readonly onDuplicate: 'ignore' | 'replace' | null
  readonly span: Span
}

export interface ColumnDefinition {
  readonly kind: 'column_definition'
  readonly name: Identifier
  readonly type: DataType
  /** `null`: not said. */
  readonly nullable: boolean | null
  /** A literal, a function call (CURRENT_TIMESTAMP), or any expression that stood in parentheses. */
  readonly default: Expression | null
  /** ON UPDATE CURRENT_TIMESTAMP. */
  readonly onUpdate: Expression | null
  readonly autoIncrement: boolean
  readonly generated: GeneratedColumn | null
  readonly key: 'primary' | 'unique' | null
  readonly checks: readonly CheckConstraint[]
  readonly references: References | null
  /** The name of CONSTRAINT before REFERENCES at a column. */
  readonly referencesName: Identifier | null
  readonly comment: string | null
  readonly invisible: boolean
  readonly srid: number | null
  readonly columnFormat: 'fixed' | 'dynamic' | 'default' | null
  readonly storage: 'disk' | 'memory' | null
  readonly span: Span
}

export interface GeneratedColumn {
  readonly expression: Expression
  readonly stored: boolean
}

export type TableConstraint = IndexDefinition | CheckConstraint | ForeignKey

export type IndexKind = 'primary' | 'unique' | 'index' | 'fulltext' | 'spatial' | 'vector'

/** A key within CREATE TABLE or ALTER TABLE, and what CREATE INDEX creates. */
export interface IndexDefinition {
  readonly kind: 'index_definition'
  readonly type: IndexKind
  /** The name of CONSTRAINT where the index itself has none. `null`: to be made up; PRIMARY for `primary`. */
  readonly name: Identifier | null
  readonly parts: readonly IndexPart[]
  readonly options: IndexOptions
  readonly span: Span
}

/** A column with an optional prefix length, or an expression in parentheses. */
export interface IndexPart {
  readonly kind: 'index_part'
  /** A ColumnReference without table for a plain column. */
  readonly expression: Expression
  /** Prefix length in characters, or bytes for binary columns. */
  readonly length: number | null
  readonly descending: boolean
  readonly span: Span
}

export interface IndexOptions {
  /** USING: lower case (btree, hash, rtree, hnsw, ivf, …). */
  readonly using: string | null
  readonly comment: string | null
  readonly parser: string | null
  readonly invisible: boolean
  readonly keyBlockSize: number | null
  /** WITH (name = value, …) and free `NAME = value` options, names in lower case: `m`, `ef_construction`, `metric`. */
  readonly parameters: readonly OptionParameter[]
}

export interface OptionParameter {
  readonly name: string
  readonly value: string | number | boolean
}

export interface CheckConstraint {
  readonly kind: 'check'
  readonly name: Identifier | null
  readonly expression: Expression
  readonly enforced: boolean
  readonly span: Span
}

export interface ForeignKey {
  readonly kind: 'foreign_key'
  readonly name: Identifier | null
  readonly columns: readonly Identifier[]
  readonly references: References
  readonly span: Span
}

export type ReferentialAction = 'restrict' | 'cascade' | 'set_null' | 'no_action' | 'set_default'

export interface References {
  readonly kind: 'references'
  readonly table: ObjectName
  /** Empty: the primary key. */
  readonly columns: readonly Identifier[]
  readonly match: 'full' | 'partial' | 'simple' | null
  readonly onDelete: ReferentialAction | null
  readonly onUpdate: ReferentialAction | null
  readonly span: Span
}

/**
 * `ENGINE = InnoDB` is name `engine`, value 'InnoDB'. Names in lower case, words joined by `_`:
 * `auto_increment`, `default_charset` is `charset`, `collate`, `comment`, `row_format`, ….
 */
export interface TableOption {
  readonly kind: 'table_option'
  readonly name: string
  readonly value: string | number | bigint | readonly ObjectName[]
  readonly span: Span
}

/** PARTITION BY, kept so that it can be printed; what it means is up to the engine. */
export interface Partitioning {
  readonly kind: 'partitioning'
  readonly method: 'hash' | 'linear_hash' | 'key' | 'linear_key' | 'range' | 'list'
  /** COLUMNS (…) of RANGE and LIST. */
  readonly columns: boolean
  readonly expressions: readonly Expression[]
  readonly count: number | null
  readonly partitions: readonly PartitionDefinition[]
  readonly span: Span
}

export interface PartitionDefinition {
  readonly kind: 'partition'
  readonly name: Identifier
  /** VALUES LESS THAN; `'maxvalue'` in a place of the list is MAXVALUE. */
  readonly lessThan: readonly (Expression | 'maxvalue')[] | null
  /** VALUES IN. */
  readonly values: readonly Expression[] | null
  readonly options: readonly TableOption[]
  readonly span: Span
}

// ---- ALTER TABLE ----------------------------------------------------------------------------------------

export interface AlterTable {
  readonly kind: 'alter_table'
  readonly name: ObjectName
  /** In the order of the text. May be empty. */
  readonly actions: readonly AlterAction[]
  readonly span: Span
}

export type ColumnPosition =
  | { readonly kind: 'first' }
  | { readonly kind: 'after'; readonly column: Identifier }

export type AlterAction =
  | AddColumn
  | AddConstraint
  | ModifyColumn
  | RenameColumn
  | DropColumn
  | DropConstraint
  | AlterColumnDefault
  | AlterColumnVisibility
  | AlterIndexVisibility
  | AlterCheck
  | RenameIndex
  | RenameTo
  | SetTableOptions
  | ConvertTableCharset
  | OrderTable
  | ToggleKeys
  | AlterAlgorithm
  | PartitionAction

export interface AddColumn {
  readonly kind: 'add_column'
  readonly ifNotExists: boolean
  readonly column: ColumnDefinition
  /** `null`: at the end. */
  readonly position: ColumnPosition | null
  readonly span: Span
}

export interface AddConstraint {
  readonly kind: 'add_constraint'
  readonly constraint: TableConstraint
  readonly span: Span
}

/** MODIFY, and CHANGE where `oldName` and `column.name` may differ. */
export interface ModifyColumn {
  readonly kind: 'modify_column'
  readonly oldName: Identifier
  readonly column: ColumnDefinition
  /** `null`: where it is. */
  readonly position: ColumnPosition | null
  readonly span: Span
}

export interface RenameColumn {
  readonly kind: 'rename_column'
  readonly from: Identifier
  readonly to: Identifier
  readonly span: Span
}

export interface DropColumn {
  readonly kind: 'drop_column'
  readonly ifExists: boolean
  readonly name: Identifier
  readonly span: Span
}

/** `any` is DROP CONSTRAINT, which may name any of the others. `name` is `null` for `primary` alone. */
export interface DropConstraint {
  readonly kind: 'drop_constraint'
  readonly type: 'primary' | 'index' | 'foreign_key' | 'check' | 'any'
  readonly ifExists: boolean
  readonly name: Identifier | null
  readonly span: Span
}

/** ALTER COLUMN c SET DEFAULT …, or DROP DEFAULT where `default` is `null`. */
export interface AlterColumnDefault {
  readonly kind: 'alter_column_default'
  readonly name: Identifier
  readonly default: Expression | null
  readonly span: Span
}

export interface AlterColumnVisibility {
  readonly kind: 'alter_column_visibility'
  readonly name: Identifier
  readonly visible: boolean
  readonly span: Span
}

export interface AlterIndexVisibility {
  readonly kind: 'alter_index_visibility'
  readonly name: Identifier
  readonly visible: boolean
  readonly span: Span
}

export interface AlterCheck {
  readonly kind: 'alter_check'
  readonly name: Identifier
  readonly enforced: boolean
  readonly span: Span
}

export interface RenameIndex {
  readonly kind: 'rename_index'
  readonly from: Identifier
  readonly to: Identifier
  readonly span: Span
}

export interface RenameTo {
  readonly kind: 'rename_to'
  readonly name: ObjectName
  readonly span: Span
}

export interface SetTableOptions {
  readonly kind: 'set_table_options'
  readonly options: readonly TableOption[]
  readonly span: Span
}

export interface ConvertTableCharset {
  readonly kind: 'convert_table_charset'
  /** `null`: DEFAULT. */
  readonly charset: string | null
  readonly collation: string | null
  readonly span: Span
}

export interface OrderTable {
  readonly kind: 'order_table'
  readonly columns: readonly { readonly name: Identifier; readonly descending: boolean }[]
  readonly span: Span
}

/** DISABLE KEYS and ENABLE KEYS. */
export interface ToggleKeys {
  readonly kind: 'toggle_keys'
  readonly enabled: boolean
  readonly span: Span
}

/** ALGORITHM = …, LOCK = …, FORCE, WITH VALIDATION: hints how to go about it. */
export interface AlterAlgorithm {
  readonly kind: 'alter_algorithm'
  readonly name: 'algorithm' | 'lock' | 'force' | 'validation'
  readonly value: string
  readonly span: Span
}

export interface PartitionAction {
  readonly kind: 'partition_action'
  readonly action: 'add' | 'drop' | 'truncate' | 'partition_by' | 'remove'
  readonly names: readonly Identifier[]
  readonly definitions: readonly PartitionDefinition[]
  readonly partitioning: Partitioning | null
  readonly span: Span
}
