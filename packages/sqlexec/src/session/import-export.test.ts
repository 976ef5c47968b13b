import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Database, open, type Progress } from '../index.ts'

const directory = mkdtempSync(join(tmpdir(), 'sqlexec-transfer-'))
const fileNamed = (name: string) => join(directory, name)
let files = 0

/** A file with this content. */
function fileOf(content: string | Uint8Array, extension = 'csv'): string {
  const path = fileNamed(`in${files++}.${extension}`)
  writeFileSync(path, content)
  return path
}

let db: Database
beforeEach(async () => {
  db = await open(':memory:')
})
afterEach(() => db.close())
afterAll(() => rmSync(directory, { recursive: true }))

const everyType = `
  CREATE TABLE every (
    id INT PRIMARY KEY, tiny TINYINT UNSIGNED, big BIGINT, ubig BIGINT UNSIGNED, ok BOOLEAN,
    exact DECIMAL(12,3), wide DECIMAL(38,10), f FLOAT, d DOUBLE, day DATE, at DATETIME, fine DATETIME(6),
    stamp TIMESTAMP(3), span TIME(2), c CHAR(5), v VARCHAR(20), t TEXT, j JSON, b BLOB, fixed BINARY(3));
  INSERT INTO every VALUES
    (1, 255, -9223372036854775808, 18446744073709551615, TRUE, -1.500, 1234567890123456789012345678.0123456789,
     1.5, 0.1, '2024-02-29', '2024-02-29 23:59:59.5', '1999-12-31 23:59:59.999999', '2001-02-03 04:05:06.789',
     '-838:59:58.25', 'ab', 'a,"b"', 'two\\nlines\\r\\n', '{"a": [1, "x"]}', X'00FF0A225C2C', 'xyz'),
    (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (3, 0, 9007199254740993, 0, FALSE, 999999999.999, -0.0000000001, 3e38, -1e300, '0001-01-01', '9999-12-31 00:00:00',
     '1970-01-01', '1970-01-01 00:00:01', '00:00:00', '', 'NULL', '\\\\N', 'null', '', 'a'),
    (4, 7, 7, 7, TRUE, 0, 0, 0, 0, '2000-01-01', '2000-01-01', '2000-01-01', '2000-01-01', '12:00:00', 'é😀',
     'Žluťoučký kůň', 'tab\\there', '"text"', 'é', X'000000');
  CREATE TABLE copy LIKE every`

describe('every type survives the way out and in', () => {
  test.each([
    ['CSV', `COPY every TO '%' (HEADER)`, `COPY copy FROM '%' (HEADER MATCH)`],
    [
      'TSV',
      `COPY every TO '%' (FORMAT tsv, NULL '-')`,
      `COPY copy FROM '%' (FORMAT tsv, NULL '-')`,
    ],
    [
      'Parquet',
      `COPY every TO '%' (FORMAT parquet, COMPRESSION zstd)`,
      `COPY copy FROM '%' (FORMAT parquet)`,
    ],
    [
      'a query to Parquet',
      `COPY (SELECT * FROM every) TO '%.parquet'`,
      `COPY copy FROM '%.parquet'`,
    ],
    ['OUTFILE', `SELECT * FROM every INTO OUTFILE '%'`, `LOAD DATA INFILE '%' INTO TABLE copy`],
    [
      'OUTFILE with quotes',
      `SELECT * FROM every INTO OUTFILE '%' FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '"' LINES TERMINATED BY '\\r\\n'`,
      `LOAD DATA LOCAL INFILE '%' INTO TABLE copy FIELDS TERMINATED BY ',' ENCLOSED BY '"' LINES TERMINATED BY '\\r\\n'`,
    ],
  ])('%s', async (_, out, into) => {
    await db.exec(everyType)
    const path = fileNamed(`every${files++}`)
    expect(await db.run(out.replace('%', path))).toEqual({ changes: 4, lastInsertId: 0 })
    expect(await db.run(into.replace('%', path))).toEqual({ changes: 4, lastInsertId: 0 })
    expect(await db.query('SELECT * FROM copy ORDER BY id')).toEqual(
      await db.query('SELECT * FROM every ORDER BY id'),
    )
  })

  test('JSON lines, which have no bytes', async () => {
    await db.exec(everyType)
    const path = fileNamed('every.jsonl')
    await expect(db.run(`COPY (SELECT id, b FROM every) TO '${path}'`)).rejects.toMatchObject({
      code: 'unsupported',
    })
    const names =
      'id, tiny, big, ubig, ok, exact, wide, f, d, day, at, fine, stamp, span, c, v, t, j'
    await db.exec(`COPY (SELECT ${names} FROM every) TO '${path}'`)
    await db.exec(`COPY copy (${names}) FROM '${path}'`)
    expect(await db.query(`SELECT ${names} FROM copy ORDER BY id`)).toEqual(
      await db.query(`SELECT ${names} FROM every ORDER BY id`),
    )
  })
})

