import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, open } from '../database.ts'

// The questions that object mappers ask when they read a schema, by what they ask for.

let database: Database

beforeAll(async () => {
  database = await open(':memory:')
  await database.exec(`
    CREATE TABLE author (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(50) NOT NULL);
    CREATE TABLE book (
      id BIGINT PRIMARY KEY, author_id INT, title VARCHAR(200) NOT NULL DEFAULT '',
      price DECIMAL(8, 2), printed DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3),
      UNIQUE KEY title_of (author_id, title), KEY price_of (price)
    );`)
})

afterAll(() => database.close())

test('whether tables exist', async () => {
  const bySchema =
    'SELECT * FROM information_schema.tables WHERE table_name = ? AND table_schema = DATABASE()'
  expect(await database.query(bySchema, ['book'])).toHaveLength(1)
  expect(await database.query(bySchema, ['nothing'])).toHaveLength(0)
  const names = await database.query(
    "SELECT `TABLE_SCHEMA`, `TABLE_NAME` FROM `INFORMATION_SCHEMA`.`TABLES` WHERE `TABLE_SCHEMA` = 'memory' AND `TABLE_NAME` IN ('book', 'author')",
  )
  expect(names).toHaveLength(2)
})

test('columns, titled in upper case as of MySQL 8 unless an alias says otherwise', async () => {
  const rows = await database.query(
    'select * from information_schema.columns where table_name = ? and table_schema = ?',
    ['book', 'memory'],
  )
  expect(rows.map(({ COLUMN_NAME }) => COLUMN_NAME)).toEqual([
    'id',
    'author_id',
    'title',
    'price',
    'printed',
  ])
  const aliased = await database.query(
    `SELECT column_name column_name, data_type data_type, column_type full_data_type,
       character_maximum_length character_maximum_length, numeric_precision numeric_precision,
       column_default column_default, is_nullable is_nullable, extra extra, table_name table_name,
       IF(column_comment = '', NULL, column_comment) AS column_comment
     FROM information_schema.columns WHERE table_schema = ? ORDER BY table_name, ordinal_position`,
    ['memory'],
  )
  expect(aliased[0]).toMatchObject({ column_name: 'id', extra: 'auto_increment' })
  expect(aliased.at(-1)).toMatchObject({ column_default: 'CURRENT_TIMESTAMP(3)' })
})

test('tables that have columns, by binary comparison', async () => {
  const rows = await database.query(
    `SELECT DISTINCT BINARY table_info.table_name AS table_name, table_info.table_comment AS comment
     FROM information_schema.tables AS table_info
     JOIN information_schema.columns AS column_info
       ON BINARY column_info.table_name = BINARY table_info.table_name
     WHERE table_info.table_schema = ? AND column_info.table_schema = ?
       AND table_info.table_type = 'BASE TABLE'
     ORDER BY BINARY table_info.table_name`,
    ['memory', 'memory'],
  )
  expect(rows).toHaveLength(2)
})

test('indexes that no foreign key made', async () => {
  const rows = await database.query(
    `SELECT s.* FROM (
       SELECT * FROM INFORMATION_SCHEMA.STATISTICS WHERE TABLE_SCHEMA = 'memory' AND TABLE_NAME = 'book'
     ) s LEFT JOIN (
       SELECT * FROM INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = 'memory'
     ) rc ON s.INDEX_NAME = rc.CONSTRAINT_NAME AND s.TABLE_SCHEMA = rc.CONSTRAINT_SCHEMA
     WHERE s.INDEX_NAME != 'PRIMARY' AND rc.CONSTRAINT_NAME IS NULL`,
  )
  expect(rows.map((row) => row['INDEX_NAME'])).toEqual(['title_of', 'title_of', 'price_of'])
})

test('primary keys over a union', async () => {
  const rows = await database.query(
    `SELECT * FROM (
       SELECT * FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE kcu WHERE kcu.TABLE_NAME = 'book'
       UNION
       SELECT * FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE kcu WHERE kcu.TABLE_NAME = 'author'
     ) kcu WHERE kcu.CONSTRAINT_NAME = 'PRIMARY' ORDER BY kcu.TABLE_NAME`,
  )
  expect(rows.map((row) => row['TABLE_NAME'])).toEqual(['author', 'book'])
})

test('foreign keys, of which there are none', async () => {
  const rows = await database.query(
    `SELECT kcu.CONSTRAINT_NAME, kcu.REFERENCED_TABLE_NAME, rc.DELETE_RULE ON_DELETE
     FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE kcu
     INNER JOIN INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS rc
       ON rc.CONSTRAINT_SCHEMA = kcu.CONSTRAINT_SCHEMA AND rc.CONSTRAINT_NAME = kcu.CONSTRAINT_NAME
     WHERE kcu.REFERENCED_TABLE_NAME IS NOT NULL`,
  )
  expect(rows).toEqual([])
})

describe('what a client asks first', () => {
  test.each([
    'SELECT VERSION() AS `version`',
    'SELECT DATABASE() AS `db_name`',
    'SELECT @@version_comment LIMIT 1',
    'SELECT @@session.auto_increment_increment, @@character_set_client, @@init_connect, @@sql_mode, @@tx_isolation',
    'SELECT @@GLOBAL.lower_case_table_names, @@max_allowed_packet, @@wait_timeout, @@time_zone',
    "SELECT SCHEMA_NAME, DEFAULT_CHARACTER_SET_NAME as CHARSET, DEFAULT_COLLATION_NAME AS COLLATION FROM INFORMATION_SCHEMA.SCHEMATA WHERE SCHEMA_NAME = 'memory'",
    "SHOW VARIABLES LIKE 'sql_mode'",
    "SHOW FULL TABLES FROM `memory` WHERE Table_type = 'BASE TABLE'",
    "SHOW TABLE STATUS LIKE 'book'",
    'SHOW FULL COLUMNS FROM `book`',
    'SHOW INDEX FROM `book`',
    'SHOW COLLATION',
    'SELECT CURRENT_USER()',
  ])('%s', async (sql) => {
    expect((await database.query(sql)).length).toBeGreaterThan(0)
  })

  test.each([
    "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'",
    "SET NAMES 'utf8mb4' COLLATE 'utf8mb4_unicode_ci'",
    'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
    'SET autocommit = 1, session_track_schema = 1, character_set_results = NULL',
    "SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_AUTO_VALUE_ON_ZERO'), time_zone = '+00:00'",
    'SET FOREIGN_KEY_CHECKS = 0',
    'SET @@SESSION.SQL_LOG_BIN = 0',
    "SET @@GLOBAL.GTID_PURGED = /*!80000 '+'*/ ''",
    'SET lock_wait_timeout = 60, innodb_lock_wait_timeout = 60, sql_auto_is_null = 0',
    'SELECT COLUMN_NAME FROM information_schema.COLUMN_STATISTICS',
  ])('%s', async (sql) => {
    await expect(database.query(sql)).resolves.toBeDefined()
  })
})
