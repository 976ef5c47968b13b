import type { ViewDefinition } from '../catalog/definition.ts'
import type { FileSystem } from '../io/file-system.ts'
import type { BufferPool } from './buffer-pool.ts'
import type { RecoveredTable } from './recovered-table.ts'
import type { OpenedLog } from './recovery-log.ts'
import type { CreateConverter } from './shape-change.ts'

/** A side of a conflict between a table's file and the log. */
export type Keep = 'file' | 'log'

export interface RecoveryOptions {
  readonly fileSystem: FileSystem
  readonly directory: string
  readonly pool: BufferPool
  readonly createConverter: CreateConverter | undefined
  /** Settle conflicts and damage in favour of what is sound, setting the rest aside. */
  readonly repair: boolean
  readonly keep: Keep | null
  /** Whether a mended log may be written. */
  readonly writable: boolean
}

/** A database as the files and the log tell it. */
export interface Recovered {
  readonly databaseId: string
  readonly tables: readonly RecoveredTable[]
  readonly views: readonly ViewDefinition[]
  readonly nextTableId: number
  /** The newest LSN and commit timestamp anywhere. */
  readonly lastLsn: number
  readonly timestamp: number
  readonly sidecarLsn: number
  readonly log: OpenedLog
  /** Table files that belong to no table any more. */
  readonly stale: readonly string[]
  /** Whether the sidecar does not say what is the case, so that it must be written before the next commit. */
  readonly sidecarOutdated: boolean
  /** Whether there is a sidecar that cannot be read. */
  readonly sidecarDamaged: boolean
  readonly warnings: readonly string[]
}
