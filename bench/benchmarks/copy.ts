import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { Benchmark } from '../harness/benchmark.ts'
import { openDuckDB } from '../harness/peers.ts'
import { openSqlExec } from '../harness/sqlexec.ts'

const rows = 1_000_000
const create =
  'CREATE TABLE t (id INTEGER, name VARCHAR(40), amount DECIMAL(10,2), day DATE, x DOUBLE, flag INTEGER)'
const dayMilliseconds = 86_400_000

async function writeCsv(path: string): Promise<void> {
  const stream = createWriteStream(path)
  stream.write('id,name,amount,day,x,flag\n')
  let text = ''
  for (let i = 0; i < rows; i++) {
    const day = new Date(Date.UTC(2020, 0, 1) + (i % 2000) * dayMilliseconds)
    const fields = [i, `name ${i}`, (i % 100_000) / 100, day.toISOString().slice(0, 10)]
    text += `${fields.join(',')},${(i * 0.37).toFixed(3)},${i % 7}\n`
    if (i % 10_000 === 9_999) {
      stream.write(text)
      text = ''
    }
  }
  stream.end(text)
  await finished(stream)
}

/** A million rows of six columns from a CSV file into a table on disk, committed, and out again. */
export const copy: Benchmark = {
  name: 'copy',
  async *tasks({ scratchDirectory, threads }) {
    const csv = `${scratchDirectory}/in.csv`
    await writeCsv(csv)
    const db = await openSqlExec(`${scratchDirectory}/copy`)
    await db.exec(create)
    const duckdb = await openDuckDB(threads, `${scratchDirectory}/copy.duckdb`)
    await duckdb.connection.run(create)
    const sum = 'SELECT COUNT(*), SUM(id), SUM(amount) FROM t'
    const answer = async () => {
      const [[count, ids, amounts]] = await db.query(sum, [], { rowMode: 'array' })
      return [count, ids, amounts].map(Number)
    }
    const duckdbAnswer = async () => (await duckdb.rows(sum))[0].map(Number)
    const load = {
      async sqlexec() {
        await db.exec(`TRUNCATE TABLE t; COPY t FROM '${csv}' (HEADER)`)
      },
      async duckdb() {
        await duckdb.connection.run('TRUNCATE TABLE t')
        await duckdb.connection.run(`COPY t FROM '${csv}' (HEADER)`)
      },
    }
    yield {
      name: 'COPY of a CSV file of a million rows into a table',
      operations: 1,
      contenders: [
        {
          name: 'sqlexec',
          async answer() {
            await load.sqlexec()
            return answer()
          },
          round: load.sqlexec,
        },
        {
          name: 'duckdb',
          async answer() {
            await load.duckdb()
            return duckdbAnswer()
          },
          round: load.duckdb,
        },
      ],
    }
    for (const format of ['csv', 'parquet']) {
      const path = `${scratchDirectory}/out.${format}`
      yield {
        name: `COPY of a table of a million rows to a ${format} file`,
        operations: 1,
        contenders: [
          {
            name: 'sqlexec',
            async round() {
              await db.exec(`COPY t TO '${path}'`)
            },
          },
          {
            name: 'duckdb',
            async round() {
              await duckdb.connection.run(`COPY t TO '${path}'`)
            },
          },
        ],
      }
    }
    duckdb.close()
    await db.close()
  },
}
