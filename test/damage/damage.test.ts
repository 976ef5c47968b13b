import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { open } from 'sqlexec'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { runShell } from '../../packages/cli/src/run-shell.ts'
import { crashCopy, flip, framesOf, workDirectory } from './crash-copy.ts'

/** Tables `a` and `b` have three rows in their files and two in the log; `late` is in the log alone. */
const script = [
  'CREATE TABLE a (id INT PRIMARY KEY, v VARCHAR); CREATE TABLE b (id INT PRIMARY KEY, v VARCHAR)',
  "INSERT INTO a VALUES (1, 'a1'), (2, 'a2'), (3, 'a3'); INSERT INTO b VALUES (1, 'b1'), (2, 'b2'), (3, 'b3')",
  'FLUSH TABLES',
  "INSERT INTO a VALUES (4, 'a4')",
  "INSERT INTO b VALUES (4, 'b4')",
  "DELETE FROM a WHERE id = 1; INSERT INTO a VALUES (5, 'a5')",
  "INSERT INTO b VALUES (5, 'b5')",
  'CREATE TABLE late (id INT)',
  'INSERT INTO late VALUES (9)',
]

interface Scenario {
  readonly name: string
  harm(directory: string): void
  /** What opening tells. */
  readonly warning: RegExp
  /** The ids of each table before the repair, or what it answers. */
  readonly before: Readonly<Record<string, readonly number[] | RegExp>>
  readonly writable: boolean
  readonly after: Readonly<Record<string, readonly number[]>>
  /** Files that hold what the repair gave up. */
  readonly aside: readonly string[]
}

