import type { Statement } from '../../packages/sqlexec/src/sql/index.ts'
import { type Form, forms } from './form.ts'

type DefinitionKind =
  | 'create_table'
  | 'alter_table'
  | 'drop_table'
  | 'truncate_table'
  | 'rename_table'
  | 'create_index'
  | 'drop_index'
  | 'create_view'
  | 'drop_view'
  | 'create_database'
  | 'drop_database'
  | 'create_trigger'
  | 'create_routine'
  | 'drop_routine'

const trigger = 'CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW'

const tableForms = {
  create_table: forms({
    'keys, checks, defaults':
      'CREATE TABLE n (a INT PRIMARY KEY AUTO_INCREMENT, b INT DEFAULT 1 CHECK (b > 0), UNIQUE KEY (b))',
    'FOREIGN KEY': 'CREATE TABLE n (a INT REFERENCES t (a) ON DELETE CASCADE)',
    'ON DELETE SET DEFAULT':
      'CREATE TABLE n (a INT, FOREIGN KEY (a) REFERENCES t (a) ON DELETE SET DEFAULT)',
    'generated columns':
      'CREATE TABLE n (a INT, b INT AS (a + 1) STORED, c INT AS (a * 2) VIRTUAL)',
    'invisible columns': 'CREATE TABLE n (a INT, b INT INVISIBLE)',
    'AS SELECT': 'CREATE TABLE n AS SELECT * FROM t',
    LIKE: 'CREATE TABLE n LIKE t',
    TEMPORARY: 'CREATE TEMPORARY TABLE n (a INT)',
    'PARTITION BY': 'CREATE TABLE n (a INT) PARTITION BY HASH (a) PARTITIONS 4',
    'FULLTEXT keys': 'CREATE TABLE n (s TEXT, FULLTEXT KEY (s))',
    'SPATIAL keys': 'CREATE TABLE n (g POINT NOT NULL SRID 0, SPATIAL KEY (g))',
    'VECTOR keys': 'CREATE TABLE n (a INT PRIMARY KEY, e VECTOR(3) NOT NULL, VECTOR INDEX (e))',
    'keys over expressions': 'CREATE TABLE n (a INT, KEY ((a + 1)))',
  }),
  alter_table: forms({
    'ADD COLUMN': 'ALTER TABLE t ADD COLUMN c INT DEFAULT 1 FIRST',
    'ADD of an AUTO_INCREMENT column': 'ALTER TABLE w ADD COLUMN c INT AUTO_INCREMENT UNIQUE',
    'ADD of a generated column': 'ALTER TABLE t ADD COLUMN c INT AS (a + 1)',
    'DROP COLUMN': 'ALTER TABLE t DROP COLUMN s',
    'MODIFY, CHANGE': 'ALTER TABLE t MODIFY b BIGINT NOT NULL, CHANGE s z VARCHAR(50)',
    'MODIFY of a generated column': 'ALTER TABLE h MODIFY b BIGINT AS (a + 2)',
    'RENAME COLUMN': 'ALTER TABLE t RENAME COLUMN b TO c',
    'ALTER COLUMN … SET DEFAULT': 'ALTER TABLE t ALTER COLUMN b SET DEFAULT 5',
    'ALTER COLUMN … SET INVISIBLE': 'ALTER TABLE t ALTER COLUMN b SET INVISIBLE',
    'ADD and DROP of indexes': 'ALTER TABLE t ADD INDEX x (b), DROP PRIMARY KEY',
    'ADD of foreign keys and checks':
      'ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES u (a), ADD CONSTRAINT k CHECK (b > 0)',
    'RENAME INDEX': 'ALTER TABLE u RENAME INDEX i TO j',
    'ALTER INDEX … INVISIBLE': 'ALTER TABLE u ALTER INDEX i INVISIBLE',
    'RENAME TO': 'ALTER TABLE t RENAME TO n',
    'AUTO_INCREMENT, COMMENT': "ALTER TABLE w AUTO_INCREMENT = 10, COMMENT = 'x'",
    'CONVERT TO CHARACTER SET': 'ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4',
    'ALGORITHM, LOCK, ORDER BY': 'ALTER TABLE t ALGORITHM = INPLACE, LOCK = NONE, ORDER BY a',
    partitions: 'ALTER TABLE t PARTITION BY HASH (a) PARTITIONS 2',
  }),
  drop_table: forms({
    'DROP TABLE': 'DROP TABLE t, u',
    'DROP TEMPORARY TABLE': 'DROP TEMPORARY TABLE IF EXISTS n',
  }),
  truncate_table: forms({ 'TRUNCATE TABLE': 'TRUNCATE TABLE t' }),
  rename_table: forms({
    'RENAME TABLE': 'RENAME TABLE t TO x, u TO t, x TO u',
    'RENAME TABLE to another database': 'RENAME TABLE t TO other.t',
  }),
} satisfies Partial<Record<DefinitionKind, readonly Form[]>>

