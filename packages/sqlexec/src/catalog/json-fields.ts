import { SqlError } from '../base/errors.ts'

/** JSON that `JSON.stringify` writes as it is. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json }

/** A JSON object whose fields are checked as they are read. */
export class Fields {
  readonly #fields: Readonly<Record<string, unknown>>
  readonly #what: string

  constructor(json: unknown, what: string) {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) throw damaged(what)
    this.#fields = json as Record<string, unknown>
    this.#what = what
  }

  /** `undefined` where there is none. */
  value(name: string): unknown {
    return Object.hasOwn(this.#fields, name) ? this.#fields[name] : undefined
  }

  text(name: string, absent?: string): string {
    const value = this.value(name) ?? absent
    if (typeof value !== 'string') throw this.#bad(name)
    return value
  }

  textOrNull(name: string): string | null {
    return (this.value(name) ?? null) === null ? null : this.text(name)
  }

  /** An integer in 0 … 2^53 − 1. */
  integer(name: string): number {
    const value = this.value(name)
    if (!Number.isSafeInteger(value) || (value as number) < 0) throw this.#bad(name)
    return value as number
  }

  integerOrNull(name: string): number | null {
    return (this.value(name) ?? null) === null ? null : this.integer(name)
  }

  flag(name: string): boolean {
    const value = this.value(name) ?? false
    if (typeof value !== 'boolean') throw this.#bad(name)
    return value
  }

  list(name: string, fallback?: readonly unknown[]): readonly unknown[] {
    const value = this.value(name) ?? fallback
    if (!Array.isArray(value)) throw this.#bad(name)
    return value
  }

  #bad(name: string): SqlError {
    return damaged(`'${name}' of ${this.#what}`)
  }
}

/** What is read back is no definition: `what`, without an end. */
export function damaged(what: string): SqlError {
  return new SqlError('corrupt', `${what} cannot be read`)
}

/** The value where it is one of those that may be. */
export function oneOf<T>(allowed: readonly T[], value: unknown): T {
  const found = allowed.find((one) => one === value)
  if (found === undefined) throw damaged(`the value ${JSON.stringify(value)}`)
  return found
}
