import { Random } from './random.ts'

/**
 * What the database must hold. Several lanes write at the same time, each to rows of its own; every transaction of a lane
 * also sets the lane's number in `progress`, so that a database tells by itself which transactions it contains.
 *
 * A transaction depends on the seed, the lane, its number and the lane's rows alone: whoever replays a lane from its
 * first transaction knows every state it went through.
 */
export interface Item {
  note: string | null
  cents: number
}

export class Lane {
  readonly lane: number
  /** Transactions applied. */
  done = 0
  readonly items = new Map<number, Item>()
  readonly links = new Map<number, number>()
  private readonly seed: number
  private nextId: number

  constructor(seed: number, lane: number) {
    this.seed = seed
    this.lane = lane
    this.nextId = lane * 1_000_000_000
  }

  /** Applies transactions up to number `done`. */
  replay(done: number): this {
    while (this.done < done) this.step()
    return this
  }

  /** Applies the next transaction and returns its statements. */
  step(): string[] {
    const random = new Random(this.seed, this.lane, this.done)
    const statements: string[] = []
    for (let n = 1 + random.below(4); n > 0; n--) statements.push(this.operation(random))
    this.done++
    statements.push(`UPDATE progress SET done = ${this.done} WHERE lane = ${this.lane}`)
    return statements
  }

  private operation(random: Random): string {
    const keys = [...this.items.keys()]
    const kind = random.next()
    // Deletes weigh more the more rows there are, so that the tables neither vanish nor grow without end.
    const crowded = keys.length > 400
    if (keys.length < 20 || kind < (crowded ? 0.15 : 0.4)) return this.insertItems(random)
    if (kind < 0.5) return this.insertLink(random, keys)
    if (kind < 0.65) return this.updateItem(random, keys)
    if (kind < 0.75) return this.updateMany(random)
    if (kind < 0.85) return this.deleteLinks(random)
    return crowded ? this.deleteMany(random) : this.deleteItem(random, keys)
  }

  private insertItems(random: Random): string {
    const rows: string[] = []
    for (let n = random.chance(0.2) ? 1 + random.below(40) : 1; n > 0; n--) {
      const id = this.nextId++
      const item = { note: randomNote(random), cents: random.below(2_000_000) - 1_000_000 }
      this.items.set(id, item)
      rows.push(`(${id}, ${this.lane}, ${quote(item.note)}, ${formatCents(item.cents)})`)
    }
    return `INSERT INTO items (id, lane, note, amount) VALUES ${rows.join(', ')}`
  }

  private insertLink(random: Random, keys: readonly number[]): string {
    const id = this.nextId++
    const item = random.pick(keys)
    this.links.set(id, item)
    return `INSERT INTO links VALUES (${id}, ${this.lane}, ${item})`
  }

  private updateItem(random: Random, keys: readonly number[]): string {
    const id = random.pick(keys)
    const item = { note: randomNote(random), cents: random.below(1_000_000) }
    this.items.set(id, item)
    return `UPDATE items SET note = ${quote(item.note)}, amount = ${formatCents(item.cents)} WHERE id = ${id}`
  }

  private updateMany(random: Random): string {
    const below = random.below(1_000_000) - 900_000
    for (const item of this.items.values()) if (item.cents < below) item.cents += 12_345
    return `UPDATE items SET amount = amount + 123.45 WHERE lane = ${this.lane} AND amount < ${formatCents(below)}`
  }

  private deleteItem(random: Random, keys: readonly number[]): string {
    const id = random.pick(keys)
    this.items.delete(id)
    return `DELETE FROM items WHERE id = ${id}`
  }

  private deleteMany(random: Random): string {
    const above = random.below(900_000)
    for (const [id, item] of this.items) if (item.cents > above) this.items.delete(id)
    return `DELETE FROM items WHERE lane = ${this.lane} AND amount > ${formatCents(above)}`
  }

  private deleteLinks(random: Random): string {
    const item = random.pick([...this.links.values(), -1])
    for (const [id, target] of this.links) if (target === item) this.links.delete(id)
    return `DELETE FROM links WHERE lane = ${this.lane} AND item = ${item}`
  }
}

export const lanes = 3

export const schema = [
  'CREATE TABLE progress (lane INT PRIMARY KEY, done BIGINT NOT NULL)',
  'CREATE TABLE items (id BIGINT PRIMARY KEY, lane INT NOT NULL, note VARCHAR(400), amount DECIMAL(12,2) NOT NULL)',
  'CREATE TABLE links (id BIGINT PRIMARY KEY, lane INT NOT NULL, item BIGINT NOT NULL)',
  'CREATE INDEX links_item ON links (item)',
  `INSERT INTO progress VALUES ${Array.from({ length: lanes }, (_, lane) => `(${lane}, 0)`).join(', ')}`,
]

/** Every row as one text, sorted: `items id|lane|note|amount`, `links id|lane|item`, `progress lane|done`. */
export function expectedRows(states: readonly Lane[]): string[] {
  const rows: string[] = []
  for (const { lane, done, items, links } of states) {
    rows.push(`progress ${lane}|${done}`)
    for (const [id, { note, cents }] of items) {
      rows.push(`items ${id}|${lane}|${note ?? 'NULL'}|${formatCents(cents)}`)
    }
    for (const [id, item] of links) rows.push(`links ${id}|${lane}|${item}`)
  }
  return rows.sort()
}

/** The rows of one table, as any reader of it gives them, in the form of `expectedRows`. */
export function describeRows(table: string, rows: readonly (readonly unknown[])[]): string[] {
  return rows.map((row) => {
    const values = row.map((value, column) =>
      value === null
        ? 'NULL'
        : table === 'items' && column === 3
          ? Number(value).toFixed(2)
          : String(value),
    )
    return `${table} ${values.join('|')}`
  })
}

/** Column lists, so that a reader's answer does not hang on the order of columns in a file. */
export const columnsOf: Record<string, string> = {
  items: 'id, lane, note, amount',
  links: 'id, lane, item',
  progress: 'lane, done',
}

function formatCents(cents: number): string {
  return (cents / 100).toFixed(2)
}

function quote(text: string | null): string {
  if (text === null) return 'NULL'
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

const words = [
  '',
  'snow',
  "l'été",
  'tab\there',
  'línea',
  'back\\slash',
  '😀',
  '漢字',
  'x'.repeat(90),
]

function randomNote(random: Random): string | null {
  if (random.chance(0.1)) return null
  return Array.from({ length: 1 + random.below(3) }, () => random.pick(words)).join(' ')
}
