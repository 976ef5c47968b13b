import type { Statement } from '../../packages/sqlexec/src/sql/index.ts'
import { definitionForms } from './definitions.ts'
import { type Form, forms } from './form.ts'
import { sessionForms } from './session.ts'

/** The forms of every statement that the grammar knows. A kind that is new in the grammar needs an entry here. */
export const statementForms: Readonly<Record<Statement['kind'], readonly Form[]>> = {
  query: forms({
    'joins, subqueries, common tables':
      'WITH q AS (SELECT a FROM t) SELECT * FROM q LEFT JOIN u USING (a)',
    'UNION, INTERSECT, EXCEPT': 'SELECT 1 UNION SELECT 2 INTERSECT SELECT 3 EXCEPT SELECT 4',
    'WITH RECURSIVE':
      'WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT * FROM n',
    LATERAL: 'SELECT * FROM t, LATERAL (SELECT t.a + 1) AS x',
    JSON_TABLE: `SELECT * FROM JSON_TABLE('[1]', '$[*]' COLUMNS (i INT PATH '$')) AS j`,
    'table functions': "SELECT * FROM read_parquet('x')",
    'PARTITION (…)': 'SELECT * FROM t PARTITION (p0)',
    'index hints': 'SELECT * FROM t USE INDEX (PRIMARY)',
    'WITH ROLLUP': 'SELECT b, COUNT(*) FROM t GROUP BY b WITH ROLLUP',
    'GROUPING SETS, CUBE': 'SELECT b, COUNT(*) FROM t GROUP BY GROUPING SETS ((b), ())',
    'window functions': 'SELECT SUM(b) OVER (ORDER BY a) FROM t',
    'DISTINCT in window functions': 'SELECT COUNT(DISTINCT b) OVER () FROM t',
    QUALIFY: 'SELECT a FROM t QUALIFY ROW_NUMBER() OVER (ORDER BY a) = 1',
    'MATCH … AGAINST': "SELECT * FROM t WHERE MATCH (s) AGAINST ('x')",
    'FOR UPDATE, FOR SHARE, NOWAIT': 'SELECT * FROM t FOR UPDATE NOWAIT',
    'SKIP LOCKED': 'SELECT * FROM t FOR UPDATE SKIP LOCKED',
    'FOR UPDATE of a view': 'SELECT * FROM v FOR UPDATE',
    'FOR UPDATE of a UNION': 'SELECT a FROM t UNION SELECT a FROM u FOR UPDATE',
    'FOR UPDATE in a subquery': 'SELECT * FROM (SELECT a FROM t FOR UPDATE) AS x',
    'INTO @variable': 'SELECT a INTO @x FROM t LIMIT 1',
    'INTO OUTFILE': "SELECT a FROM t INTO OUTFILE '{folder}/out.txt'",
    'INTO DUMPFILE': "SELECT s FROM t LIMIT 1 INTO DUMPFILE '{folder}/dump.txt'",
    VALUES: 'VALUES ROW(1, 2), ROW(3, 4)',
    TABLE: 'TABLE t ORDER BY a LIMIT 1',
    SQL_CALC_FOUND_ROWS: 'SELECT SQL_CALC_FOUND_ROWS a FROM t LIMIT 1',
  }),
  insert: forms({
    'INSERT … VALUES': "INSERT INTO t (a, b, s) VALUES (8, 1, 'x'), (9, 2, DEFAULT)",
    'INSERT … SET': 'INSERT INTO t SET a = 8',
    'INSERT … SELECT': 'INSERT INTO t (a) SELECT a + 100 FROM u',
    'INSERT IGNORE': 'INSERT IGNORE INTO t (a) VALUES (1)',
    'ON DUPLICATE KEY UPDATE':
      'INSERT INTO t (a) VALUES (1) AS new ON DUPLICATE KEY UPDATE b = new.a',
    'subqueries in ON DUPLICATE KEY UPDATE':
      'INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE b = (SELECT MAX(a) FROM u)',
    RETURNING: 'INSERT INTO t (a) VALUES (8) RETURNING a, s',
    'PARTITION (…)': 'INSERT INTO t PARTITION (p0) (a) VALUES (8)',
    REPLACE: 'REPLACE INTO t (a) VALUES (1)',
  }),
  update: forms({
    'one table, ORDER BY, LIMIT': 'UPDATE t SET b = b + 1 WHERE a > 0 ORDER BY a LIMIT 1',
    'several tables': 'UPDATE t JOIN u ON t.a = u.a SET t.b = 1, u.c = 2',
    'after WITH': 'WITH q AS (SELECT 1 AS a) UPDATE t, q SET t.b = q.a WHERE t.a = q.a',
    IGNORE: 'UPDATE IGNORE t SET a = 1',
    RETURNING: 'UPDATE t SET b = 1 RETURNING a',
    'RETURNING of several tables': 'UPDATE t JOIN u ON t.a = u.a SET t.b = 1 RETURNING t.a',
    'of a view': 'UPDATE v SET a = 1',
  }),
  delete: forms({
    'one table, ORDER BY, LIMIT': 'DELETE FROM t WHERE a > 1 ORDER BY a LIMIT 1',
    'several tables': 'DELETE t, u FROM t JOIN u ON t.a = u.a',
    'after WITH': 'WITH q AS (SELECT 1 AS a) DELETE FROM t WHERE a IN (SELECT a FROM q)',
    IGNORE: 'DELETE IGNORE FROM t',
    RETURNING: 'DELETE FROM t RETURNING a',
    'RETURNING of several tables': 'DELETE t FROM t JOIN u ON t.a = u.a RETURNING t.a',
  }),
  call: forms({ CALL: 'CALL p(1)' }),
  do: forms({ DO: 'DO 1 + 1, SLEEP(0)' }),
  load_data: forms({
    'LOAD DATA':
      "LOAD DATA INFILE '{folder}/in.csv' INTO TABLE t FIELDS TERMINATED BY ',' (a, @x) SET b = @x",
    'LOAD DATA LOCAL':
      "LOAD DATA LOCAL INFILE '{folder}/in.csv' IGNORE INTO TABLE t FIELDS TERMINATED BY ',' (a, b)",
    'fields of fixed width': `LOAD DATA INFILE '{folder}/in.csv' INTO TABLE t FIELDS TERMINATED BY '' ENCLOSED BY '' (a, b)`,
  }),
  copy_from: forms({
    'COPY … FROM': "COPY t (a, b) FROM '{folder}/in.csv' (FORMAT csv, HEADER false)",
  }),
  copy_to: forms({
    'COPY … TO': "COPY t TO '{folder}/t.parquet' (FORMAT parquet)",
    'COPY (query) TO': "COPY (SELECT a FROM t) TO '{folder}/t.jsonl' (FORMAT jsonl)",
  }),
  ...definitionForms,
  ...sessionForms,
}

