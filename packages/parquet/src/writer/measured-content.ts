import { compress } from '../codec/index.ts'
import { ByteBuffer } from '../encode/byte-buffer.ts'
import type { Content } from './content.ts'
import type { ResolvedOptions } from './options.ts'

/** Values are sampled in this many stretches, spread evenly, */
const stretches = 3
/** each of at most this many values. */
const stretchValues = 4096
/** Less than this share is not worth a layout that is slower to read. */
const neededGain = 0.05

/**
 * The layout whose sample is smallest once it is compressed. Earlier candidates win against later ones that are not clearly
 * smaller.
 *
 * @param candidates at least one
 */
export function smallestContent(candidates: readonly Content[], options: ResolvedOptions): Content {
  let best = candidates[0]
  let bestSize = sampledSize(best, options)
  for (const candidate of candidates.slice(1)) {
    const size = sampledSize(candidate, options)
    if (size > bestSize * (1 - neededGain)) continue
    best = candidate
    bestSize = size
  }
  return best
}

/** The compressed size of the whole chunk as its sample lets expect it. */
function sampledSize(content: Content, { codec, level }: ResolvedOptions): number {
  const { count, entries } = content
  const stretch = Math.min(stretchValues, Math.ceil(count / stretches))
  let sampled = 0
  let size = 0
  for (let i = 0; i < stretches; i++) {
    const from = Math.floor(((count - stretch) * i) / (stretches - 1))
    const page = new ByteBuffer(content.size(from, from + stretch) + 64)
    content.write(from, from + stretch, page)
    sampled += stretch
    size += compress(codec, page.view(), level).length
  }
  if (sampled > 0) size *= count / sampled
  if (entries === undefined) return size
  const dictionary = new ByteBuffer(entries.plainSize(0, entries.count) + 64)
  entries.writePlain(0, entries.count, dictionary)
  return size + compress(codec, dictionary.view(), level).length
}
