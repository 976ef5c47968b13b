import { SqlError } from '../base/errors.ts'
import { randomNumbers } from '../io/disk-model.ts'
import { FaultFileSystem } from '../io/fault-file-system.ts'
import { LogReader } from './log-reader.ts'
import { type Durability, LogWriter } from './log-writer.ts'

const path = 'db/.wal'
const header = { baseLsn: 0, databaseId: new Uint8Array(16).fill(7) }

/** What is known of the log from outside: what a power cut may and may not do to it. */
interface Ledger {
  /** Payloads by LSN; more than one where it is not known which of them, or whether one of them, counts. */
  readonly possible: Map<number, Uint8Array[]>
  /** Highest LSN that was acknowledged as durable. */
  durable: number
  /** Highest LSN after which a rotation was asked to begin. */
  rotated: number
}

/**
 * Several lives of one log with direct and grouped commits, rotations, disk errors and a power cut at a
 * random step, each followed by recovery. After each, every frame that was acknowledged as durable must be there,
 * in order, once, with its bytes, and no refused one.
 * @returns the number of power cuts survived
 */
export async function fuzzCrashes(seed: number): Promise<number> {
  const random = randomNumbers(seed)
  const ledger: Ledger = { possible: new Map(), durable: 0, rotated: 0 }
  let disk = new FaultFileSystem()
  disk.mkdir('db')
  LogWriter.create(disk, path, header).close()
  disk.settle()
  let cuts = 0
  for (let life = 0; life < 4; life++) {
    const durability: Durability = random() < 0.7 ? 'commit' : random() < 0.5 ? 'interval' : 'off'
    disk.powerOffAfter(Math.floor(random() * 60))
    await liveAndDie(disk, durability, ledger, random)
    // Now and then only the process ends, and the page cache lives on.
    if (disk.powered && random() < 0.3) {
      disk.heal()
    } else {
      disk = disk.crash(Math.floor(random() * 2 ** 31))
      cuts++
    }
    check(disk, ledger, seed)
  }
  return cuts
}

async function liveAndDie(
  disk: FaultFileSystem,
  durability: Durability,
  ledger: Ledger,
  random: () => number,
): Promise<void> {
  const writer = openLog(disk, durability)
  if (writer === null) return
  // What recovery replays must stay.
  ledger.durable = Math.max(ledger.durable, writer.lastLsn)
  const waiting: Promise<void>[] = []
  for (let step = 0; step < 30 && writer.failure === null; step++) {
    const choice = random()
    if (choice < 0.1) plantFault(disk, random)
    if (choice < 0.4) commitDirectly(writer, durability, ledger, payloadOf(random))
    else if (choice < 0.75)
      waiting.push(commitInGroup(writer, durability, ledger, payloadOf(random)))
    else if (choice < 0.82) waiting.push(rotate(writer, ledger, random))
    else if (choice < 0.86) waiting.push(sync(writer, ledger))
    if (random() < 0.4) await new Promise((resolve) => setImmediate(resolve))
  }
  if (random() < 0.3) {
    try {
      writer.close()
      ledger.durable = Math.max(ledger.durable, writer.failure === null ? writer.durableLsn : 0)
    } catch {
      // The power is off.
    }
  }
  await Promise.all(waiting)
  try {
    writer.close()
  } catch {
    // The power is off.
  }
}

function openLog(disk: FaultFileSystem, durability: Durability): LogWriter | null {
  try {
    const reader = LogReader.open(disk, path)
    for (const _ of reader.frames());
    reader.close()
    return LogWriter.open(disk, reader, { durability, intervalMs: 1 })
  } catch (error) {
    if (error instanceof SqlError && error.code === 'corrupt') throw error
    return null
  }
}

function commitDirectly(
  writer: LogWriter,
  durability: Durability,
  ledger: Ledger,
  payload: Uint8Array,
): void {
  const lsn = writer.lastLsn + 1
  try {
    const buffered = ledger.possible.get(lsn) ?? []
    ledger.possible.set(lsn, [...buffered, payload])
    writer.append(lsn, payload)
    ledger.possible.set(lsn, [payload])
    if (durability === 'commit') ledger.durable = Math.max(ledger.durable, lsn)
  } catch {
    if (writer.failure === null) refuse(ledger, lsn, payload)
  }
}