test('many rows pass through several batches and row groups, and progress is told', async () => {
  await db.exec(`
    CREATE TABLE n (id INT PRIMARY KEY, s VARCHAR(20), x DOUBLE);
    INSERT INTO n VALUES (0, NULL, 0.5);
    INSERT INTO n SELECT a.i * 400 + b.i, IF(b.i = 7, NULL, CONCAT('text ', a.i)), b.i / 4e0
    FROM JSON_TABLE(CONCAT('[0', REPEAT(',0', 399), ']'), '$[*]' COLUMNS (i FOR ORDINALITY)) a,
         JSON_TABLE(CONCAT('[0', REPEAT(',0', 399), ']'), '$[*]' COLUMNS (i FOR ORDINALITY)) b;
    CREATE TABLE m LIKE n`)
  const [{ rows: total }] = await db.query<{ rows: number }>('SELECT COUNT(*) AS `rows` FROM n')
  for (const format of ['csv', 'jsonl', 'parquet']) {
    const path = fileNamed(`many.${format}`)
    await db.run(`COPY n TO '${path}'`)
    const steps: Progress[] = []
    await db.exec('TRUNCATE TABLE m')
    await db.query(`COPY m FROM '${path}'`, [], { onProgress: (step) => steps.push(step) })
    expect(steps.length).toBeGreaterThan(30)
    expect(steps.at(-1)).toMatchObject({ rows: total, bytes: steps.at(-1)?.totalBytes })
    expect(
      await db.query(
        'SELECT COUNT(*) AS n FROM n JOIN m USING (id) WHERE n.s <=> m.s AND n.x = m.x',
      ),
    ).toEqual([{ n: total }])
  }
})

