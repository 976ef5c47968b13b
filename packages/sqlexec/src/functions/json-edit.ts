import { isArray, isObject, type Json } from './json-document.ts'
import type { JsonIndex, JsonLeg } from './json-path.ts'

/**
 * Changes of documents at places that a path without wildcards names. Documents are never changed in place: what is on the way to a place is
 * copied, the rest shared.
 */

/** The place of an index in an array of a length; it may lie before the beginning or at the end and beyond. */
export function placeOf({ offset, fromLast }: JsonIndex, length: number): number {
  return fromLast ? length - 1 - offset : offset
}

/** What becomes of a value; `undefined`: it goes. */
export type Change = (value: Json) => Json | undefined

/** The document with the value at a place changed; the same document where there is none. */
export function changeAt(document: Json, legs: readonly JsonLeg[], change: Change): Json {
  return changed(document, legs, 0, change) ?? null
}

function changed(
  value: Json,
  legs: readonly JsonLeg[],
  at: number,
  change: Change,
): Json | undefined {
  if (at === legs.length) return change(value)
  const leg = legs[at]
  if (leg.kind === 'member') {
    const child = isObject(value) ? value.get(leg.key) : undefined
    if (child === undefined || !isObject(value)) return value
    const next = changed(child, legs, at + 1, change)
    if (next === child) return value
    const members = new Map(value)
    if (next === undefined) members.delete(leg.key)
    else members.set(leg.key, next)
    return members
  }
  if (leg.kind !== 'range') return value
  if (!isArray(value)) {
    // A value counts as an array of it alone, of which nothing can be taken away.
    if (placeOf(leg.from, 1) !== 0) return value
    return changed(value, legs, at + 1, change) ?? value
  }
  const place = placeOf(leg.from, value.length)
  if (place < 0 || place >= value.length) return value
  const next = changed(value[place], legs, at + 1, change)
  if (next === value[place]) return value
  const elements = value.slice()
  if (next === undefined) elements.splice(place, 1)
  else elements[place] = next
  return elements
}

/** The document with a new value at a place where there is none yet but what holds it is there; else the same document. */
export function insertAt(document: Json, legs: readonly JsonLeg[], value: Json): Json {
  const leg = legs[legs.length - 1]
  if (leg === undefined) return document
  return changeAt(document, legs.slice(0, -1), (holder) => {
    if (leg.kind === 'member') {
      if (!isObject(holder) || holder.has(leg.key)) return holder
      return new Map([...holder, [leg.key, value]])
    }
    if (leg.kind !== 'range') return holder
    const elements = isArray(holder) ? holder : [holder]
    const place = placeOf(leg.from, elements.length)
    if (place >= elements.length) return [...elements, value]
    return place < 0 && leg.from.fromLast ? [value, ...elements] : holder
  })
}

/** The document with a value before the element of an array that a path names; at its end where it has fewer. */
export function insertBefore(document: Json, legs: readonly JsonLeg[], value: Json): Json {
  const leg = legs[legs.length - 1]
  return changeAt(document, legs.slice(0, -1), (holder) => {
    if (!isArray(holder) || leg?.kind !== 'range') return holder
    const place = Math.max(0, Math.min(placeOf(leg.from, holder.length), holder.length))
    return [...holder.slice(0, place), value, ...holder.slice(place)]
  })
}

/** RFC 7396: what a patch says replaces what is there, and its nulls take away. */
export function mergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch
  const merged = new Map(isObject(target) ? target : [])
  for (const [key, value] of patch) {
    if (value === null) merged.delete(key)
    else merged.set(key, mergePatch(merged.get(key) ?? null, value))
  }
  return merged
}

/** Arrays are put behind one another, objects merged member by member; everything else becomes an array. */
export function mergePreserve(a: Json, b: Json): Json {
  if (isObject(a) && isObject(b)) {
    const merged = new Map(a)
    for (const [key, value] of b) {
      const own = merged.get(key)
      merged.set(key, own === undefined ? value : mergePreserve(own, value))
    }
    return merged
  }
  return [...(isArray(a) ? a : [a]), ...(isArray(b) ? b : [b])]
}
