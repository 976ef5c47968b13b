import { isDeepStrictEqual } from 'node:util'
import {
  type ByteSource,
  httpSource,
  ParquetError,
  readColumn,
  readMetadata,
} from '../../packages/parquet/src/index.ts'
import type { Random } from '../kill/random.ts'
import { attempt } from './attempt.ts'
import type { Found } from './read-everything.ts'

/** What an honest server would answer. */
interface Answer {
  status: number
  readonly headers: Headers
  body: Uint8Array
}

type Damage = (answer: Answer, whole: Uint8Array, random: Random) => void

const damages: readonly Damage[] = [
  (answer, whole) => {
    answer.status = 200
    answer.body = whole
    answer.headers.delete('content-range')
  },
  (answer, _, random) => {
    answer.status = random.pick([200, 201, 304, 400, 403, 404, 412, 416, 429, 500, 503])
  },
  (answer, _, random) => {
    answer.body = answer.body.slice(0, random.below(answer.body.length + 1))
  },
  (answer, _, random) => {
    answer.body = new Uint8Array(answer.body.length + 1 + random.below(100_000))
  },
  (answer) => answer.headers.delete('content-range'),
  (answer, whole, random) => {
    const number = () => random.pick([0, 1, whole.length - 1, whole.length, 2 ** 31, 2 ** 53])
    answer.headers.set('content-range', `bytes ${number()}-${number()}/${number()}`)
  },
  (answer, _, random) => {
    answer.headers.set('content-range', random.pick(['', 'bytes', 'bytes */*', 'bytes 0-/9', 'x']))
  },
  (answer) => answer.headers.set('etag', '"another"'),
  (answer) => answer.headers.set('content-encoding', 'gzip'),
]

/** A server that gives a file by ranges, and damages one answer in three. */
function damagedFetch(whole: Uint8Array, random: Random): typeof fetch {
  return async (_, init) => {
    const answer = honestAnswer(whole, new Headers(init?.headers).get('range') ?? '')
    if (random.chance(0.3)) random.pick(damages)(answer, whole, random)
    if (random.chance(0.05)) throw new TypeError('fetch failed')
    // A body is not allowed with these.
    const isBare = answer.status === 304
    const { status, headers, body } = answer
    return new Response(isBare ? null : streamOf(body, random), { status, headers })
  }
}

function honestAnswer(whole: Uint8Array, range: string): Answer {
  const [, first, last] = /^bytes=(\d*)-(\d+)$/.exec(range) ?? []
  const start = first === '' ? Math.max(0, whole.length - Number(last)) : Number(first)
  const end = first === '' ? whole.length : Number(last) + 1
  const headers = new Headers({
    'content-range': `bytes ${start}-${end - 1}/${whole.length}`,
    etag: '"one"',
  })
  return { status: 206, headers, body: whole.slice(start, end) }
}

/** In pieces, and now and then with an error amidst them. */
function streamOf(body: Uint8Array, random: Random): ReadableStream<Uint8Array> {
  const breakAt = random.chance(0.05) ? random.below(body.length + 1) : Infinity
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= breakAt) controller.error(new TypeError('terminated'))
      else if (at >= body.length) controller.close()
      else {
        const next = Math.min(body.length, at + 1 + random.below(20_000))
        controller.enqueue(body.slice(at, next))
        at = next
      }
    },
  })
}

/**
 * Reads a sound file over a connection that is not: every answer is that of the file, or a ParquetError.
 *
 * @param sound what is in the file
 */
export async function readOverDamagedHttp(
  bytes: Uint8Array,
  sound: Found,
  random: Random,
): Promise<void> {
  const options = { fetch: damagedFetch(bytes, random) }
  const source = await attempt(() => httpSource('http://localhost/file.parquet', options))
  if (source instanceof ParquetError) return
  const small: ByteSource = { size: source.size, read: source.read }
  const file = await attempt(() => readMetadata(small))
  if (file instanceof ParquetError) return
  if (!isDeepStrictEqual(file.columns, sound.file?.columns)) throw new Error('another schema')
  for (let rowGroup = 0; rowGroup < file.rowGroups.length; rowGroup++) {
    for (let column = 0; column < file.columns.length; column++) {
      const data = await attempt(() => readColumn(small, file, rowGroup, column))
      if (data instanceof ParquetError) continue
      if (!isDeepStrictEqual(data, sound.chunks[rowGroup][column])) {
        throw new Error(`row group ${rowGroup}, column ${column} is another over HTTP`)
      }
    }
  }
}