describe('LOAD DATA', () => {
  test('skips lines, fills columns and variables, and computes with SET', async () => {
    await db.exec(
      'CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a INT, b VARCHAR(10), c INT DEFAULT 9, d INT)',
    )
    const path = fileOf('ignored\tline\n"\nx\t1\tA\ny\t2\tB\n', 'txt')
    const { changes, lastInsertId } = await db.run(
      `LOAD DATA INFILE '${path}' INTO TABLE t IGNORE 2 LINES (@skip, a, @v)
       SET b = LOWER(CONCAT(@v, '!')), d = a * 10 + (SELECT COUNT(*) FROM t)`,
    )
    expect({ changes, lastInsertId }).toEqual({ changes: 2, lastInsertId: 1 })
    expect(await db.query('SELECT * FROM t', [], { rowMode: 'array' })).toEqual([
      [1, 1, 'a!', 9, 10],
      [2, 2, 'b!', 9, 20],
    ])
  })

  test('IGNORE and REPLACE decide about rows whose key is taken', async () => {
    await db.exec(
      `CREATE TABLE t (id INT PRIMARY KEY, s VARCHAR(3)); INSERT INTO t VALUES (1, 'old')`,
    )
    const path = fileOf('1\tnew\n2\tlonger\n3\n', 'txt')
    const strict = `LOAD DATA INFILE '${path}' INTO TABLE t`
    await expect(db.run(strict)).rejects.toMatchObject({ errno: 1406 })
    await db.run(`LOAD DATA INFILE '${path}' IGNORE INTO TABLE t`)
    expect(await db.query('SHOW WARNINGS')).toMatchObject([{ Code: 1261 }])
    expect(await db.query('SELECT * FROM t')).toEqual([
      { id: 1, s: 'old' },
      { id: 2, s: 'lon' },
      { id: 3, s: null },
    ])
    const other = fileOf('1\tnew\n', 'txt')
    expect(await db.run(`LOAD DATA INFILE '${other}' REPLACE INTO TABLE t`)).toMatchObject({
      changes: 2,
    })
    expect(await db.query('SELECT s FROM t WHERE id = 1')).toEqual([{ s: 'new' }])
  })

  test('is a part of the transaction around it', async () => {
    await db.exec('CREATE TABLE t (a INT, b INT)')
    const path = fileOf('1,2\n3,4\n')
    await db.exec(`BEGIN; INSERT INTO t VALUES (0, 0); COPY t FROM '${path}'`)
    expect(await db.query('SELECT COUNT(*) AS n FROM t')).toEqual([{ n: 3 }])
    await expect(db.run(`COPY t FROM '${fileOf('5,6\n7,x\n')}'`)).rejects.toThrow()
    expect(await db.query('SELECT COUNT(*) AS n FROM t')).toEqual([{ n: 3 }])
    await db.exec('ROLLBACK')
    expect(await db.query('SELECT COUNT(*) AS n FROM t')).toEqual([{ n: 0 }])
  })
})

describe('errors name the line and the column, and nothing stays', () => {
  test.each([
    ['1,2\n3,x\n', '', 'incorrect_value', "'x' for column 'm', at line 2 of"],
    ['1,2\n3\n', '', 'too_few_fields', '1 of 2, at line 2 of'],
    ['1,2\n3,4,5\n', '', 'too_many_fields', '3 for 2, at line 2 of'],
    ['1,2\n"3,4\n5,6', '', 'malformed_file', 'at line 2 of'],
    ['1,2\n\n"a\nb",4\n', '', 'incorrect_value', "for column 'id', at line 3 of"],
    ['1,2\n1,3\n', '', 'duplicate_key', 'at line 2 of'],
    ['1,2\n,3\n', '', 'null_value', "'id' cannot be null, at line 2 of"],
    ['id,m\n1,99999999999\n', '(HEADER)', 'out_of_range', "'m', at line 2 of"],
    ['m,id\n1,2\n', '(HEADER MATCH)', 'malformed_file', 'names the columns m, id; expected id, m'],
    [
      '{"id":1}\n{"id":2,"z":1}\n',
      '(FORMAT jsonl)',
      'unknown_column',
      "'z' among id, m, at line 2",
    ],
    ['{"id":1}\n[2]\n', '(FORMAT jsonl)', 'malformed_file', 'no JSON object, at line 2'],
    ['{"id":1}\n{"id":}\n', '(FORMAT jsonl)', 'malformed_file', 'at line 2'],
    ['PAR1', '(FORMAT parquet)', 'malformed_file', 'cannot be read'],
    ['', '(DELIMITER 5)', 'wrong_option', 'DELIMITER takes a string'],
    ['', '(NO_SUCH 5)', 'wrong_option', 'NO_SUCH is no option of COPY'],
    ['', '(HEADER, HEADER)', 'wrong_option', 'HEADER is given twice'],
    ['\u00a01,2', '', 'incorrect_value', "column 'id', at line 1"],
  ])('%j %s', async (content, options, code, message) => {
    await db.exec('CREATE TABLE t (id INT PRIMARY KEY, m INT)')
    const loading = db.run(`COPY t (id, m) FROM '${fileOf(content)}' ${options}`)
    await expect(loading).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
    expect(await db.query('SELECT * FROM t')).toEqual([])
  })

  test('bytes that are no UTF-8, and files in UTF-16', async () => {
    await db.exec('CREATE TABLE t (a VARCHAR(10), b TEXT)')
    const latin = fileOf(Buffer.from('x,y\ncaf\xe9,z\n', 'latin1'))
    await expect(db.run(`COPY t FROM '${latin}'`)).rejects.toThrow(
      `column 'a': not valid UTF-8, at line 2 of '${latin}'`,
    )
    const json = fileOf(Buffer.from('{"a":"\xe9"}', 'latin1'), 'jsonl')
    await expect(db.run(`COPY t FROM '${json}'`)).rejects.toThrow('not valid UTF-8, at line 1')
    const wide = fileOf(Buffer.from('\ufeffx,y', 'utf16le'))
    await expect(db.run(`COPY t FROM '${wide}'`)).rejects.toThrow('UTF-16')
  })

  test('a file that is not there, and what is no file', async () => {
    await db.exec('CREATE TABLE t (a INT)')
    await expect(db.run(`COPY t FROM 'no/such.csv'`)).rejects.toMatchObject({ errno: 1017 })
    await expect(db.run(`COPY t FROM '${directory}'`)).rejects.toThrow()
    await expect(
      db.run(`LOAD DATA INFILE 'x' INTO TABLE t CHARACTER SET utf16`),
    ).rejects.toMatchObject({
      code: 'unsupported',
    })
  })

  test('a table of one column takes an empty line for NULL', async () => {
    await db.exec('CREATE TABLE t (a VARCHAR(10))')
    await db.run(`COPY t FROM '${fileOf('x\n\n""\n')}'`)
    expect(await db.query('SELECT a FROM t')).toEqual([{ a: 'x' }, { a: null }, { a: '' }])
  })
})

