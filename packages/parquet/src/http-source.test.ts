import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { Codec } from './format/constants.ts'
import { httpSource } from './http-source.ts'
import { readTable } from './reader/read-table.ts'
import { rowsOf } from './reader/rows-of.ts'
import { columnSpec } from './writer/column-spec.ts'
import { ParquetWriter } from './writer/parquet-writer.ts'
import { toData } from './writer/testing/column-model.ts'
import { MemorySink } from './writer/testing/memory-sink.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

const file = Uint8Array.from({ length: 200_000 }, (_, i) => i * 7)

let server: Server | undefined

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function serve(handler: Handler): Promise<string> {
  server = createServer(handler).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/data.parquet`
}

/** What a well-behaved server makes of the Range header. */
function rangeOf({ headers }: IncomingMessage, size: number): { first: number; last: number } {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(headers.range!)!
  if (first === '') return { first: Math.max(0, size - Number(last)), last: size - 1 }
  return { first: Number(first), last: Math.min(Number(last), size - 1) }
}

interface Twist {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: (bytes: Uint8Array) => Uint8Array
}

function sendPart(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Uint8Array,
  { status = 206, headers, body = (part) => part }: Twist = {},
): void {
  const { first, last } = rangeOf(request, bytes.length)
  response.writeHead(status, {
    'content-range': `bytes ${first}-${last}/${bytes.length}`,
    etag: '"one"',
    ...headers,
  })
  response.end(body(bytes.subarray(first, last + 1)))
}

/** A server whose first answer, to the opening, is sound, and whose later ones are twisted. */
async function serveTwisted(later: (request: IncomingMessage, count: number) => Twist | Handler) {
  let count = 0
  return serve((request, response) => {
    const twist = count++ === 0 ? {} : later(request, count)
    if (typeof twist === 'function') twist(request, response)
    else sendPart(request, response, file, twist)
  })
}

test('reads are ranges, and the end of the file takes no request', async () => {
  const ranges: string[] = []
  let authorized = true
  const url = await serve((request, response) => {
    ranges.push(request.headers.range!)
    authorized &&= request.headers.authorization === 'Bearer x'
    sendPart(request, response, file)
  })
  const source = await httpSource(url, { headers: { authorization: 'Bearer x' } })
  expect(source.size).toBe(file.length)
  expect(await source.read(1000, 5000)).toEqual(file.slice(1000, 6000))
  expect(await source.read(file.length - 8, 8)).toEqual(file.slice(-8))
  expect(await source.read(0, 0)).toEqual(new Uint8Array(0))
  expect(await source.read(0, file.length)).toEqual(file)
  expect(ranges).toEqual(['bytes=-65536', 'bytes=1000-5999', 'bytes=0-199999'])
  expect(authorized).toBe(true)
  await expect(source.read(file.length - 1, 2)).rejects.toMatchObject({ code: 'corrupt' })
})

test('a point of a large table takes a few requests and little of the file', async () => {
  const sink = new MemorySink()
  const columns = ['row', 'value'].map((name) => columnSpec(name, { kind: 'double' }))
  const writer = new ParquetWriter(sink, { columns, pageRows: 1000, codec: Codec.UNCOMPRESSED })
  const rows = Array.from({ length: 100_000 }, (_, i) => i)
  const data = [rows, rows.map(Math.sin)].map((values, c) => toData(columns[c], 'double', values))
  await writer.writeRowGroup(data)
  await writer.finish()
  const bytes = sink.bytes()
  const lengths: number[] = []
  const url = await serve((request, response) => {
    const { first, last } = rangeOf(request, bytes.length)
    lengths.push(last - first + 1)
    sendPart(request, response, bytes)
  })
  const predicate = { op: 'eq', column: 'row', value: 43_210 } as const
  const found: unknown[] = []
  for await (const batch of readTable(await httpSource(url), { predicate })) {
    for (const row of rowsOf(batch)) if (row['row'] === 43_210) found.push(row)
  }
  expect(found).toEqual([{ row: 43_210, value: Math.sin(43_210) }])
  // The end of the file, where footer and page indexes are, then a page of each column.
  expect(lengths.length).toBeLessThanOrEqual(3)
  expect(lengths.reduce((a, b) => a + b)).toBeLessThan(bytes.length / 10)
})

test('a file shorter than the first read, and an empty one', async () => {
  const small = file.slice(0, 10)
  const source = await httpSource(await serve((q, r) => sendPart(q, r, small)))
  expect(await source.read(0, 10)).toEqual(small)
  const empty = await serve((_, response) =>
    response.writeHead(416, { 'content-range': 'bytes */0' }).end(),
  )
  expect((await httpSource(empty)).size).toBe(0)
})

describe('answers to the opening', () => {
  test.each<[string, string, Handler]>([
    ['ranges ignored', 'unsupported', (_, response) => response.writeHead(200).end(file)],
    ['no such file', 'io', (_, response) => response.writeHead(404).end('no')],
    ['a failing server', 'io', (_, response) => response.writeHead(503).end()],
    ['a broken connection', 'io', (_, response) => void response.destroy()],
    [
      'no size',
      'unsupported',
      (q, r) => sendPart(q, r, file, { headers: { 'content-range': 'bytes 0-5/*' } }),
    ],
    [
      'a size that cannot be',
      'unsupported',
      (q, r) => sendPart(q, r, file, { headers: { 'content-range': 'bytes 5-9/3' } }),
    ],
    [
      'another part than the end',
      'io',
      (q, r) => sendPart(q, r, file, { headers: { 'content-range': 'bytes 0-9/200000' } }),
    ],
    [
      'a compressed answer',
      'unsupported',
      (q, r) => sendPart(q, r, file, { headers: { 'content-encoding': 'zstd' } }),
    ],
    ['a short body', 'io', (q, r) => sendPart(q, r, file, { body: (part) => part.subarray(1) })],
  ])('%s', async (_, code, handler) => {
    await expect(httpSource(await serve(handler))).rejects.toMatchObject({
      name: 'ParquetError',
      code,
    })
  })
})

describe('answers to a read', () => {
  const longer = (part: Uint8Array) => new Uint8Array(part.length + 1)
  test.each<[string, string, Twist | Handler]>([
    ['another ETag', 'io', { headers: { etag: '"two"' } }],
    ['another size', 'io', { headers: { 'content-range': 'bytes 100-199/199999' } }],
    ['another range', 'io', { headers: { 'content-range': 'bytes 101-200/200000' } }],
    ['a precondition that failed', 'io', { status: 412 }],
    ['a range that is not there any more', 'io', { status: 416 }],
    ['the whole file', 'unsupported', { status: 200 }],
    ['forbidden', 'io', { status: 403 }],
    ['a short body', 'io', { body: (part) => part.subarray(1) }],
    ['a long body', 'io', { body: longer }],
    [
      'a body that breaks off',
      'io',
      (request, response) => {
        response.writeHead(206, {
          'content-range': 'bytes 100-199/200000',
          'content-length': '100',
          etag: '"one"',
        })
        response.write(file.subarray(100, 150))
        setImmediate(() => request.socket.destroy())
      },
    ],
  ])('%s', async (_, code, twist) => {
    const source = await httpSource(await serveTwisted(() => twist))
    await expect(source.read(100, 100)).rejects.toMatchObject({ name: 'ParquetError', code })
  })
})

test('a signal ends an answer that never comes', async () => {
  const abort = new AbortController()
  const source = await httpSource(
    await serveTwisted(() => (_request, _response) => abort.abort(new Error('enough'))),
    { signal: abort.signal },
  )
  await expect(source.read(0, 10)).rejects.toThrow('enough')
})

test('messages hold neither credentials nor signatures', async () => {
  const refuse = async () => new Response(null, { status: 403, statusText: 'Forbidden' })
  const opening = httpSource('https://me:word@host/f.parquet?signature=abc', { fetch: refuse })
  await expect(opening).rejects.toThrow(
    'cannot read from https://host/f.parquet: it answered 403 Forbidden',
  )
})
