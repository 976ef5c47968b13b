import { isUuid } from '../types/sql-type.ts'
import { parseUuid } from '../types/uuid.ts'
import { type Caster, type CastSite, incorrect } from './cast-site.ts'
import { formatValue } from './format-value.ts'

/** 16 bytes are a UUID as they are, text is one in its usual spellings. A lenient cast makes NULL of anything else. */
export function castToUuid(site: CastSite): Caster {
  const { from, mode } = site
  return (value) => {
    if (value instanceof Uint8Array && (isUuid(from) || value.length === 16)) return value
    const bytes = parseUuid(formatValue(value, from))
    if (bytes === null && mode !== 'implicit') throw incorrect('uuid', value, site)
    return bytes
  }
}
