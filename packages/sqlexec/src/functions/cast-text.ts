import { SqlError } from '../base/errors.ts'
import { bitBytes } from '../types/bit.ts'
import {
  type BytesType,
  hasMembers,
  isBit,
  isUuid,
  type SqlType,
  type TextType,
} from '../types/sql-type.ts'
import { type Caster, type CastSite, forColumn, type Value } from './cast-site.ts'
import { formatValue } from './format-value.ts'
import { jsonTooDeep, maxJsonDepth } from './json-depth.ts'

const utf8Encoder = new TextEncoder()

export function castToText(to: TextType, site: CastSite): Caster {
  const { from, mode } = site
  const limit = to.length ?? byteLimits[to.name] ?? null
  const inBytes = to.length === null
  const uuid = isUuid(from)
  // CHAR columns answer without the spaces at the end of what was stored.
  const trims = to.name === 'char' && (mode === 'assignment' || mode === 'adjusting')
  return (value) => {
    const given =
      typeof value === 'string'
        ? value
        : uuid
          ? formatValue(value, from)
          : bytesOrFormatted(value, from, site)
    const text = trims && given.endsWith(' ') ? given.replace(/ +$/u, '') : given
    // No text has more code points, or a third as many bytes, as it has UTF-16 units.
    if (limit === null || text.length * (inBytes ? 3 : 1) <= limit) return text
    const size = inBytes ? utf8Encoder.encode(text).length : [...text].length
    if (size <= limit) return text
    const cut = inBytes ? validPrefix(utf8Encoder.encode(text), limit) : firstOf(text, limit)
    if (mode !== 'assignment') return cut
    if (!inBytes && text.slice(cut.length).trim() === '') return cut
    throw new SqlError('data_too_long', `Data too long${forColumn(site)}`)
  }
}

const byteLimits: Partial<Record<TextType['name'], number>> = { tinytext: 255 }

function bytesOrFormatted(value: Value, from: SqlType, site: CastSite): string {
  if (!(value instanceof Uint8Array)) return formatValue(value, from)
  try {
    return strictDecoder.decode(value)
  } catch (cause) {
    if (site.mode === 'adjusting') return validPrefix(value, value.length)
    throw new SqlError(
      'incorrect_value',
      `Incorrect string value${forColumn(site)}: not valid UTF-8`,
      {
        cause,
      },
    )
  }
}

function firstOf(text: string, codePoints: number): string {
  return [...text].slice(0, codePoints).join('')
}

/** The whole characters at the beginning of at most `limit` bytes. */
function validPrefix(bytes: Uint8Array, limit: number): string {
  const head = bytes.subarray(0, limit)
  const encoded = utf8Encoder.encode(lenientDecoder.decode(head))
  // What is no UTF-8 was decoded as U+FFFD, so the bytes agree up to there, or up to within U+FFFD itself.
  let same = 0
  while (same < head.length && head[same] === encoded[same]) same++
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(head.subarray(0, same), {
    stream: true,
  })
}

const lenientDecoder = new TextDecoder('utf-8', { ignoreBOM: true })
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function castToJson(site: CastSite): Caster {
  const { from } = site
  return (value) => {
    if (hasMembers(from) || isUuid(from)) return JSON.stringify(formatValue(value, from))
    if (from.kind !== 'text' && from.kind !== 'bytes') {
      const text = formatValue(value, from)
      return from.kind === 'date' || 'fsp' in from ? JSON.stringify(text) : text
    }
    const text = bytesOrFormatted(value, from, site)
    if (site.mode === 'implicit') return JSON.stringify(text)
    try {
      if (text.length > maxJsonDepth) checkDepth(text)
      JSON.parse(text)
    } catch (cause) {
      if (cause instanceof SqlError) throw cause
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new SqlError(
        site.mode === 'assignment' ? 'json_column' : 'json_text',
        `Invalid JSON text${forColumn(site)}: ${reason}`,
        {
          cause,
        },
      )
    }
    return text
  }
}

/** What functions over documents descend into. The text need not be JSON yet. */
function checkDepth(text: string): void {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === quote) inString = !inString
    else if (inString) {
      if (unit === backslash) i++
    } else if (unit === openBracket || unit === openBrace) {
      if (++depth > maxJsonDepth) throw jsonTooDeep()
    } else if (unit === closeBracket || unit === closeBrace) depth--
  }
}

const quote = 0x22
const backslash = 0x5c
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

export function castToBytes(to: BytesType, site: CastSite): Caster {
  const { from, mode } = site
  const fixed = to.name === 'binary' ? (to.length ?? 1) : null
  const limit = to.length ?? (to.name === 'tinyblob' ? 255 : null)
  return (value) => {
    const bytes =
      value instanceof Uint8Array
        ? value
        : isBit(from)
          ? bitBytes(value as number | bigint, from.width)
          : utf8Encoder.encode(formatValue(value, from))
    if (limit !== null && bytes.length > limit) {
      if (mode !== 'assignment') return bytes.slice(0, limit)
      throw new SqlError('data_too_long', `Data too long${forColumn(site)}`)
    }
    if (fixed === null || bytes.length === fixed) return bytes
    const padded = new Uint8Array(fixed)
    padded.set(bytes)
    return padded
  }
}
