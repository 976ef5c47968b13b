import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable, Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runShell } from '../../packages/cli/src/run-shell.ts'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'shell-'))
})

afterEach(() => {
  rmSync(directory, { recursive: true })
})

/** A stream that keeps what is written to it. */
class Sink extends Writable {
  text = ''
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}

/** Runs the shell over `<directory>/shop` unless the arguments name another place. */
async function shell(args: readonly string[], input: string | readonly (string | Buffer)[] = '') {
  const stdout = new Sink()
  const stderr = new Sink()
  const stdin = Readable.from(typeof input === 'string' ? [input] : input)
  const places = args.includes('--datasources') ? [] : [join(directory, 'shop')]
  const status = await runShell([...places, ...args], { stdin, stdout, stderr, env: {} })
  return { status, stdout: stdout.text, stderr: stderr.text }
}

const users = `
  CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR NOT NULL);
  INSERT INTO users VALUES (1, 'Ann'), (2, 'Bob');
`

describe('scripts', () => {
  test('from the command line, files and standard input leave a database behind', async () => {
    const file = join(directory, 'more.sql')
    writeFileSync(file, "\ufeffINSERT INTO users VALUES (3, 'Cleo')")
    expect(await shell(['-c', users, '-f', file])).toEqual({ status: 0, stdout: '', stderr: '' })
    const result = await shell(['--format', 'csv'], 'SELECT * FROM users ORDER BY id;')
    expect(result).toEqual({ status: 0, stdout: 'id,name\n1,Ann\n2,Bob\n3,Cleo\n', stderr: '' })
  })

  test('-f - is standard input', async () => {
    const { stdout } = await shell(['-f', '-', '--format', 'jsonl'], 'SELECT 1 AS a')
    expect(stdout).toBe('{"a":1}\n')
  })

  test('several results are told apart', async () => {
    const { stdout } = await shell(['-c', 'SELECT 1 AS a; SELECT 2 AS b'])
    expect(stdout).toBe(
      '+---+\n| a |\n+---+\n| 1 |\n+---+\n1 row in set\n\n+---+\n| b |\n+---+\n| 2 |\n+---+\n1 row in set\n',
    )
  })

  test('an empty result says so', async () => {
    const { stdout } = await shell(['-c', users, '-c', 'SELECT * FROM users WHERE id > 5'])
    expect(stdout).toBe('Empty set\n')
  })

  test('a statement may end with \\G, which formats for programs ignore', async () => {
    const people = await shell(['-c', 'SELECT 1 AS a\\G'])
    expect(people.stdout).toContain('a: 1\n')
    const programs = await shell(['--format', 'json', '-c', 'SELECT 1 AS a\\G'])
    expect(programs.stdout).toBe('[{"a":1}]\n')
  })

  test('characters cut in two by the pieces of a stream are whole again', async () => {
    const bytes = Buffer.from("SELECT 'häß日本👍' AS t;")
    const pieces = Array.from(bytes, (byte) => Buffer.from([byte]))
    const { stdout } = await shell(['--format', 'jsonl'], pieces)
    expect(stdout).toBe('{"t":"häß日本👍"}\n')
  })

  test('a script that is not UTF-8 is refused', async () => {
    const { status, stderr } = await shell([], [Buffer.from([0x53, 0xff, 0xfe])])
    expect(status).toBe(1)
    expect(stderr).toContain('utf-8')
  })

  test('USE and transactions reach across the statements of a run', async () => {
    const script = `${users} BEGIN; DELETE FROM users; ROLLBACK; SELECT COUNT(*) AS n FROM users`
    expect((await shell(['--format', 'jsonl', '-c', script])).stdout).toBe('{"n":2}\n')
  })
})

describe('errors', () => {
  test('name the code, the place in the script and show it; what came before is kept', async () => {
    const script = `${users}\nSELECT id,\n  nme FROM users;\nDELETE FROM users;`
    const { status, stderr } = await shell([], script)
    expect(status).toBe(1)
    expect(stderr).toContain('ERROR 1054 (42S22) unknown_column at line 6, column 3: ')
    expect(stderr.split('\n').slice(-3)).toEqual(['  nme FROM users', '  ^^^', ''])
    const kept = await shell(['--format', 'jsonl', '-c', 'SELECT COUNT(*) AS n FROM users'])
    expect(kept.stdout).toBe('{"n":2}\n')
  })

  test('of syntax show the place once', async () => {
    const { status, stderr } = await shell(['-c', 'SELECT 1;  SELEC 2'])
    expect(status).toBe(1)
    expect(stderr).toMatch(/^ERROR 1064 \(42000\) syntax at line 1, column 12: /u)
    expect(stderr.match(/\^/gu)).toHaveLength(5)
    expect(stderr.match(/column/gu)).toHaveLength(1)
  })

  test('without a place of their own are placed at their statement', async () => {
    const { stderr } = await shell(['-c', `${users}\n  INSERT INTO users VALUES (1, 'x')`])
    expect(stderr).toContain('ERROR 1062 (23000) duplicate_key at line 5, column 3: ')
  })

  test('in long lines show their surroundings', async () => {
    const { stderr } = await shell(['-c', `SELECT ${'1, '.repeat(500)}nope, ${'2, '.repeat(500)}3`])
    const [, source, carets] = stderr.split('\n')
    expect(source.length).toBeLessThan(120)
    expect(source.slice(carets.indexOf('^'), carets.length)).toBe('nope')
  })

  test.each([
    [['--format', 'xml']],
    [['--no-such-option']],
    [['-f', '/nowhere/at/all.sql']],
    [['two', 'directories']],
    [['--datasources', '/nowhere/at/all.json']],
  ])('%j is wrong usage', async (args) => {
    const { status, stdout, stderr } = await shell(args)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain('Usage: sqlexec')
  })

  test('a directory that is a file is told', async () => {
    writeFileSync(join(directory, 'shop'), '')
    expect((await shell(['-c', 'SELECT 1'])).status).toBe(1)
  })
})

