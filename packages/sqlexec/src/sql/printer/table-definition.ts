import type {
  CheckConstraint,
  ColumnDefinition,
  CreateTable,
  Expression,
  IndexDefinition,
  IndexOptions,
  IndexPart,
  OptionParameter,
  PartitionDefinition,
  Partitioning,
  References,
  TableConstraint,
  TableOption,
} from '../ast/index.ts'
import { printDataType } from './data-type.ts'
import { spaced } from './function-call.ts'
import { printSetting, printString } from './literals.ts'
import { printIdentifier, printName, printObjectName, printOptionalNames } from './names.ts'
import { join, maybe, type Printer, when, words } from './printer.ts'

export function printCreateTable(c: Printer, table: CreateTable): string {
  const items = [
    ...table.columns.map((column) => printColumnDefinition(c, column)),
    ...table.constraints.map((constraint) => printConstraint(c, constraint)),
  ]
  return words(
    'CREATE',
    when(table.temporary, 'TEMPORARY'),
    'TABLE',
    when(table.ifNotExists, 'IF NOT EXISTS'),
    printObjectName(table.name),
    maybe(table.like, (like) => `LIKE ${printObjectName(like)}`),
    when(items.length > 0, `(${items.join(', ')})`),
    join(table.options, printOption, ' '),
    maybe(table.partitioning, (partitioning) => printPartitioning(c, partitioning)),
    maybe(table.onDuplicate, (action) => action.toUpperCase()),
    maybe(table.query, (query) => `AS ${c.query(query)}`),
  )
}

export function printColumnDefinition(c: Printer, column: ColumnDefinition): string {
  return words(
    printIdentifier(column.name),
    printDataType(column.type),
    maybe(column.generated, ({ expression, stored }) =>
      words(`AS (${c.expression(expression, 0)})`, when(stored, 'STORED')),
    ),
    maybe(column.nullable, (nullable) => (nullable ? 'NULL' : 'NOT NULL')),
    maybe(column.default, (value) => `DEFAULT ${printDefault(c, value)}`),
    maybe(column.onUpdate, (value) => `ON UPDATE ${printDefault(c, value)}`),
    when(column.autoIncrement, 'AUTO_INCREMENT'),
    maybe(column.key, (key) => (key === 'primary' ? 'PRIMARY KEY' : 'UNIQUE KEY')),
    maybe(column.comment, (comment) => `COMMENT ${printString(comment)}`),
    when(column.invisible, 'INVISIBLE'),
    maybe(column.srid, (srid) => `SRID ${srid}`),
    maybe(column.columnFormat, (format) => `COLUMN_FORMAT ${format.toUpperCase()}`),
    maybe(column.storage, (storage) => `STORAGE ${storage.toUpperCase()}`),
    join(column.checks, (check) => printCheck(c, check), ' '),
    maybe(column.referencesName, (name) => `CONSTRAINT ${printIdentifier(name)}`),
    maybe(column.references, printReferences),
  )
}

/** Literals and calls stand free, everything else in parentheses. */
export function printDefault(c: Printer, value: Expression): string {
  const free =
    value.kind === 'literal' ||
    value.kind === 'function' ||
    (value.kind === 'unary' && value.operand.kind === 'literal')
  return free ? c.expression(value, 0) : `(${c.expression(value, 0)})`
}

export function printConstraint(c: Printer, constraint: TableConstraint): string {
  switch (constraint.kind) {
    case 'index_definition':
      return printIndexDefinition(c, constraint)
    case 'check':
      return printCheck(c, constraint)
    case 'foreign_key':
      return words(
        maybe(constraint.name, (name) => `CONSTRAINT ${printIdentifier(name)}`),
        `FOREIGN KEY${printOptionalNames(constraint.columns)}`,
        printReferences(constraint.references),
      )
  }
}

const indexWords = {
  primary: 'PRIMARY KEY',
  unique: 'UNIQUE INDEX',
  index: 'INDEX',
  fulltext: 'FULLTEXT INDEX',
  spatial: 'SPATIAL INDEX',
  vector: 'VECTOR INDEX',
}