async function commitInGroup(
  writer: LogWriter,
  durability: Durability,
  ledger: Ledger,
  payload: Uint8Array,
): Promise<void> {
  const expected = writer.lastLsn + 1
  ledger.possible.set(expected, [...(ledger.possible.get(expected) ?? []), payload])
  try {
    const lsn = await writer.appendAsync(expected, payload)
    if (lsn !== expected) throw new Error(`LSN ${expected} was expected and ${lsn} was given`)
    ledger.possible.set(lsn, [payload])
    if (durability === 'commit') ledger.durable = Math.max(ledger.durable, lsn)
  } catch {
    if (writer.failure === null) refuse(ledger, expected, payload)
  }
}

/** A commit that was refused while the writer went on has surely not taken place. */
function refuse(ledger: Ledger, lsn: number, payload: Uint8Array): void {
  ledger.possible.set(
    lsn,
    (ledger.possible.get(lsn) ?? []).filter((other) => other !== payload),
  )
}

async function rotate(writer: LogWriter, ledger: Ledger, random: () => number): Promise<void> {
  const span = writer.lastLsn - writer.baseLsn
  const after = writer.baseLsn + Math.floor(random() * (span + 1))
  // A checkpoint makes what it covers durable elsewhere first, and never covers what is not acknowledged.
  const covered = Math.min(after, writer.durableLsn)
  if (covered < writer.baseLsn) return
  ledger.rotated = Math.max(ledger.rotated, covered)
  try {
    await writer.rotate(covered)
  } catch {
    // Refused: another rotation runs, the disk is full, or the power is off.
  }
}

async function sync(writer: LogWriter, ledger: Ledger): Promise<void> {
  const lsn = writer.lastLsn
  try {
    await writer.sync()
    ledger.durable = Math.max(ledger.durable, Math.min(lsn, writer.durableLsn))
  } catch {
    // Refused.
  }
}

function plantFault(disk: FaultFileSystem, random: () => number): void {
  const calls = [
    'write',
    'write',
    'preallocate',
    'sync',
    'rename',
    'syncDirectory',
    'open',
  ] as const
  const call = calls[Math.floor(random() * calls.length)]
  const code = random() < 0.7 ? 'ENOSPC' : 'EIO'
  disk.fail({ call, code, written: Math.floor(random() * 60) })
}

function payloadOf(random: () => number): Uint8Array {
  // Frames of one length tempt a stale one to be taken for a new one.
  const kind = random()
  const length = kind < 0.04 ? 200_000 : kind < 0.5 ? 20 : Math.floor(random() * 120)
  const bytes = new Uint8Array(length)
  const first = Math.floor(random() * 256)
  for (let i = 0; i < length; i++) bytes[i] = (first + i * 31) & 255
  return bytes
}

function check(disk: FaultFileSystem, ledger: Ledger, seed: number): void {
  const reader = LogReader.open(disk, path)
  const fail = (problem: string): never => {
    throw new Error(`seed ${seed}: ${problem}`)
  }
  const baseLsn = reader.header?.baseLsn ?? fail(`header: ${reader.headerProblem}`)
  if (baseLsn > ledger.rotated) fail(`base ${baseLsn} is too high`)
  let last = baseLsn
  for (const frame of reader.frames()) {
    if (frame.lsn !== ++last || frame.commitTimestamp !== last)
      fail(`frame ${frame.lsn} is out of order`)
    const possible = ledger.possible.get(last) ?? []
    const same = possible.find((payload) => Buffer.compare(payload, frame.payload) === 0)
    ledger.possible.set(last, [same ?? fail(`frame ${last} holds what was not committed`)])
  }
  if (reader.end.kind === 'damaged') fail(`damage was found: ${reader.end.problem}`)
  if (last < ledger.durable) fail(`${ledger.durable} was durable and the log ends at ${last}`)
  // What is lost is lost; its LSNs are given again.
  for (const lsn of ledger.possible.keys()) if (lsn > last) ledger.possible.delete(lsn)
  reader.close()
}
