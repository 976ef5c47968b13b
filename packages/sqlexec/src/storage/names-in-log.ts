import { ByteReader } from '../base/bytes.ts'
import type { FileSystem } from '../io/file-system.ts'
import { LogReader } from '../wal/log-reader.ts'
import { type DdlRecord, decodeDdl } from './ddl-record.ts'
import { ddlTag } from './redo.ts'

/**
 * Every name that the log gives to a table or takes from it, by table id. A file may stand under any of them: whether that of a
 * renamed table was moved when the power went is not said anywhere.
 */
export function namesInLog(fileSystem: FileSystem, path: string): Map<number, Set<string>> {
  const names = new Map<number, Set<string>>()
  const add = (id: number, name: string) => {
    const known = names.get(id)
    if (known === undefined) names.set(id, new Set([name]))
    else known.add(name)
  }
  const reader = LogReader.open(fileSystem, path)
  try {
    for (const { payload } of reader.frames()) {
      const record = definitionChange(payload)
      if (record?.kind === 'rename') {
        for (const { table, from } of record.tables) add(table, from)
        for (const { id, name } of record.definitions) add(id, name)
      } else if (record?.kind === 'alter table' && record.from !== null) {
        add(record.definition.id, record.from)
        add(record.definition.id, record.definition.name)
      }
    }
  } finally {
    reader.close()
  }
  return names
}

/** The change of definitions in a frame; `undefined`: it holds another thing, or what cannot be read, which the replay will tell. */
function definitionChange(payload: Uint8Array): DdlRecord | undefined {
  if (payload[0] !== ddlTag) return undefined
  try {
    const reader = new ByteReader(payload, 'a log frame')
    reader.u8()
    return decodeDdl(reader.text())
  } catch {
    return undefined
  }
}
