import { ParquetError, unsupported } from './errors.ts'
import { type ByteSource, checkRange } from './source.ts'

export interface HttpOptions {
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch
  /** Sent with every request, for authorization for example. */
  readonly headers?: Readonly<Record<string, string>>
  /** Ends all requests, those of later reads included. */
  readonly signal?: AbortSignal
}

/** The first request takes this much of the file's end, where the footer is. */
const tailBytes = 64 * 1024

/** What tells one version of the file from another; what the server does not say is `null`. */
interface Version {
  readonly size: number
  readonly etag: string | null
  readonly lastModified: string | null
}

/** `Content-Range: bytes first-last/size`. */
interface ContentRange {
  readonly first: number
  readonly last: number
  readonly size: number
}

interface Remote {
  readonly url: string | URL
  readonly options: HttpOptions
}

/**
 * A file behind HTTP, read by range requests. Opening takes one request: for the file's end, whose answer says how
 * large the file is; reads within the last 64 KiB, such as the footer's, are served from it.
 *
 * Every answer must carry the ETag and the modification time of the first one, where the server sends them, and the same size.
 * They are compared here instead of being sent as `If-Match`, which in browsers would need the server's leave.
 * A browser shows the size of a file of another origin only where the server sends
 * `Access-Control-Expose-Headers: Content-Range`.
 *
 * @throws {ParquetError} `unsupported` where the server ignores ranges, compresses them or does not tell the size, `io` where it
 *   refuses, breaks off, answers with other bytes than asked for, or the file has changed. What `signal` aborts with is thrown as
 *   it is.
 */
export async function httpSource(
  url: string | URL,
  options: HttpOptions = {},
): Promise<ByteSource> {
  const remote: Remote = { url, options }
  const response = await request(remote, `bytes=-${tailBytes}`)
  if (response.status === 416 && sizeOfEmpty(response) === 0) {
    await discard(response)
    return emptySource
  }
  const range = await checkPartial(remote, response)
  const { size } = range
  const version = versionOf(response, size)
  if (range.last !== size - 1 || range.last - range.first + 1 !== Math.min(size, tailBytes)) {
    await discard(response)
    throw failure(remote, `it sent bytes ${range.first} to ${range.last} for the file's end`)
  }
  const tail = await readBody(remote, response, range.last - range.first + 1)
  const tailStart = range.first
  return {
    size,
    async read(offset, length) {
      checkRange(offset, length, size)
      if (length === 0) return new Uint8Array(0)
      if (offset >= tailStart) return tail.slice(offset - tailStart, offset - tailStart + length)
      return readRange(remote, version, offset, length)
    },
  }
}

const emptySource: ByteSource = {
  size: 0,
  async read(offset, length) {
    checkRange(offset, length, 0)
    return new Uint8Array(0)
  },
}

async function readRange(
  remote: Remote,
  version: Version,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const response = await request(remote, `bytes=${offset}-${offset + length - 1}`)
  if (response.status === 412 || response.status === 416) {
    await discard(response)
    throw failure(remote, 'the file has changed since it was opened')
  }
  const range = await checkPartial(remote, response)
  const now = versionOf(response, range.size)
  if (isOther(version, now)) {
    await discard(response)
    throw failure(remote, 'the file has changed since it was opened')
  }
  if (range.first !== offset || range.last !== offset + length - 1) {
    await discard(response)
    throw failure(
      remote,
      `it sent bytes ${range.first} to ${range.last} instead of ${offset} to ${offset + length - 1}`,
    )
  }
  return readBody(remote, response, length)
}

async function request({ url, options }: Remote, range: string): Promise<Response> {
  const { fetch: send = fetch, headers, signal } = options
  try {
    return await send(url, {
      // With a range, `fetch` asks for an answer that is not compressed.
      headers: { ...headers, range },
      signal,
    })
  } catch (cause) {
    signal?.throwIfAborted()
    throw failure({ url, options }, reasonOf(cause), cause)
  }
}

/** The range of an answer that holds part of the file; throws for any other answer. */
async function checkPartial(remote: Remote, response: Response): Promise<ContentRange> {
  const range = response.status === 206 ? contentRange(response) : undefined
  const encoding = response.headers.get('content-encoding') ?? 'identity'
  if (range !== undefined && encoding === 'identity') return range
  await discard(response)
  const { status, statusText } = response
  if (status === 200) {
    throw unsupported(
      `${addressOf(remote)} ignores range requests; fetch the whole file and give it to bufferSource`,
    )
  }
  if (status !== 206) throw failure(remote, `it answered ${status} ${statusText}`.trimEnd())
  if (encoding !== 'identity') {
    throw unsupported(`${addressOf(remote)} compresses its answers with ${encoding}`)
  }
  throw unsupported(`${addressOf(remote)} does not tell the size of the file (Content-Range)`)
}

function contentRange({ headers }: Response): ContentRange | undefined {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(headers.get('content-range') ?? '')
  if (match === null) return undefined
  const [first, last, size] = [Number(match[1]), Number(match[2]), Number(match[3])]
  return first <= last && last < size ? { first, last, size } : undefined
}

function sizeOfEmpty({ headers }: Response): number | undefined {
  return headers.get('content-range') === 'bytes */0' ? 0 : undefined
}

function versionOf({ headers }: Response, size: number): Version {
  return { size, etag: headers.get('etag'), lastModified: headers.get('last-modified') }
}

function isOther(before: Version, now: Version): boolean {
  const differ = (a: string | null, b: string | null) => a !== null && b !== null && a !== b
  return (
    before.size !== now.size ||
    differ(before.etag, now.etag) ||
    differ(before.lastModified, now.lastModified)
  )
}

/** The body, which must have exactly `length` bytes. No more than that is taken, whatever the server sends. */
async function readBody(remote: Remote, response: Response, length: number): Promise<Uint8Array> {
  const bytes = allocate(remote, length)
  let filled = 0
  try {
    if (response.body !== null) {
      const reader = response.body.getReader()
      for (;;) {
        const { done, value } = await reader.read()
        if (done) break
        if (value.length > length - filled) {
          await reader.cancel()
          throw failure(remote, `it sent more than the ${length} bytes that were asked for`)
        }
        bytes.set(value, filled)
        filled += value.length
      }
    }
  } catch (cause) {
    if (cause instanceof ParquetError) throw cause
    remote.options.signal?.throwIfAborted()
    throw failure(remote, `it broke off: ${reasonOf(cause)}`, cause)
  }
  if (filled < length) throw failure(remote, `it sent ${filled} of ${length} bytes`)
  return bytes
}

function allocate(remote: Remote, length: number): Uint8Array {
  try {
    return new Uint8Array(length)
  } catch (cause) {
    throw new ParquetError('limit', `no memory for ${length} bytes of ${addressOf(remote)}`, {
      cause,
    })
  }
}

/** Ends an answer that is not wanted, so that its connection is free. */
async function discard(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => undefined)
}

function failure(remote: Remote, reason: string, cause?: unknown): ParquetError {
  return new ParquetError('io', `cannot read from ${addressOf(remote)}: ${reason}`, { cause })
}

/** The address without its query, which often holds a signature, and without credentials. */
function addressOf({ url }: Remote): string {
  return String(url)
    .replace(/[?#].*$/su, '')
    .replace(/\/\/[^/@]*@/u, '//')
}

function reasonOf(cause: unknown): string {
  const error = cause as { message?: string; cause?: { message?: string } }
  return error?.cause?.message ?? error?.message ?? String(cause)
}
