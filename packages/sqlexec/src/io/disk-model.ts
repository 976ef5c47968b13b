/**
 * What a power cut leaves on a disk. Content that was synced, and names whose directory was synced, stay; of
 * the rest each change may be there, be missing, or be there in part.
 *
 * Changes apply in their order, since the page cache holds the newest version of a page: reordering shows as an
 * earlier change missing where a later one is there.
 */

type FileId = string

/** A change that is not durable yet. `sequence` grows with every change. */
type PendingChange = { readonly sequence: number } & Change

type Change =
  | { readonly kind: 'write'; file: FileId; offset: number; bytes: Uint8Array }
  | { readonly kind: 'zeros'; file: FileId; offset: number; length: number }
  | { readonly kind: 'truncate'; file: FileId; length: number }
  /** `file` gets the name `to`, and loses the name `from`; either may be missing. */
  | { readonly kind: 'name'; file: FileId; from: string | null; to: string | null }
  | { readonly kind: 'mkdir'; path: string }
  | { readonly kind: 'rmdir'; path: string }

/** The durable part of a disk. */
export interface DiskImage {
  readonly directories: Set<string>
  readonly names: Map<string, FileId>
  readonly contents: Map<FileId, Uint8Array>
}

export class DiskModel {
  private readonly durable: DiskImage
  private pending: PendingChange[] = []
  private sequence = 0

  constructor(durable: DiskImage = emptyImage()) {
    this.durable = durable
  }

  /** Gives the files of the durable image new identities. */
  renumber(identityOf: (path: string) => FileId): void {
    const { names, contents } = this.durable
    const old = new Map(contents)
    contents.clear()
    for (const [path, file] of names) {
      const identity = identityOf(path)
      names.set(path, identity)
      contents.set(identity, old.get(file) ?? new Uint8Array(0))
    }
  }

  change(change: Change): void {
    this.pending.push({ ...change, sequence: ++this.sequence })
  }

  /** Stands for "every change so far". */
  now(): number {
    return this.sequence
  }

  /** Makes the content of `file` durable as it was at `until`. */
  syncFile(file: FileId, until: number): void {
    this.settle((change) => change.sequence <= until && contentOf(change) === file)
  }

  /** Forgets the changes of content that would have become durable: a failed fsync drops dirty pages. */
  dropFile(file: FileId, until: number): void {
    this.pending = this.pending.filter(
      (change) => change.sequence > until || contentOf(change) !== file,
    )
  }

  /** Makes the names in `directory` durable as they were at `until`. */
  syncDirectory(directory: string, until: number): void {
    this.settle((change) => change.sequence <= until && directoriesOf(change).includes(directory))
  }

  syncAll(): void {
    this.settle(() => true)
  }

  /** The disk as a power cut now may leave it. The same seed gives the same disk. */
  crash(seed: number): DiskImage {
    const random = randomNumbers(seed)
    const image = copyImage(this.durable)
    // Sometimes nothing or everything got through, sometimes what a journal keeps (a prefix), else any subset.
    const style = random()
    const prefix = Math.floor(random() * (this.pending.length + 1))
    const share = style < 0.1 ? 0 : style < 0.2 ? 1 : random()
    this.pending.forEach((change, i) => {
      if (style >= 0.5) {
        if (i < prefix) apply(image, change)
        else if (i === prefix) apply(image, tear(change, random))
      } else if (random() < share) {
        apply(image, style >= 0.2 && random() < 0.4 ? tear(change, random) : change)
      }
    })
    return reachable(image)
  }

  private settle(chosen: (change: PendingChange) => boolean): void {
    this.pending = this.pending.filter((change) => {
      if (!chosen(change)) return true
      apply(this.durable, change)
      return false
    })
  }
}

/** A part of a change: of a write some bytes or some sectors; what is atomic stays whole. */
function tear(change: Change, random: () => number): Change {
  if (change.kind === 'zeros') {
    return { ...change, length: Math.floor(random() * (change.length + 1)) }
  }
  if (change.kind !== 'write') return change
  const cut = Math.floor(random() * (change.bytes.length + 1))
  if (random() < 0.6) return { ...change, bytes: change.bytes.slice(0, cut) }
  // Only what lies behind the cut arrives: sectors are written in any order.
  const sector = Math.floor((change.offset + cut) / 512) * 512
  const skipped = Math.max(0, sector - change.offset)
  return { ...change, offset: change.offset + skipped, bytes: change.bytes.slice(skipped) }
}

function apply(image: DiskImage, change: Change): void {
  switch (change.kind) {
    case 'write':
      setContent(image, change.file, change.offset, change.bytes.length, change.bytes)
      return
    case 'zeros':
      setContent(image, change.file, change.offset, change.length, null)
      return
    case 'truncate': {
      const old = image.contents.get(change.file) ?? new Uint8Array(0)
      const content = new Uint8Array(change.length)
      content.set(old.subarray(0, change.length))
      image.contents.set(change.file, content)
      return
    }
    case 'name':
      if (change.from !== null && image.names.get(change.from) === change.file) {
        image.names.delete(change.from)
      }
      if (change.to !== null) image.names.set(change.to, change.file)
      return
    case 'mkdir':
      image.directories.add(change.path)
      return
    case 'rmdir':
      image.directories.delete(change.path)
  }
}

function setContent(
  image: DiskImage,
  file: FileId,
  offset: number,
  length: number,
  bytes: Uint8Array | null,
): void {
  if (length === 0) return
  let content = image.contents.get(file) ?? new Uint8Array(0)
  if (content.length < offset + length) {
    const larger = new Uint8Array(offset + length)
    larger.set(content)
    content = larger
    image.contents.set(file, content)
  }
  if (bytes !== null) content.set(bytes, offset)
  else content.fill(0, offset, offset + length)
}

/** Without names in directories that do not exist, and without content that has no name. */
function reachable(image: DiskImage): DiskImage {
  const result = emptyImage()
  const exists = (directory: string): boolean =>
    result.directories.has(directory) ||
    (image.directories.has(directory) && exists(parentOf(directory)))
  for (const directory of image.directories) {
    if (exists(directory)) result.directories.add(directory)
  }
  for (const [path, file] of image.names) {
    if (!result.directories.has(parentOf(path))) continue
    result.names.set(path, file)
    result.contents.set(file, image.contents.get(file) ?? new Uint8Array(0))
  }
  return result
}

function contentOf(change: Change): FileId | null {
  return change.kind === 'write' || change.kind === 'zeros' || change.kind === 'truncate'
    ? change.file
    : null
}

function directoriesOf(change: Change): string[] {
  if (change.kind === 'mkdir' || change.kind === 'rmdir') return [parentOf(change.path)]
  if (change.kind !== 'name') return []
  return [change.from, change.to].filter((path) => path !== null).map(parentOf)
}

function emptyImage(): DiskImage {
  return { directories: new Set(['.', '/']), names: new Map(), contents: new Map() }
}

function copyImage(image: DiskImage): DiskImage {
  return {
    directories: new Set(image.directories),
    names: new Map(image.names),
    contents: new Map([...image.contents].map(([file, bytes]) => [file, bytes.slice()])),
  }
}

function parentOf(path: string): string {
  const cut = path.lastIndexOf('/')
  return cut < 0 ? '.' : cut === 0 ? '/' : path.slice(0, cut)
}

/** Uniform numbers in [0, 1), the same for the same seed: the mulberry32 generator of Tommy Ettinger. */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}
