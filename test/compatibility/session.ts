import type { Statement } from '../../packages/sqlexec/src/sql/index.ts'
import type { definitionForms } from './definitions.ts'
import { type Form, forms } from './form.ts'

type ChangeKind =
  | 'query'
  | 'insert'
  | 'update'
  | 'delete'
  | 'call'
  | 'do'
  | 'load_data'
  | 'copy_from'
  | 'copy_to'

type SessionKind = Exclude<Statement['kind'], ChangeKind | keyof typeof definitionForms>

/** The forms of statements about transactions, the session and what there is. */
export const sessionForms: Readonly<Record<SessionKind, readonly Form[]>> = {
  start_transaction: forms({
    BEGIN: 'BEGIN',
    'START TRANSACTION': 'START TRANSACTION READ ONLY, WITH CONSISTENT SNAPSHOT',
  }),
  commit: forms({ COMMIT: 'COMMIT', 'AND CHAIN': 'COMMIT AND CHAIN', RELEASE: 'COMMIT RELEASE' }),
  rollback: forms({
    ROLLBACK: 'ROLLBACK',
    'ROLLBACK TO': 'ROLLBACK TO SAVEPOINT sp',
    RELEASE: 'ROLLBACK RELEASE',
  }),
  savepoint: forms({ SAVEPOINT: 'SAVEPOINT s' }),
  release_savepoint: forms({ 'RELEASE SAVEPOINT': 'RELEASE SAVEPOINT sp' }),
  set_transaction: forms({
    'SET TRANSACTION': 'SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY',
  }),
  lock_tables: forms({ 'LOCK TABLES': 'LOCK TABLES t WRITE, u READ' }),
  unlock_tables: forms({ 'UNLOCK TABLES': 'UNLOCK TABLES' }),
  set_variables: forms({
    'user variables': 'SET @a = 1, @b := 2',
    'system variables, GLOBAL, SESSION': "SET SESSION sql_mode = 'ANSI', GLOBAL autocommit = 1",
    PERSIST: 'SET PERSIST max_execution_time = 1',
  }),
  set_names: forms({
    'SET NAMES': 'SET NAMES utf8mb4',
    'SET CHARACTER SET': 'SET CHARACTER SET utf8mb4',
    'SET NAMES … COLLATE': 'SET NAMES utf8mb4 COLLATE utf8mb4_0900_ai_ci',
    'SET NAMES … COLLATE utf8mb4_bin': 'SET NAMES utf8mb4 COLLATE utf8mb4_bin',
  }),
  use: forms({ USE: 'USE memory' }),
  show_list: forms({
    DATABASES: 'SHOW DATABASES',
    'FULL TABLES': "SHOW FULL TABLES LIKE 't%'",
    'TABLE STATUS': 'SHOW TABLE STATUS',
    'OPEN TABLES': 'SHOW OPEN TABLES',
    TRIGGERS: 'SHOW TRIGGERS',
    EVENTS: 'SHOW EVENTS',
    'PROCEDURE STATUS': 'SHOW PROCEDURE STATUS',
    'FUNCTION STATUS': 'SHOW FUNCTION STATUS',
    VARIABLES: "SHOW GLOBAL VARIABLES LIKE 'auto%'",
    STATUS: 'SHOW SESSION STATUS',
    COLLATION: 'SHOW COLLATION',
    'CHARACTER SET': 'SHOW CHARACTER SET',
    ENGINES: 'SHOW ENGINES',
    PLUGINS: 'SHOW PLUGINS',
    PRIVILEGES: 'SHOW PRIVILEGES',
    PROCESSLIST: 'SHOW FULL PROCESSLIST',
    GRANTS: 'SHOW GRANTS',
    'BINARY LOGS': 'SHOW BINARY LOGS',
  }),
  show_columns: forms({ 'SHOW COLUMNS': 'SHOW FULL COLUMNS FROM t', DESCRIBE: 'DESCRIBE t a' }),
  show_indexes: forms({ 'SHOW INDEX': 'SHOW INDEX FROM t' }),
  show_create: forms({
    TABLE: 'SHOW CREATE TABLE t',
    VIEW: 'SHOW CREATE VIEW v',
    DATABASE: 'SHOW CREATE DATABASE memory',
    TRIGGER: 'SHOW CREATE TRIGGER tr',
    PROCEDURE: 'SHOW CREATE PROCEDURE p',
    FUNCTION: 'SHOW CREATE FUNCTION f',
    EVENT: 'SHOW CREATE EVENT e',
  }),
  show_diagnostics: forms({
    'SHOW WARNINGS': 'SHOW WARNINGS LIMIT 1',
    'SHOW ERRORS': 'SHOW ERRORS',
    'SHOW COUNT(*) WARNINGS': 'SHOW COUNT(*) WARNINGS',
  }),
  explain: forms({
    EXPLAIN: 'EXPLAIN SELECT * FROM t',
    'EXPLAIN of changes': 'EXPLAIN UPDATE t SET b = 1',
    'FORMAT = TREE, JSON, TRADITIONAL': 'EXPLAIN FORMAT = JSON SELECT * FROM t',
    'EXPLAIN ANALYZE': 'EXPLAIN ANALYZE SELECT * FROM t',
  }),
  flush: forms({
    'FLUSH TABLES': 'FLUSH TABLES t',
    'FLUSH LOGS, STATUS, PRIVILEGES': 'FLUSH PRIVILEGES',
    'WITH READ LOCK': 'FLUSH TABLES WITH READ LOCK',
    'FOR EXPORT': 'FLUSH TABLES t FOR EXPORT',
  }),
  checkpoint: forms({ CHECKPOINT: 'CHECKPOINT' }),
  maintain_tables: forms({
    'ANALYZE TABLE': 'ANALYZE TABLE t',
    'CHECK TABLE': 'CHECK TABLE t',
    'OPTIMIZE TABLE': 'OPTIMIZE TABLE t',
    'REPAIR TABLE': 'REPAIR TABLE t',
    'CHECKSUM TABLE': 'CHECKSUM TABLE t',
  }),
  kill: forms({ KILL: 'KILL 99999', 'KILL QUERY': 'KILL QUERY 99999' }),
  prepare: forms({ PREPARE: "PREPARE s FROM 'SELECT ?'" }),
  execute: forms({ EXECUTE: 'EXECUTE ps USING @a' }),
  deallocate: forms({ 'DEALLOCATE PREPARE': 'DEALLOCATE PREPARE ps' }),
}
