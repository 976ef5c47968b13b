import { type FileSystem, parentPath } from '../io/file-system.ts'

/** Bytes copied at a time. */
const stepBytes = 1 << 20

/**
 * Copies a file beside itself, as `PATH.WORD-N` with the first number that is free, durably.
 *
 * @param word why: `damaged`, `replaced`
 * @returns the path of the copy
 */
export function copyAside(fileSystem: FileSystem, path: string, word: string): string {
  const aside = freePath(fileSystem, path, word)
  const source = fileSystem.open(path, 'read')
  try {
    const target = fileSystem.open(aside, 'create-new')
    try {
      const length = source.size()
      for (let at = 0; at < length; at += stepBytes) {
        target.writeSync(at, source.readSync(at, Math.min(stepBytes, length - at)))
      }
      target.syncSync()
    } finally {
      target.close()
    }
  } finally {
    source.close()
  }
  fileSystem.syncDirectory(parentPath(path))
  return aside
}

/** Gives a file that name, so that nothing stands at its own any more, durably. */
export function moveAside(fileSystem: FileSystem, path: string, word: string): string {
  const aside = freePath(fileSystem, path, word)
  fileSystem.rename(path, aside)
  fileSystem.syncDirectory(parentPath(path))
  return aside
}

function freePath(fileSystem: FileSystem, path: string, word: string): string {
  let number = 1
  while (fileSystem.exists(`${path}.${word}-${number}`)) number++
  return `${path}.${word}-${number}`
}
