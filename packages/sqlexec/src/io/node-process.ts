import { randomBytes } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Liveness, LockRecord, ProcessProbe } from './lock.ts'

let probe: ProcessProbe | undefined

/** This process as a holder of locks, and what it can find out about others. One per process. */
export function nodeProcess(): ProcessProbe {
  probe ??= makeProbe()
  return probe
}

function makeProbe(): ProcessProbe {
  const self = {
    pid: process.pid,
    host: hostname(),
    startTime: startTimeOf('self'),
    boot: orNull(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pidNamespace: orNull(() => readlinkSync('/proc/self/ns/pid')),
  }
  const exitActions = new Set<() => void>()
  const runExitActions = () => {
    for (const action of exitActions) action()
  }
  return {
    self,
    token: () => randomBytes(12).toString('hex'),
    livenessOf: (record) => livenessOf(record, self),
    onExit(action) {
      if (exitActions.size === 0) process.on('exit', runExitActions)
      exitActions.add(action)
      return () => {
        exitActions.delete(action)
        if (exitActions.size === 0) process.off('exit', runExitActions)
      }
    },
    every(milliseconds, action) {
      const timer = setInterval(action, milliseconds)
      timer.unref()
      return () => clearInterval(timer)
    },
  }
}

/**
 * A process can be asked about only where it would be in our process table: the same boot of the same kernel
 * and the same pid namespace (Linux), or the same host name where there is no /proc.
 */
function livenessOf(record: LockRecord, self: ProcessProbe['self']): Liveness {
  if (record.boot !== null && self.boot !== null) {
    if (record.boot !== self.boot) return record.host === self.host ? 'dead' : 'unknown'
    if (record.pidNamespace !== self.pidNamespace) return 'unknown'
  } else if (record.host !== self.host) {
    return 'unknown'
  }
  if (!processExists(record.pid)) return 'dead'
  const startTime = startTimeOf(record.pid)
  if (startTime === null || record.startTime === null) {
    return record.pid === self.pid ? 'alive' : 'unknown'
  }
  return startTime === record.startTime ? 'alive' : 'dead'
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it exists and belongs to someone else.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

/** Field 22 of /proc/PID/stat: clock ticks from boot to the start of the process. `null` where unknown. */
function startTimeOf(pid: number | 'self'): string | null {
  return orNull(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // Field 2 is the name in parentheses and may hold spaces and parentheses itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // A zombie (Z) or a dead process (X) holds nothing any more, though its entry is still there.
    return fields[0] === 'Z' || fields[0] === 'X' ? 'ended' : fields[19]
  })
}

function orNull<T>(action: () => T): T | null {
  try {
    return action()
  } catch {
    return null
  }
}
