import { columnsOf, columnTypes, type VirtualTable, virtualTable } from './virtual-table.ts'

const { name, text, words, count, number, moment } = columnTypes

const client = columnsOf(name, 'CHARACTER_SET_CLIENT COLLATION_CONNECTION DATABASE_COLLATION')

const parameterType = {
  DATA_TYPE: text,
  ...columnsOf(number, 'CHARACTER_MAXIMUM_LENGTH CHARACTER_OCTET_LENGTH'),
  ...columnsOf(number, 'NUMERIC_PRECISION NUMERIC_SCALE DATETIME_PRECISION'),
  ...columnsOf(name, 'CHARACTER_SET_NAME COLLATION_NAME'),
  DTD_IDENTIFIER: text,
}

/** Tables of things that the engine has not, for clients that look whether there are any. */
export const emptyTables: readonly VirtualTable[] = [
  virtualTable('COLUMN_PRIVILEGES', {
    ...columnsOf(name, 'GRANTEE TABLE_CATALOG TABLE_SCHEMA TABLE_NAME COLUMN_NAME'),
    ...columnsOf(name, 'PRIVILEGE_TYPE IS_GRANTABLE'),
  }),
  virtualTable('COLUMN_STATISTICS', {
    ...columnsOf(name, 'SCHEMA_NAME TABLE_NAME COLUMN_NAME'),
    HISTOGRAM: { kind: 'json' },
  }),
  virtualTable('EVENTS', {
    ...columnsOf(name, 'EVENT_CATALOG EVENT_SCHEMA EVENT_NAME DEFINER TIME_ZONE EVENT_BODY'),
    EVENT_DEFINITION: text,
    EVENT_TYPE: name,
    EXECUTE_AT: moment,
    ...columnsOf(name, 'INTERVAL_VALUE INTERVAL_FIELD'),
    SQL_MODE: words,
    ...columnsOf(moment, 'STARTS ENDS'),
    ...columnsOf(name, 'STATUS ON_COMPLETION'),
    ...columnsOf(moment, 'CREATED LAST_ALTERED LAST_EXECUTED'),
    EVENT_COMMENT: text,
    ORIGINATOR: count,
    ...client,
  }),
  virtualTable('FILES', {
    FILE_ID: number,
    FILE_NAME: text,
    ...columnsOf(name, 'FILE_TYPE TABLESPACE_NAME TABLE_CATALOG TABLE_SCHEMA TABLE_NAME'),
    LOGFILE_GROUP_NAME: name,
    LOGFILE_GROUP_NUMBER: number,
    ENGINE: name,
    ...columnsOf(number, 'TOTAL_EXTENTS EXTENT_SIZE INITIAL_SIZE MAXIMUM_SIZE'),
    STATUS: name,
    EXTRA: words,
  }),
  virtualTable('PARAMETERS', {
    ...columnsOf(name, 'SPECIFIC_CATALOG SPECIFIC_SCHEMA SPECIFIC_NAME'),
    ORDINAL_POSITION: count,
    ...columnsOf(name, 'PARAMETER_MODE PARAMETER_NAME'),
    ...parameterType,
    ROUTINE_TYPE: name,
  }),
  virtualTable('PLUGINS', {
    ...columnsOf(name, 'PLUGIN_NAME PLUGIN_VERSION PLUGIN_STATUS PLUGIN_TYPE'),
    ...columnsOf(name, 'PLUGIN_TYPE_VERSION PLUGIN_LIBRARY PLUGIN_LIBRARY_VERSION'),
    PLUGIN_AUTHOR: name,
    PLUGIN_DESCRIPTION: text,
    ...columnsOf(name, 'PLUGIN_LICENSE LOAD_OPTION'),
  }),
  virtualTable('ROUTINES', {
    ...columnsOf(name, 'SPECIFIC_NAME ROUTINE_CATALOG ROUTINE_SCHEMA ROUTINE_NAME ROUTINE_TYPE'),
    ...parameterType,
    ROUTINE_BODY: name,
    ROUTINE_DEFINITION: text,
    ...columnsOf(name, 'EXTERNAL_NAME EXTERNAL_LANGUAGE PARAMETER_STYLE IS_DETERMINISTIC'),
    ...columnsOf(name, 'SQL_DATA_ACCESS SQL_PATH SECURITY_TYPE'),
    ...columnsOf(moment, 'CREATED LAST_ALTERED'),
    SQL_MODE: words,
    ROUTINE_COMMENT: text,
    DEFINER: name,
    ...client,
  }),
  virtualTable('SCHEMA_PRIVILEGES', {
    ...columnsOf(name, 'GRANTEE TABLE_CATALOG TABLE_SCHEMA PRIVILEGE_TYPE IS_GRANTABLE'),
  }),
  virtualTable('TABLE_PRIVILEGES', {
    ...columnsOf(name, 'GRANTEE TABLE_CATALOG TABLE_SCHEMA TABLE_NAME PRIVILEGE_TYPE'),
    IS_GRANTABLE: name,
  }),
]
