import {
  columnOrdinal,
  findColumn,
  findKeyIndex,
  type TableDefinition,
} from '../../catalog/definition.ts'
import { describedTables } from './described-tables.ts'
import { columnsOf, columnTypes, type VirtualTable, virtualTable } from './virtual-table.ts'

const { name, text, count, number } = columnTypes

const noReference = [null, null, null, null]

/** Indexes and constraints. */
export const keyTables: readonly VirtualTable[] = [
  virtualTable('STATISTICS', statisticsColumns(), function* (request) {
    for (const { schema, definition, rowCount } of describedTables(request)) {
      for (const index of definition.indexes) {
        for (const [i, { column: id, descending, prefix }] of index.columns.entries()) {
          const column = definition.columns[columnOrdinal(definition, id)]
          const isKey = index.unique && i === index.columns.length - 1
          yield [
            ...['def', schema, definition.name, index.unique ? 0 : 1, schema, index.name, i + 1],
            ...[column.name, descending ? 'D' : 'A', isKey ? rowCount : null, prefix, null],
            ...[column.nullable ? 'YES' : '', index.kind.toUpperCase(), '', '', 'YES', null],
          ]
        }
      }
    }
  }),
  virtualTable('KEY_COLUMN_USAGE', keyColumnUsageColumns(), function* (request) {
    for (const { schema, definition } of describedTables(request)) {
      for (const index of definition.indexes) {
        if (!index.unique) continue
        for (const [i, { column }] of index.columns.entries()) {
          const named = definition.columns[columnOrdinal(definition, column)].name
          const constraint = ['def', schema, index.name]
          yield [...constraint, 'def', schema, definition.name, named, i + 1, ...noReference]
        }
      }
      for (const key of definition.foreignKeys) {
        for (const [i, column] of key.columns.entries()) {
          const named = definition.columns[columnOrdinal(definition, column)].name
          yield [
            ...['def', schema, key.name, 'def', schema, definition.name, named, i + 1],
            ...[i + 1, schema, key.table, key.referenced[i]],
          ]
        }
      }
    }
  }),
  virtualTable('TABLE_CONSTRAINTS', tableConstraintsColumns(), function* (request) {
    for (const { schema, definition } of describedTables(request)) {
      for (const index of definition.indexes) {
        if (!index.unique) continue
        const type = index.primary ? 'PRIMARY KEY' : 'UNIQUE'
        yield ['def', schema, index.name, schema, definition.name, type, 'YES']
      }
      for (const { name: key } of definition.foreignKeys) {
        yield ['def', schema, key, schema, definition.name, 'FOREIGN KEY', 'YES']
      }
      for (const { name: check, enforced } of definition.checks) {
        const isEnforced = enforced ? 'YES' : 'NO'
        yield ['def', schema, check, schema, definition.name, 'CHECK', isEnforced]
      }
    }
  }),
  virtualTable('REFERENTIAL_CONSTRAINTS', referentialConstraintsColumns(), function* (request) {
    const { databases } = request.session.shared
    for (const { schema, definition } of describedTables(request)) {
      for (const {
        name: key,
        table: parent,
        referenced,
        onUpdate,
        onDelete,
      } of definition.foreignKeys) {
        const referredTo = databases.engine(schema).table(parent)?.definition
        const ids = referredTo && referenced.map((column) => columnId(referredTo, column))
        const index = referredTo && ids && findKeyIndex(referredTo, ids)
        yield [
          ...['def', schema, key, 'def', schema, index?.name ?? null, 'NONE'],
          ...[onUpdate.toUpperCase(), onDelete.toUpperCase(), definition.name, parent],
        ]
      }
    }
  }),
  virtualTable(
    'CHECK_CONSTRAINTS',
    {
      ...columnsOf(name, 'CONSTRAINT_CATALOG CONSTRAINT_SCHEMA CONSTRAINT_NAME'),
      CHECK_CLAUSE: text,
    },
    function* (request) {
      for (const { schema, definition } of describedTables(request)) {
        for (const { name: check, sql } of definition.checks) {
          yield ['def', schema, check, `(${sql})`]
        }
      }
    },
  ),
]

function statisticsColumns() {
  return {
    ...columnsOf(name, 'TABLE_CATALOG TABLE_SCHEMA TABLE_NAME'),
    NON_UNIQUE: number,
    ...columnsOf(name, 'INDEX_SCHEMA INDEX_NAME'),
    SEQ_IN_INDEX: count,
    ...columnsOf(name, 'COLUMN_NAME COLLATION'),
    ...columnsOf(number, 'CARDINALITY SUB_PART'),
    ...columnsOf(name, 'PACKED NULLABLE INDEX_TYPE COMMENT'),
    INDEX_COMMENT: text,
    IS_VISIBLE: name,
    EXPRESSION: text,
  }
}

function referentialConstraintsColumns() {
  return {
    ...columnsOf(name, 'CONSTRAINT_CATALOG CONSTRAINT_SCHEMA CONSTRAINT_NAME'),
    ...columnsOf(name, 'UNIQUE_CONSTRAINT_CATALOG UNIQUE_CONSTRAINT_SCHEMA'),
    ...columnsOf(name, 'UNIQUE_CONSTRAINT_NAME MATCH_OPTION UPDATE_RULE DELETE_RULE'),
    ...columnsOf(name, 'TABLE_NAME REFERENCED_TABLE_NAME'),
  }
}

function columnId(definition: TableDefinition, column: string): number {
  return definition.columns[findColumn(definition, column)]?.id ?? -1
}

function keyColumnUsageColumns() {
  return {
    ...columnsOf(name, 'CONSTRAINT_CATALOG CONSTRAINT_SCHEMA CONSTRAINT_NAME'),
    ...columnsOf(name, 'TABLE_CATALOG TABLE_SCHEMA TABLE_NAME COLUMN_NAME'),
    ...columnsOf(count, 'ORDINAL_POSITION POSITION_IN_UNIQUE_CONSTRAINT'),
    ...columnsOf(name, 'REFERENCED_TABLE_SCHEMA REFERENCED_TABLE_NAME REFERENCED_COLUMN_NAME'),
  }
}

function tableConstraintsColumns() {
  return {
    ...columnsOf(name, 'CONSTRAINT_CATALOG CONSTRAINT_SCHEMA CONSTRAINT_NAME'),
    ...columnsOf(name, 'TABLE_SCHEMA TABLE_NAME CONSTRAINT_TYPE ENFORCED'),
  }
}
