import type { Random } from '../kill/random.ts'

/** A member of an object or an element of an array. */
interface Slot {
  readonly holder: Record<string, unknown>
  readonly key: string
}

function slotsOf(value: unknown, slots: Slot[] = []): Slot[] {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return slots
  const holder = value as Record<string, unknown>
  for (const key of Object.keys(holder)) {
    slots.push({ holder, key })
    slotsOf(holder[key], slots)
  }
  return slots
}

/** Changes one member somewhere within a Thrift struct, to a value of the same type. */
export function changeAnything(struct: object, random: Random, size: number): void {
  const slots = slotsOf(struct)
  if (slots.length === 0) return
  const { holder, key } = random.pick(slots)
  const value = holder[key]
  if (typeof value === 'number') holder[key] = changedNumber(value, random, size)
  else if (typeof value === 'boolean') holder[key] = !value
  else if (typeof value === 'string')
    holder[key] = random.pick(['', '\u0000', 'x'.repeat(5000), 'c0', '__proto__'])
  else if (value instanceof Uint8Array) holder[key] = changedBytes(value, random)
  else if (Array.isArray(value)) changeList(value, random)
  else if (random.chance(0.3) && !Array.isArray(holder)) swapWithTwin(slots, key, value, random)
}

function changedNumber(value: number, random: Random, size: number): number {
  const numbers = [
    0,
    1,
    -1,
    2,
    7,
    8,
    9,
    15,
    16,
    255,
    32767,
    -32768,
    2 ** 28,
    2 ** 31 - 1,
    -(2 ** 31),
    2 ** 32,
  ]
  numbers.push(
    2 ** 53 - 1,
    -(2 ** 53 - 1),
    size,
    size - 1,
    size + 1,
    value + 1,
    value - 1,
    value * 2,
  )
  numbers.push(random.below(size + 1), random.below(20))
  const chosen = random.pick(numbers)
  return Number.isSafeInteger(chosen) ? chosen : 0
}

function changedBytes(value: Uint8Array, random: Random): Uint8Array {
  const changes = [
    new Uint8Array(0),
    new Uint8Array(1),
    new Uint8Array(8).fill(0xff),
    new Uint8Array(100).fill(0x7f),
  ]
  changes.push(value.slice(1), value.slice().reverse())
  return random.pick(changes)
}

function changeList(list: unknown[], random: Random): void {
  if (list.length === 0) return
  const at = random.below(list.length)
  const other = random.below(list.length)
  const change = random.below(5)
  if (change === 0) list.splice(at, 1)
  else if (change === 1) list.splice(at, 0, structuredClone(list[other]))
  else if (change === 2) [list[at], list[other]] = [list[other], list[at]]
  else if (change === 3) list.length = 0
  else for (let i = random.below(50); i > 0; i--) list.push(list[at])
}

/** Puts a struct in the place of another one of the same name, as one chunk's metadata in another chunk. */
function swapWithTwin(slots: readonly Slot[], key: string, value: unknown, random: Random): void {
  const twins = slots.filter((slot) => slot.key === key && slot.holder[key] !== value)
  if (twins.length > 0) {
    const { holder } = random.pick(twins)
    holder[key] = structuredClone(value)
  }
}