/** Statements of MySQL of which the grammar knows no more than the first words. */
export const refusedStatements: readonly string[] = [
  "CREATE USER x IDENTIFIED BY 'y'",
  'ALTER USER x ACCOUNT LOCK',
  'DROP USER x',
  'RENAME USER x TO y',
  'CREATE ROLE r',
  'DROP ROLE r',
  'SET ROLE r',
  "SET PASSWORD = 'x'",
  'GRANT SELECT ON t TO x',
  'REVOKE SELECT ON t FROM x',
  'CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1',
  'ALTER EVENT e DISABLE',
  'DROP EVENT e',
  "CREATE TABLESPACE s ADD DATAFILE 's.ibd'",
  'DROP TABLESPACE s',
  "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (HOST 'h')",
  "CREATE SPATIAL REFERENCE SYSTEM 4120 NAME 'x'",
  'HANDLER t OPEN',
  "XA START 'x'",
  'GET DIAGNOSTICS @n = NUMBER',
  "SIGNAL SQLSTATE '45000'",
  'RESIGNAL',
  "IMPORT TABLE FROM 'x.sdi'",
  "INSTALL PLUGIN p SONAME 'x.so'",
  "INSTALL COMPONENT 'file://c'",
  "CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'h'",
  'START REPLICA',
  'STOP REPLICA',
  'RESET MASTER',
  "PURGE BINARY LOGS TO 'x'",
  "BINLOG 'x'",
  'CACHE INDEX t IN c',
  'LOAD INDEX INTO CACHE t',
  "LOAD XML INFILE 'x' INTO TABLE t",
  'LOCK INSTANCE FOR BACKUP',
  'SHUTDOWN',
  'RESTART',
  "CLONE LOCAL DATA DIRECTORY = '/x'",
  "HELP 'SELECT'",
  'EXPLAIN FOR CONNECTION 1',
]
