import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Cursor, type EntryRange } from './cursor.ts'
import { integerKind, type KeyKind, numberKind, stringKind } from './key-kind.ts'
import { BTree } from './tree.ts'

interface Entry<K> {
  readonly key: K
  readonly rowId: number
}

/** A seeded generator (mulberry32) of integers below a bound. */
function generator(seed: number): (bound: number) => number {
  let state = seed
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * bound)
  }
}

function order<K>(a: Entry<K>, b: Entry<K>): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : a.rowId - b.rowId
}

function everything<K>(tree: BTree<K>): EntryRange<K> {
  return { low: tree.kind.lowest, lowRowId: -1, high: undefined, highRowId: 0 }
}

function sorted<K>(entries: Iterable<Entry<K>>): Entry<K>[] {
  return [...entries].sort(order)
}

function expectSame<K>(tree: BTree<K>, entries: readonly Entry<K>[]): void {
  const rowIds = entries.map(({ rowId }) => rowId)
  expect(tree.size).toBe(entries.length)
  expect([...new Cursor(tree, everything(tree), false)]).toEqual(rowIds)
  expect([...new Cursor(tree, everything(tree), true)]).toEqual(rowIds.reverse())
}

function expectSameRanges<K>(
  tree: BTree<K>,
  entries: readonly Entry<K>[],
  key: (n: number) => K,
  random: (bound: number) => number,
): void {
  for (let i = 0; i < 20; i++) {
    const probe = key(random(1000))
    expect(tree.equal(probe)).toEqual(
      entries.filter((entry) => entry.key === probe).map(({ rowId }) => rowId),
    )
    const low = { key: key(random(1000)), rowId: random(2000) - 1 }
    const high = { key: key(random(1000)), rowId: random(2000) - 1 }
    const range = { low: low.key, lowRowId: low.rowId, high: high.key, highRowId: high.rowId }
    const inside = entries
      .filter((entry) => order(low, entry) <= 0 && order(entry, high) < 0)
      .map(({ rowId }) => rowId)
    expect([...new Cursor(tree, range, false)]).toEqual(inside)
    expect([...new Cursor(tree, range, true)]).toEqual(inside.reverse())
  }
}

const kinds: readonly [string, KeyKind<unknown>, (n: number) => unknown][] = [
  ['numbers', numberKind as KeyKind<unknown>, (n) => n / 8 - 20],
  ['integers', integerKind as KeyKind<unknown>, (n) => (n % 2 ? n : BigInt(n) << 60n)],
  ['strings', stringKind as KeyKind<unknown>, (n) => (n % 10 ? `k${n}` : `${'x'.repeat(40)}${n}`)],
]