function printIndexDefinition(c: Printer, index: IndexDefinition): string {
  const constraint = index.type === 'primary' && index.name !== null
  return words(
    when(constraint, `CONSTRAINT ${maybe(index.name, printIdentifier)}`),
    indexWords[index.type],
    when(!constraint, maybe(index.name, printIdentifier)),
    printIndexTail(c, index),
  )
}

/** The parts and options of an index. */
export function printIndexTail(c: Printer, index: IndexDefinition): string {
  const parts = join(index.parts, (part) => printIndexPart(c, part))
  return words(`(${parts})`, printIndexOptions(index.options))
}

function printIndexPart(c: Printer, { expression, length, descending }: IndexPart): string {
  const text = c.expression(expression, 0)
  const plain = expression.kind === 'column' && expression.table === null
  const prefix = maybe(length, (characters) => `(${characters})`)
  return words((plain ? text : `(${text})`) + prefix, when(descending, 'DESC'))
}

function printIndexOptions(options: IndexOptions): string {
  return words(
    maybe(options.using, (using) => `USING ${printName(using)}`),
    maybe(options.keyBlockSize, (size) => `KEY_BLOCK_SIZE = ${size}`),
    maybe(options.parser, (parser) => `WITH PARSER ${printName(parser)}`),
    maybe(options.comment, (comment) => `COMMENT ${printString(comment)}`),
    when(options.invisible, 'INVISIBLE'),
    when(options.parameters.length > 0, `WITH (${join(options.parameters, printParameter)})`),
  )
}

function printParameter({ name, value }: OptionParameter): string {
  const text = typeof value === 'string' ? printString(value) : String(value).toUpperCase()
  return `${printName(name)} = ${text}`
}

export function printCheck(c: Printer, check: CheckConstraint): string {
  return words(
    maybe(check.name, (name) => `CONSTRAINT ${printIdentifier(name)}`),
    `CHECK (${c.expression(check.expression, 0)})`,
    when(!check.enforced, 'NOT ENFORCED'),
  )
}

function printReferences(references: References): string {
  return words(
    `REFERENCES ${printObjectName(references.table)}${printOptionalNames(references.columns)}`,
    maybe(references.match, (match) => `MATCH ${match.toUpperCase()}`),
    maybe(references.onDelete, (action) => `ON DELETE ${spaced(action)}`),
    maybe(references.onUpdate, (action) => `ON UPDATE ${spaced(action)}`),
  )
}

/** Names of options in two words; all others are one, underscores included. */
const optionWords: Record<string, string> = {
  data_directory: 'DATA DIRECTORY',
  index_directory: 'INDEX DIRECTORY',
  charset: 'CHARACTER SET',
  read_only: 'READ ONLY',
}

export function printOption({ name, value }: TableOption): string {
  const word = optionWords[name] ?? name.toUpperCase()
  if (typeof value === 'number' || typeof value === 'bigint') return `${word} = ${value}`
  if (typeof value !== 'string') return `${word} = (${join(value, printObjectName)})`
  if (value.toLowerCase() === 'default') return `${word} = DEFAULT`
  const setting = name === 'charset' || name === 'collate'
  return `${word} = ${setting ? printSetting(value) : printString(value)}`
}

export function printPartitioning(c: Printer, node: Partitioning): string {
  const expressions = join(node.expressions, (expression) => c.expression(expression, 0))
  const method = `${spaced(node.method)}${when(node.columns, ' COLUMNS')}`
  return words(
    `PARTITION BY ${method} (${expressions})`,
    maybe(node.count, (count) => `PARTITIONS ${count}`),
    when(node.partitions.length > 0, `(${join(node.partitions, (p) => printPartition(c, p))})`),
  )
}

export function printPartition(c: Printer, partition: PartitionDefinition): string {
  const bound = (value: Expression | 'maxvalue') =>
    value === 'maxvalue' ? 'MAXVALUE' : c.expression(value, 0)
  return words(
    `PARTITION ${printIdentifier(partition.name)}`,
    maybe(partition.lessThan, (values) => `VALUES LESS THAN (${join(values, bound)})`),
    maybe(partition.values, (values) => `VALUES IN (${join(values, bound)})`),
    join(partition.options, printOption, ' '),
  )
}