describe('options', () => {
  test('--read-only refuses changes and allows the rest', async () => {
    await shell(['-c', users])
    const refused = await shell(['--read-only', '-c', 'DELETE FROM users'])
    expect(refused.status).toBe(1)
    expect(refused.stderr).toContain('ERROR 1290 (HY000) read_only')
    const read = await shell(['--read-only', '--format', 'jsonl', '-c', 'SELECT id FROM users'])
    expect(read.stdout).toBe('{"id":1}\n{"id":2}\n')
  })

  test('--datasources opens several databases', async () => {
    const file = join(directory, 'datasources.json')
    const sources = [
      { name: 'stores/shop', type: 'parquet', writable: true },
      { name: 'archive', type: 'parquet' },
      { name: 'scratch', type: 'memory' },
    ]
    writeFileSync(file, JSON.stringify({ datasources: sources }))
    const script = `${users} CREATE TABLE scratch.t (a INT); SHOW DATABASES`
    const result = await shell(['--datasources', file, '--format', 'csv', '-c', script])
    expect(result).toEqual({
      status: 0,
      stdout: 'Database\narchive\ninformation_schema\nscratch\nshop\n',
      stderr: '',
    })
    const refused = await shell(['--datasources', file, '-c', 'CREATE TABLE archive.t (a INT)'])
    expect(refused.stderr).toContain('read_only')
  })

  test('--help and --version answer without a database', async () => {
    expect((await shell(['--help'])).stdout).toContain('Exit status')
    expect((await shell(['--version'])).stdout).toMatch(/^sqlexec \d+\.\d+\.\d+\n$/u)
  })
})

test('a reader that leaves ends the output, not the script', async () => {
  const stdin = Readable.from([`${users} SELECT * FROM users; DELETE FROM users;`])
  const stdout = new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error('broken pipe'), { code: 'EPIPE' }))
    },
  })
  const stderr = new Sink()
  const args = [join(directory, 'shop')]
  expect(await runShell(args, { stdin, stdout, stderr, env: {} })).toBe(0)
  expect(stderr.text).toBe('')
  const { stdout: count } = await shell(['--format', 'jsonl', '-c', 'SELECT COUNT(*) n FROM users'])
  expect(count).toBe('{"n":0}\n')
})

test('output that cannot be written is an error', async () => {
  const stdout = new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }))
    },
  })
  const stderr = new Sink()
  const script = 'SELECT 1; SELECT 2; SELECT 3'
  const status = await runShell([join(directory, 'shop'), '-c', script], {
    stdin: Readable.from([]),
    stdout,
    stderr,
    env: {},
  })
  expect(status).toBe(1)
  expect(stderr.text).toContain('no space left')
})

describe('the interactive shell', () => {
  /** Types lines and answers what appeared, the terminal's own escape sequences taken out. */
  async function type(lines: string) {
    const stdin = Object.assign(new PassThrough(), { isTTY: true })
    const stdout = new Sink()
    const stderr = new Sink()
    const env = { SQLEXEC_HISTORY: join(directory, 'history') }
    const running = runShell([join(directory, 'shop')], { stdin, stdout, stderr, env })
    stdin.end(lines)
    const status = await running
    const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, 'gu')
    return { status, stdout: stdout.text.replace(escapes, ''), stderr: stderr.text }
  }

  test('runs statements that span lines and goes on after an error', async () => {
    const { status, stdout, stderr } = await type(
      'CREATE TABLE t (a INT);\nINSERT INTO t\nVALUES (41),\n(1);\nSELECT nope;\nSELECT SUM(a) AS answer FROM t;\n\\q\n',
    )
    expect(status).toBe(0)
    expect(stdout).toContain('Query OK, 2 rows affected (')
    expect(stdout).toContain('answer')
    expect(stdout).toMatch(/\|\s+42 \|/u)
    expect(stderr).toContain('unknown_column')
  })

  test('knows its commands', async () => {
    const { stdout, stderr } = await type(
      'CREATE TABLE t (a INT);\n\\d\n\\d t\n\\f json\nSELECT 7 AS n;\n\\h\n\\nonsense\nexit;\nSELECT 8;\n',
    )
    expect(stdout).toContain('Tables_in_shop')
    expect(stdout).toContain('| Field |')
    expect(stdout).toContain('[{"n":7}]')
    expect(stdout).toContain('list the tables')
    expect(stderr).toContain('unknown command \\nonsense')
    expect(stdout).not.toContain('8 |')
  })

  test('Ctrl-C drops what is typed', async () => {
    const { stdout, stderr } = await type('SELECT 1 +\n\u0003SELECT 5 AS five;\n')
    expect(stdout).toContain('five')
    expect(stderr).toBe('')
  })

  test('keeps a history', async () => {
    await type('SELECT 1;\n\\q\n')
    await type('SELECT 2;\n\\q\n')
    const kept = readFileSync(join(directory, 'history'), 'utf8').split('\n')
    expect(kept.filter((line) => line.startsWith('SELECT'))).toEqual(['SELECT 1;', 'SELECT 2;'])
  })
})