describe.each(kinds)('a tree of %s', (_, kind, key) => {
  it.each([
    ['random keys', 1000],
    ['few keys', 3],
    ['one key', 1],
  ])('does as a sorted array does: %s', (_, distinct) => {
    const random = generator(distinct)
    const tree = new BTree(kind)
    const model = new Map<string, Entry<unknown>>()
    for (let phase = 0; phase < 4; phase++) {
      const removes = phase % 2 === 0 ? 2 : 8
      for (let i = 0; i < 1000; i++) {
        const entry = { key: key(random(distinct)), rowId: random(2000) }
        const name = `${entry.key}/${entry.rowId}`
        if (random(10) < removes) {
          expect(tree.remove(entry.key, entry.rowId)).toBe(model.delete(name))
        } else {
          expect(tree.insert(entry.key, entry.rowId)).toBe(!model.has(name))
          model.set(name, entry)
        }
      }
      const entries = sorted(model.values())
      expectSame(tree, entries)
      expectSameRanges(tree, entries, key, random)
    }
    for (const { key, rowId } of model.values()) expect(tree.remove(key, rowId)).toBe(true)
    expectSame(tree, [])
    expect(tree.insert(key(1), 1)).toBe(true)
    expectSame(tree, [{ key: key(1), rowId: 1 }])
  })

  it('builds what inserting would, and stays whole under changes', () => {
    for (const count of [0, 1, 112, 113, 20_000]) {
      const random = generator(count)
      const entries = sorted(
        Array.from({ length: count }, (_, rowId) => ({ key: key(random(1000)), rowId })),
      )
      const tree = new BTree(kind)
      const keys = entries.map((entry) => entry.key)
      tree.addAll(
        keys,
        Float64Array.from(entries, ({ rowId }) => rowId),
        Uint32Array.from(entries, (_, i) => i),
      )
      expectSame(tree, entries)
      const kept: Entry<unknown>[] = []
      for (const entry of entries) {
        if (random(3) > 0) expect(tree.remove(entry.key, entry.rowId)).toBe(true)
        else kept.push(entry)
      }
      expectSame(tree, kept)
    }
  })

  it('adds and removes many at once as one by one', () => {
    for (const [before, added] of [
      [0, 500],
      [500, 0],
      [3000, 3000],
      [100, 5000],
      [5000, 100],
    ]) {
      const random = generator(before + added)
      const tree = new BTree(kind)
      const model = new Map<string, Entry<unknown>>()
      const take = ({ key, rowId }: Entry<unknown>) => model.set(`${key}/${rowId}`, { key, rowId })
      for (let i = 0; i < before; i++) {
        const entry = { key: key(random(300)), rowId: random(500) }
        tree.insert(entry.key, entry.rowId)
        take(entry)
      }
      const more = new Map<string, Entry<unknown>>()
      for (let i = 0; i < added; i++) {
        const entry = { key: key(random(300)), rowId: random(500) }
        more.set(`${entry.key}/${entry.rowId}`, entry)
      }
      const entries = sorted(more.values())
      tree.addAll(
        entries.map((entry) => entry.key),
        Float64Array.from(entries, ({ rowId }) => rowId),
        Uint32Array.from(entries, (_, i) => i),
      )
      for (const entry of entries) take(entry)
      expectSame(tree, sorted(model.values()))
      const gone = new Set(Array.from({ length: 200 }, () => random(500)))
      tree.removeRows(gone)
      const kept = sorted(model.values()).filter(({ rowId }) => !gone.has(rowId))
      expectSame(tree, kept)
      for (const { key, rowId } of kept) expect(tree.remove(key, rowId)).toBe(true)
      tree.removeRows(gone)
      expectSame(tree, [])
      expect(tree.insert(key(1), 1)).toBe(true)
    }
  })

  it('takes ascending and descending keys', () => {
    const entries = sorted(Array.from({ length: 2000 }, (_, i) => ({ key: key(i), rowId: i })))
    const ascending = new BTree(kind)
    for (const entry of entries) ascending.insert(entry.key, entry.rowId)
    expectSame(ascending, entries)
    const descending = new BTree(kind)
    for (const entry of [...entries].reverse()) descending.insert(entry.key, entry.rowId)
    expectSame(descending, entries)
  })
})

describe('a cursor', () => {
  it('gives what stays exactly once while entries come and go', () => {
    fc.assert(
      fc.property(fc.integer(), fc.boolean(), (seed, reverse) => {
        const random = generator(seed)
        const tree = new BTree(numberKind)
        const stays: number[] = []
        for (let rowId = 0; rowId < 1000; rowId += 2) {
          tree.insert(Math.floor(rowId / 10), rowId)
          stays.push(rowId)
        }
        const given: number[] = []
        for (const rowId of new Cursor(tree, everything(tree), reverse)) {
          given.push(rowId)
          for (let i = random(4); i > 0; i--) {
            const odd = random(500) * 2 + 1
            if (!tree.insert(Math.floor(odd / 10), odd)) tree.remove(Math.floor(odd / 10), odd)
          }
        }
        const expected = reverse ? stays.reverse() : stays
        expect(given.filter((rowId) => rowId % 2 === 0)).toEqual(expected)
        expect(new Set(given).size).toBe(given.length)
      }),
      { seed: 11, numRuns: 30 },
    )
  })

  it('stays at the end once it was there', () => {
    const tree = new BTree(numberKind)
    tree.insert(1, 1)
    const cursor = new Cursor(tree, everything(tree), false)
    expect([...cursor]).toEqual([1])
    tree.insert(2, 2)
    expect(cursor.next().done).toBe(true)
  })
})

describe('a tree of numbers', () => {
  it('becomes one of integers of any size', () => {
    const tree = new BTree<number | bigint>(numberKind as KeyKind<number | bigint>)
    for (let i = 0; i < 5000; i++) tree.insert(i % 700, i)
    const before = [...new Cursor(tree, everything(tree), false)]
    tree.convert(integerKind)
    tree.insert(2n ** 63n, 5000)
    tree.insert(-(2n ** 63n), 5001)
    expect([...new Cursor(tree, everything(tree), false)]).toEqual([5001, ...before, 5000])
    expect(tree.equal(2n ** 63n)).toEqual([5000])
    expect(tree.equal(699)).toEqual([699, 1399, 2099, 2799, 3499, 4199, 4899])
  })
})
