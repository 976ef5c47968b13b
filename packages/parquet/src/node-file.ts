import { open } from 'node:fs/promises'
import { corrupt } from './errors.ts'
import { type ByteSource, checkRange } from './source.ts'

/** Opens a file of the local file system for reading. The caller closes it. */
export async function openFile(
  path: string | URL,
): Promise<ByteSource & { close(): Promise<void> }> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    return {
      size,
      async read(offset, length) {
        checkRange(offset, length, size)
        const bytes = new Uint8Array(length)
        let filled = 0
        while (filled < length) {
          const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled)
          if (bytesRead === 0) throw corrupt(`the file shrank below ${offset + length} bytes`)
          filled += bytesRead
        }
        return bytes
      },
      close: () => handle.close(),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}