const indexForms = {
  create_index: forms({
    'CREATE INDEX': 'CREATE INDEX x ON t (b, s(5) DESC)',
    UNIQUE: 'CREATE UNIQUE INDEX x ON t (a, b)',
    'USING HASH': 'CREATE INDEX x USING HASH ON t (b)',
    FULLTEXT: 'CREATE FULLTEXT INDEX x ON t (s)',
    SPATIAL: 'CREATE SPATIAL INDEX x ON t (s)',
    VECTOR: 'CREATE VECTOR INDEX x ON t (s)',
    'over expressions': 'CREATE INDEX x ON t ((b + 1))',
  }),
  drop_index: forms({ 'DROP INDEX': 'DROP INDEX i ON u' }),
} satisfies Partial<Record<DefinitionKind, readonly Form[]>>

/** The forms of statements that define something. */
export const definitionForms: Readonly<
  Record<Extract<Statement['kind'], DefinitionKind>, readonly Form[]>
> = {
  ...tableForms,
  ...indexForms,
  create_view: forms({
    'CREATE VIEW': 'CREATE OR REPLACE VIEW v AS SELECT b FROM t',
    'ALTER VIEW': 'ALTER VIEW v AS SELECT b FROM t',
    'WITH CHECK OPTION': 'CREATE VIEW n AS SELECT b FROM t WHERE b > 0 WITH CHECK OPTION',
    'ALGORITHM, DEFINER, SQL SECURITY':
      "CREATE ALGORITHM = MERGE DEFINER = 'a'@'%' SQL SECURITY INVOKER VIEW n AS SELECT b FROM t",
  }),
  drop_view: forms({ 'DROP VIEW': 'DROP VIEW IF EXISTS v' }),
  create_database: forms({
    'CREATE DATABASE': 'CREATE DATABASE d',
    'ALTER DATABASE': 'ALTER DATABASE memory CHARACTER SET utf8mb4',
  }),
  drop_database: forms({ 'DROP DATABASE': 'DROP DATABASE IF EXISTS d' }),
  create_trigger: forms({
    'BEFORE, AFTER': `${trigger} SET NEW.b = 1`,
    'BEGIN … END, DECLARE, IF': `${trigger} BEGIN DECLARE n INT DEFAULT 1; IF NEW.b > n THEN SET NEW.b = n; END IF; END`,
    'FOLLOWS, PRECEDES': `CREATE TRIGGER g BEFORE INSERT ON u FOR EACH ROW FOLLOWS tr SET NEW.c = 1`,
    SIGNAL: `${trigger} SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'`,
    'changes of other tables':
      'CREATE TRIGGER g AFTER DELETE ON t FOR EACH ROW INSERT INTO w VALUES (OLD.a)',
    'IF outside of BEGIN … END': `${trigger} IF NEW.b > 1 THEN SET NEW.b = 1; END IF`,
    CASE: `${trigger} BEGIN CASE NEW.b WHEN 1 THEN SET NEW.b = 2; END CASE; END`,
    'LOOP, WHILE, REPEAT': `${trigger} BEGIN WHILE NEW.b > 9 DO SET NEW.b = NEW.b - 1; END WHILE; END`,
    cursors: `${trigger} BEGIN DECLARE c CURSOR FOR SELECT 1; OPEN c; CLOSE c; END`,
    handlers: `${trigger} BEGIN DECLARE CONTINUE HANDLER FOR NOT FOUND SET @a = 1; SET NEW.b = 2; END`,
    CALL: `${trigger} CALL p()`,
  }),
  create_routine: forms({
    'CREATE PROCEDURE': 'CREATE PROCEDURE p () SELECT 1',
    'CREATE FUNCTION': 'CREATE FUNCTION f (a INT) RETURNS INT DETERMINISTIC RETURN a + 1',
  }),
  drop_routine: forms({
    'DROP TRIGGER': 'DROP TRIGGER IF EXISTS tr',
    'DROP PROCEDURE': 'DROP PROCEDURE IF EXISTS p',
    'DROP FUNCTION': 'DROP FUNCTION IF EXISTS f',
  }),
}
