import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, open } from '../index.ts'

let db: Database

beforeAll(async () => {
  db = await open(':memory:')
  await db.exec(`
    CREATE TABLE t (id INT PRIMARY KEY, n TINYINT, u INT UNSIGNED NOT NULL DEFAULT 0, s VARCHAR(3), d DATE, e ENUM('a', 'b'), j JSON, x DECIMAL(4, 2), UNIQUE KEY un (n));
    CREATE TABLE p (a INT NOT NULL, b INT);
    CREATE VIEW v AS SELECT id FROM t;
    INSERT INTO t (id, n) VALUES (1, 1), (2, 2)`)
})

afterAll(async () => db.close())

/** Statements that MySQL 8.0 refuses, with its number and SQLSTATE. */
const refused: readonly (readonly [statement: string, errno: number, sqlState: string])[] = [
  ['SELECT * FROM nowhere.t', 1049, '42000'],
  ['USE nowhere', 1049, '42000'],
  ['CREATE TABLE t (a INT)', 1050, '42S01'],
  ['DROP TABLE nothing', 1051, '42S02'],
  ['SELECT id FROM t AS a JOIN t AS b ON a.id = b.id', 1052, '23000'],
  ['SELECT zzz FROM t', 1054, '42S22'],
  ['SELECT id FROM t WHERE zzz = 1', 1054, '42S22'],
  ['SELECT t.id, x.id FROM t', 1054, '42S22'],
  ['INSERT INTO t (zzz) VALUES (1)', 1054, '42S22'],
  ['UPDATE t SET zzz = 1', 1054, '42S22'],
  ['SELECT n, COUNT(*), s FROM t GROUP BY n + 1', 1055, '42000'],
  ['CREATE TABLE q (a INT, a INT)', 1060, '42S21'],
  ['CREATE TABLE q (a INT, KEY k (a), KEY k (a))', 1061, '42000'],
  ['CREATE INDEX un ON t (s)', 1061, '42000'],
  ['INSERT INTO t (id) VALUES (1)', 1062, '23000'],
  ['UPDATE t SET n = 1 WHERE id = 2', 1062, '23000'],
  ['SELEC 1', 1064, '42000'],
  ['SELECT FROM t', 1064, '42000'],
  ['SELECT * FROM t WHERE', 1064, '42000'],
  ['SELECT * FROM t AS a, p AS a', 1066, '42000'],
  ["CREATE TABLE q (a INT DEFAULT 'x')", 1067, '42000'],
  ['CREATE TABLE q (a INT NOT NULL DEFAULT NULL)', 1067, '42000'],
  ['CREATE TABLE q (a INT PRIMARY KEY, b INT PRIMARY KEY)', 1068, '42000'],
  ['CREATE TABLE q (a INT, KEY (b))', 1072, '42000'],
  ['CREATE INDEX k ON t (zzz)', 1072, '42000'],
  ['CREATE TABLE q (a CHAR(300))', 1074, '42000'],
  ['CREATE TABLE q (a INT AUTO_INCREMENT)', 1075, '42000'],
  ['CREATE TABLE q (a INT AUTO_INCREMENT PRIMARY KEY, b INT AUTO_INCREMENT UNIQUE)', 1075, '42000'],
  ['CREATE TABLE q (a VARCHAR(3) AUTO_INCREMENT PRIMARY KEY)', 1063, '42000'],
  ['DROP INDEX nothing ON t', 1091, '42000'],
  ['KILL 123456', 1094, 'HY000'],
  ['UPDATE zzz.t SET a = 1', 1049, '42000'],
  ['DELETE zzz FROM t', 1109, '42S02'],
  ['INSERT INTO t (id, id) VALUES (1, 2)', 1110, '42000'],
  ['UPDATE t SET id = SUM(id)', 1111, 'HY000'],
  ['SELECT id FROM t WHERE COUNT(*) > 1', 1111, 'HY000'],
  ['SELECT SUM(SUM(id)) FROM t', 1111, 'HY000'],
  ['CREATE TABLE q ()', 1064, '42000'],
  ["SET NAMES 'martian'", 1115, '42000'],
  ['INSERT INTO p VALUES (1)', 1136, '21S01'],
  ['INSERT INTO p (a, b) VALUES (1, 2), (1)', 1136, '21S01'],
  ['INSERT INTO p SELECT 1', 1136, '21S01'],
  ['SELECT id, COUNT(*) FROM t', 1140, '42000'],
  ['SELECT * FROM nothing', 1146, '42S02'],
  ['INSERT INTO nothing VALUES (1)', 1146, '42S02'],
  ['INSERT INTO p VALUES (NULL, 1)', 1048, '23000'],
  ['INSERT INTO p (b) VALUES (1)', 1364, 'HY000'],
  ['SET zzz = 1', 1193, 'HY000'],
  ['SELECT @@zzz', 1193, 'HY000'],
  ['EXECUTE nothing', 1243, 'HY000'],
  ["SET sql_mode = 'zzz'", 1231, '42000'],
  ["SET max_execution_time = 'x'", 1232, '42000'],
  ["SET @@version = 'x'", 1238, 'HY000'],
  ['SELECT 1 UNION SELECT 1, 2', 1222, '21000'],
  ['SELECT (SELECT 1, 2)', 1241, '21000'],
  ['SELECT (1, 2) = 1', 1241, '21000'],
  ['SELECT id IN (SELECT 1, 2) FROM t', 1241, '21000'],
  ['SELECT (SELECT id FROM t)', 1242, '21000'],
  ['SELECT * FROM (SELECT 1) AS d (a, b)', 1353, 'HY000'],
  ['INSERT INTO t (id, n) VALUES (9, 128)', 1264, '22003'],
  ['INSERT INTO t (id, u) VALUES (9, -1)', 1264, '22003'],
  ['INSERT INTO t (id, x) VALUES (9, 100)', 1264, '22003'],
  ["INSERT INTO t (id, e) VALUES (9, 'z')", 1265, '01000'],
  ["SELECT 'a' COLLATE utf8mb4_bin = 'b' COLLATE utf8mb4_0900_ai_ci", 1267, 'HY000'],
  ["SELECT 'a' COLLATE utf8mb4_martian", 1273, 'HY000'],
  ['INSERT INTO v VALUES (1)', 1288, 'HY000'],
  ["CREATE TABLE q (a ENUM('x', 'x'))", 1291, 'HY000'],
  ["INSERT INTO t (id, d) VALUES (9, '2024-02-30')", 1292, '22007'],
  ["INSERT INTO t (id, d) VALUES (9, 'x')", 1292, '22007'],
  ["SELECT DATE '2024-13-01'", 1525, 'HY000'],
  ["SET time_zone = 'Mars'", 1298, 'HY000'],
  ['SELECT nothing(1)', 1305, '42000'],
  ['ROLLBACK TO nothing', 1305, '42000'],
  ['SELECT 1 INTO @a, @b', 1222, '21000'],
  ["INSERT INTO t (id, n) VALUES (9, 'x')", 1366, 'HY000'],
  ["INSERT INTO t (id, s) VALUES (9, 'long')", 1406, '22001'],
  ['CREATE TABLE q (a DECIMAL(40, 2))', 1426, '42000'],
  ['CREATE TABLE q (a DECIMAL(38, 31))', 1425, '42000'],
  ['CREATE TABLE q (a DECIMAL(3, 5))', 1427, '42000'],
  ['CREATE TABLE q (a BIT(65))', 1439, '42000'],
  ['SELECT ABS()', 1582, '42000'],
  ['SELECT ABS(1, 2)', 1582, '42000'],
  ['SELECT 9223372036854775807 + 1', 1690, '22003'],
  ['SELECT CAST(1 AS UNSIGNED) - 2', 1690, '22003'],
  ['SELECT 1e308 * 10', 1690, '22003'],
  ['CREATE TABLE q (a YEAR(2))', 1818, 'HY000'],
  ['SELECT DISTINCT n FROM t ORDER BY s', 3065, 'HY000'],
  ["INSERT INTO t (id, j) VALUES (9, '{')", 3140, '22032'],
  ["SELECT JSON_EXTRACT('{', '$')", 3141, '22032'],
  ["SELECT JSON_EXTRACT('{}', 'a')", 3143, '42000'],
  ['SELECT ROW_NUMBER() OVER w FROM t', 3579, 'HY000'],
  ['SELECT id FROM t WHERE ROW_NUMBER() OVER () = 1', 3593, 'HY000'],
  ['SELECT id FROM t ORDER BY 9', 1054, '42S22'],
  ['SELECT id FROM t GROUP BY 9', 1054, '42S22'],
  ['SELECT COUNT(*) FROM t GROUP BY 1', 1056, '42000'],
  ['SELECT * FROM t LIMIT -1', 1064, '42000'],
  ['CREATE VIEW v AS SELECT 1', 1050, '42S01'],
  ['DROP VIEW nothing', 1051, '42S02'],
  ['CREATE VIEW q (a, b) AS SELECT 1', 1353, 'HY000'],
  ['SELECT * FROM t JOIN p USING (zzz)', 1054, '42S22'],
  ['SELECT *', 1096, 'HY000'],
  ['SELECT zzz.* FROM t', 1051, '42S02'],
  ["INSERT INTO t (id, s) VALUES (9, x'ff')", 1366, 'HY000'],
]

describe('errors have the numbers of MySQL', () => {
  test.each(refused)('%s: %i', async (statement, errno, sqlState) => {
    await expect(db.exec(statement)).rejects.toMatchObject({ errno, sqlState })
  })
})
