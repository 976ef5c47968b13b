import { expect, test } from 'vitest'
import { open } from '../index.ts'

async function bank() {
  const db = await open(':memory:')
  await db.exec('CREATE TABLE account (id INT PRIMARY KEY, amount INT)')
  await db.exec('INSERT INTO account VALUES (1, 10), (2, 20), (3, 30)')
  const [first, second] = [db.connect(), db.connect()]
  await first.exec('BEGIN')
  await second.exec('BEGIN')
  return { db, first, second }
}

const conflict = { code: 'write_conflict', errno: 1213 }

test.each(['FOR UPDATE', 'FOR SHARE'])(
  'a row read %s cannot be changed by another',
  async (lock) => {
    const { db, first, second } = await bank()
    await first.query(`SELECT amount FROM account WHERE id = 1 ${lock}`)
    await expect(second.run('UPDATE account SET amount = 0 WHERE id = 1')).rejects.toMatchObject(
      conflict,
    )
    await first.exec('COMMIT')
    expect(await db.query('SELECT amount FROM account WHERE id = 1')).toEqual([{ amount: 10 }])
    await db.close()
  },
)

test('a row that another has changed cannot be read FOR UPDATE', async () => {
  const { db, first, second } = await bank()
  await first.query('SELECT 1 FROM account')
  await second.run('UPDATE account SET amount = 0 WHERE id = 2')
  await second.exec('COMMIT')
  await expect(first.query('SELECT * FROM account WHERE id = 2 FOR UPDATE')).rejects.toMatchObject(
    conflict,
  )
  await db.close()
})

test('rows beside those read FOR UPDATE stay free', async () => {
  const { db, first, second } = await bank()
  await first.query('SELECT * FROM account ORDER BY amount DESC LIMIT 1 FOR UPDATE')
  await second.run('UPDATE account SET amount = 0 WHERE id = 2')
  await second.exec('COMMIT')
  await first.exec('COMMIT')
  expect(await db.query('SELECT SUM(amount) AS total FROM account')).toEqual([{ total: 40 }])
  await db.close()
})

test('rows that are rolled back are free again', async () => {
  const { db, first, second } = await bank()
  await first.query('SELECT * FROM account FOR UPDATE')
  await first.exec('ROLLBACK')
  expect(await second.run('UPDATE account SET amount = 1')).toMatchObject({ changes: 3 })
  await db.close()
})