const whole = { a: [2, 3, 4, 5], b: [1, 2, 3, 4, 5], late: [9] }
const files = { a: [1, 2, 3], b: [1, 2, 3], late: /1146|doesn't exist/ }
const filesAfter = { a: [1, 2, 3], b: [1, 2, 3] }
const inFile = (name: string) => (directory: string) => join(directory, name)
const wal = inFile('.wal')

function flipFrame(which: 'first' | 'middle' | 'last') {
  return (directory: string) => {
    const { starts } = framesOf(readFileSync(wal(directory)))
    const number = which === 'first' ? 0 : which === 'middle' ? 3 : starts.length - 1
    flip(wal(directory), starts[number] + 40)
  }
}

const scenarios: Scenario[] = [
  {
    name: 'a log that is missing',
    harm: (directory) => rmSync(wal(directory)),
    warning: /log .* is missing/,
    before: files,
    writable: false,
    after: filesAfter,
    aside: [],
  },
  {
    name: 'a log that is empty',
    harm: (directory) => truncateSync(wal(directory), 0),
    warning: /log .* is damaged/,
    before: files,
    writable: false,
    after: filesAfter,
    aside: ['.wal.damaged-1'],
  },
  {
    name: 'a log whose header is cut off',
    harm: (directory) => truncateSync(wal(directory), 20),
    warning: /log .* is damaged/,
    before: files,
    writable: false,
    after: filesAfter,
    aside: ['.wal.damaged-1'],
  },
  {
    name: 'a log whose header is garbage',
    harm: (directory) => flip(wal(directory), 3),
    warning: /log .* is damaged/,
    before: whole,
    writable: false,
    after: whole,
    aside: ['.wal.damaged-1'],
  },
  {
    name: 'a log that is another file altogether',
    harm: (directory) => writeFileSync(wal(directory), 'mostly harmless\n'.repeat(100)),
    warning: /log .* is damaged/,
    before: files,
    writable: false,
    after: filesAfter,
    aside: ['.wal.damaged-1'],
  },
  {
    name: 'a damaged first frame',
    harm: flipFrame('first'),
    warning: /log .* is damaged: .* at byte 48/,
    before: files,
    writable: false,
    after: filesAfter,
    aside: ['.wal.damaged-1'],
  },
  {
    name: 'a damaged frame in the middle',
    harm: flipFrame('middle'),
    warning: /log .* is damaged/,
    before: { a: [2, 3, 4], b: [1, 2, 3, 4], late: files.late },
    writable: false,
    after: { a: [2, 3, 4], b: [1, 2, 3, 4] },
    aside: ['.wal.damaged-1'],
  },
  {
    name: 'a damaged last frame',
    harm: flipFrame('last'),
    warning: /no whole commit/,
    before: { ...whole, late: [] },
    writable: true,
    after: { ...whole, late: [] },
    aside: [],
  },
  {
    name: 'a damaged sidecar',
    harm: (directory) => flip(join(directory, '.sqlexec_meta'), 60),
    warning: /sidecar .* is damaged/,
    before: whole,
    writable: true,
    after: whole,
    aside: ['.sqlexec_meta.damaged-1'],
  },
  {
    name: 'a missing sidecar',
    harm: (directory) => rmSync(join(directory, '.sqlexec_meta')),
    warning: /sidecar .* is missing/,
    before: whole,
    writable: true,
    after: whole,
    aside: [],
  },
  {
    name: 'a damaged sidecar and a damaged log header',
    harm: (directory) => {
      flip(join(directory, '.sqlexec_meta'), 60)
      flip(wal(directory), 3)
    },
    warning: /log .* is damaged/,
    before: whole,
    writable: false,
    after: whole,
    aside: ['.sqlexec_meta.damaged-1', '.wal.damaged-1'],
  },
  {
    name: 'a damaged footer',
    harm: (directory) => flip(join(directory, 'a.parquet'), -6),
    warning: /a\.parquet" cannot be read/,
    before: { ...whole, a: /corrupt.*a\.parquet.*sqlexec repair/ },
    writable: true,
    after: { ...whole, a: [4, 5] },
    aside: ['a.parquet.damaged-1'],
  },
  {
    name: 'a table file that is none',
    harm: (directory) => writeFileSync(join(directory, 'a.parquet'), 'id,v\n1,a1\n'),
    warning: /a\.parquet" cannot be read/,
    before: { ...whole, a: /corrupt.*a\.parquet/ },
    writable: true,
    after: { ...whole, a: [4, 5] },
    aside: ['a.parquet.damaged-1'],
  },
  {
    name: 'a foreign file that is none',
    harm: (directory) => writeFileSync(join(directory, 'z.parquet'), 'id,v\n1,a1\n'),
    warning: /z\.parquet" cannot be read/,
    before: { ...whole, z: /corrupt.*z\.parquet/ },
    writable: true,
    after: whole,
    aside: ['z.parquet.damaged-1'],
  },
  {
    name: 'a broken file at the name of a table that is in the log alone',
    harm: (directory) => writeFileSync(join(directory, 'late.parquet'), 'no Parquet'),
    warning: /late\.parquet" cannot be read/,
    before: { ...whole, late: /corrupt.*late\.parquet/ },
    writable: true,
    after: whole,
    aside: ['late.parquet.damaged-1'],
  },
  {
    name: 'a missing table file',
    harm: (directory) => rmSync(join(directory, 'a.parquet')),
    warning: /file of table 'a' is missing/,
    before: { ...whole, a: /io.*missing.*sqlexec repair/ },
    writable: true,
    after: { ...whole, a: [4, 5] },
    aside: [],
  },
]

let root: string
let pristine: string
let shop: string

beforeAll(async () => {
  root = workDirectory()
  pristine = await crashCopy(root, script)
  cpSync(pristine, join(root, 'pristine'), { recursive: true })
  shop = pristine
  pristine = join(root, 'pristine')
})

afterAll(() => rmSync(root, { recursive: true }))

beforeEach(() => {
  rmSync(shop, { recursive: true })
  cpSync(pristine, shop, { recursive: true })
})

class Sink extends Writable {
  text = ''
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}

async function shell(...args: string[]) {
  const stdout = new Sink()
  const stderr = new Sink()
  const status = await runShell(args, { stdin: Readable.from(['']), stdout, stderr, env: {} })
  return { status, stdout: stdout.text, stderr: stderr.text }
}

async function expectTables(
  expected: Readonly<Record<string, readonly number[] | RegExp>>,
): Promise<readonly string[]> {
  await using database = await open(shop, { readOnly: true })
  for (const [table, wanted] of Object.entries(expected)) {
    const reading = database.query<{ id: number }>(`SELECT id FROM ${table} ORDER BY id`)
    const found = await reading.then(
      (rows) => rows.map(({ id }) => id),
      (error) => `${error.code} ${error.message}`,
    )
    if (wanted instanceof RegExp) expect(found).toMatch(wanted)
    else expect(found, table).toEqual(wanted)
  }
  return database.warnings
}

describe.each(scenarios)('$name', ({ harm, warning, before, writable, after, aside }) => {
  test('is told by open, and what is sound works', async () => {
    harm(shop)
    expect((await expectTables(before)).join('\n')).toMatch(warning)
    await using database = await open(shop)
    expect(database.warnings.join('\n')).toMatch(warning)
    const writing = database.run('INSERT INTO b VALUES (7, NULL)')
    if (writable) expect(await writing).toMatchObject({ changes: 1 })
    else await expect(writing).rejects.toMatchObject({ code: 'corrupt' })
  })

  test('is told by the shell, which can repair it', async () => {
    harm(shop)
    const told = await shell(shop, '--read-only', '-c', 'SELECT COUNT(*) FROM b')
    expect(told.status).toBe(0)
    expect(told.stderr).toMatch(/^WARNING: /)
    expect(told.stderr).toMatch(warning)
    const repaired = await shell('repair', shop)
    expect(repaired).toMatchObject({ status: 0, stderr: '' })
    expect(repaired.stdout).toMatch(/The database is sound now\.\n$/)
    for (const name of aside) {
      expect(existsSync(join(shop, name)), name).toBe(true)
      expect(repaired.stdout).toContain(name)
    }
    expect(readdirSync(shop).filter((name) => name.includes('damaged-'))).toEqual(aside)
    expect(await shell('repair', shop)).toEqual({
      status: 0,
      stdout: 'Nothing to repair.\n',
      stderr: '',
    })
    expect(await expectTables(after)).toEqual([])
    await using database = await open(shop)
    expect(await database.run('INSERT INTO b VALUES (7, NULL)')).toMatchObject({ changes: 1 })
  })
})

describe('a table that may have been lost with the log', () => {
  test('is told with the reason', async () => {
    rmSync(wal(shop))
    await using database = await open(shop)
    for (const statement of ['SELECT * FROM late', 'DESCRIBE late']) {
      await expect(database.query(statement)).rejects.toMatchObject({
        code: 'unknown_table',
        message: expect.stringMatching(/lost: The log .* is missing/),
      })
    }
  })
})

describe('a damaged page', () => {
  test('costs its row group, whose file is kept', async () => {
    const directory = join(root, 'paged')
    const database = await open(directory, { flushInterval: 0 })
    await database.exec('CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR)')
    const rows = Array.from({ length: 1000 }, (_, i) => `(${i}, 'v${i}')`)
    await database.exec(`INSERT INTO t VALUES ${rows.join(',')}`)
    await database.flush()
    await database.exec("INSERT INTO t VALUES (5000, 'next')")
    await database.close()
    flip(join(directory, 't.parquet'), 40)
    const broken = await shell(directory, '-c', 'SELECT * FROM t')
    expect(broken).toMatchObject({ status: 1, stderr: expect.stringContaining('t.parquet') })
    const repaired = await shell('repair', directory)
    expect(repaired.status).toBe(0)
    expect(repaired.stdout).toMatch(/goes on without 1000 of the 1001 rows/)
    expect(existsSync(join(directory, 't.parquet.damaged-1'))).toBe(true)
    const read = await shell(directory, '--format', 'jsonl', '-c', 'SELECT * FROM t')
    expect(read).toEqual({ status: 0, stdout: '{"id":5000,"v":"next"}\n', stderr: '' })
  })
})

describe('a table file that was replaced', () => {
  test('is kept or set aside, as repair is told', async () => {
    for (const keep of ['file', 'log']) {
      rmSync(shop, { recursive: true })
      cpSync(pristine, shop, { recursive: true })
      copyFileSync(join(shop, 'b.parquet'), join(shop, 'a.parquet'))
      await expectTables({ ...whole, a: /corrupt.*replaced from outside.*--keep file/ })
      const undecided = await shell('repair', shop)
      expect(undecided.status).toBe(1)
      expect(undecided.stderr).toMatch(/corrupt: .*replaced from outside.*--keep log/)
      const repaired = await shell('repair', shop, '--keep', keep)
      expect(repaired.status).toBe(0)
      expect(repaired.stdout).toContain(keep === 'file' ? '.wal.damaged-' : 'a.parquet.replaced-1')
      const warnings = await expectTables({ ...whole, a: keep === 'file' ? [1, 2, 3] : [4, 5] })
      expect(warnings).toEqual([])
    }
  })
})

describe('a table file that is replaced while the database is open', () => {
  const ways: [string, (path: string) => void][] = [
    ['by another file', (path) => renameSync(`${path}.new`, path)],
    ['in place', (path) => copyFileSync(`${path}.new`, path)],
    ['in place, by as many bytes', (path) => flip(path, 40)],
  ]
  test.each(ways)('%s: is said, and the commits stay in the log', async (_, replace) => {
    const path = join(shop, 'a.parquet')
    copyFileSync(join(shop, 'b.parquet'), `${path}.new`)
    const database = await open(shop, { flushInterval: 0 })
    await database.flush()
    await database.run("INSERT INTO a VALUES (6, 'a6')")
    await database.run("INSERT INTO b VALUES (6, 'b6')")
    replace(path)
    const told = {
      code: 'corrupt',
      message: expect.stringMatching(/replaced from outside.*--keep/),
    }
    await expect(database.flush()).rejects.toMatchObject(told)
    await expect(database.close()).rejects.toMatchObject(told)
    await expectTables({ b: [1, 2, 3, 4, 5, 6] })
    const repaired = await shell('repair', shop, '--keep', 'log')
    expect(repaired).toMatchObject({ status: 0, stderr: '' })
    await expectTables({ a: [6], b: [1, 2, 3, 4, 5, 6], late: [9] })
  })
})

describe('the command line of a repair', () => {
  test('that makes no sense is refused', async () => {
    for (const args of [[], ['x', 'y'], [shop, '--keep', 'both'], [shop, '--what'], ['/nowhere']]) {
      const { status, stderr } = await shell('repair', ...args)
      expect(status).toBe(2)
      expect(stderr).toMatch(/^sqlexec: /)
    }
  })
})

test('options that contradict a repair are refused', async () => {
  for (const options of [
    { repair: true, readOnly: true },
    { keep: 'file' as const },
    { repair: 1 as unknown as boolean },
    { repair: true, keep: 'all' as unknown as 'log' },
  ]) {
    await expect(open(shop, options)).rejects.toMatchObject({ code: 'wrong_usage' })
  }
})