describe('writing', () => {
  test('INTO OUTFILE and DUMPFILE leave a file that is there alone, COPY replaces it', async () => {
    const path = fileOf('before')
    await expect(db.run(`SELECT 1 INTO OUTFILE '${path}'`)).rejects.toMatchObject({ errno: 1086 })
    await expect(db.run(`SELECT 1 INTO DUMPFILE '${path}'`)).rejects.toMatchObject({ errno: 1086 })
    expect(readFileSync(path, 'utf8')).toBe('before')
    await db.run(`COPY (SELECT 1 AS a, NULL AS b, '' AS c) TO '${path}' (HEADER)`)
    expect(readFileSync(path, 'utf8')).toBe('a,b,c\n1,,""\n')
    const dump = fileNamed('dump')
    await db.run(`SELECT X'00ff', 'é' INTO DUMPFILE '${dump}'`)
    expect(readFileSync(dump, 'latin1')).toBe('\0\xff\xc3\xa9')
  })

  test('a query that fails leaves what was there, and nothing beside it', async () => {
    const path = fileOf('before')
    const failing = '(SELECT 1 UNION ALL SELECT (SELECT 1 UNION ALL SELECT 2))'
    const before = readdirSync(directory)
    await expect(db.run(`COPY ${failing} TO '${path}'`)).rejects.toMatchObject({
      code: 'subquery_rows',
    })
    await expect(
      db.run(`COPY (SELECT 1 AS a, 2 AS a) TO '${fileNamed('twice.jsonl')}'`),
    ).rejects.toMatchObject({ code: 'duplicate_column' })
    expect(readFileSync(path, 'utf8')).toBe('before')
    expect(readdirSync(directory)).toEqual(before)
    expect(existsSync(fileNamed('twice.jsonl'))).toBe(false)
  })

  test('prepared statements, parameters, views and derived tables', async () => {
    await db.exec(
      'CREATE TABLE t (a INT, b INT); INSERT INTO t VALUES (1, 2), (3, 4); CREATE VIEW v AS SELECT a + b AS s FROM t',
    )
    const path = fileNamed('parameters.csv')
    const statement = await db.prepare(`COPY (SELECT * FROM v WHERE s > ?) TO '${path}'`)
    expect(await statement.run([5])).toMatchObject({ changes: 1 })
    expect(readFileSync(path, 'utf8')).toBe('7\n')
    expect(await statement.run([0])).toMatchObject({ changes: 2 })
    expect(readFileSync(path, 'utf8')).toBe('3\n7\n')
  })
})
