import type { Benchmark, Contender } from '../harness/benchmark.ts'
import { openSqlite, type SqliteJournal } from '../harness/peers.ts'
import { openSqlExec } from '../harness/sqlexec.ts'

const create = 'CREATE TABLE events (id INTEGER PRIMARY KEY, kind VARCHAR(20), amount INTEGER)'
const insert = 'INSERT INTO events VALUES (?, ?, ?)'
const lone = 200
const crowd = 64
const crowdRounds = 10

/** Inserts of one row, each its own transaction, each durable on disk when it is acknowledged. */
export const commit: Benchmark = {
  name: 'commit',
  async *tasks({ scratchDirectory }) {
    const db = await openSqlExec(`${scratchDirectory}/commit`)
    await db.exec(create)
    const ours = await db.prepare(insert)
    let next = 0
    const one = () => ours.run([next++, 'click', 1])

    const closers: (() => void)[] = []
    const sqlite = (journal: SqliteJournal): Contender => {
      const database = openSqlite(`${scratchDirectory}/commit-${journal}.sqlite`, journal)
      closers.push(() => database.close())
      database.exec(create)
      const statement = database.prepare(insert)
      let id = 0
      return {
        name: `better-sqlite3 ${journal}, synchronous=FULL`,
        round() {
          for (let i = 0; i < lone; i++) statement.run(id++, 'click', 1)
        },
      }
    }
    yield {
      name: 'durable commit of one row, one after the other',
      operations: lone,
      contenders: [
        {
          name: 'sqlexec',
          async round() {
            for (let i = 0; i < lone; i++) await one()
          },
        },
        sqlite('WAL'),
        sqlite('DELETE'),
      ],
    }
    // One session runs one statement at a time: a crowd is many sessions.
    const sessions = Array.from({ length: crowd }, () => db.connect())
    yield {
      name: `durable commit of one row, ${crowd} sessions at a time`,
      operations: crowd * crowdRounds,
      contenders: [
        {
          name: 'sqlexec',
          async round() {
            for (let r = 0; r < crowdRounds; r++) {
              await Promise.all(
                sessions.map((session) => session.run(insert, [next++, 'click', 1])),
              )
            }
          },
        },
      ],
    }
    for (const close of closers) close()
    await db.close()
  },
}
