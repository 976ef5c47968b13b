import type { SqlType } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import type { Code, Emitter, Signature } from './code.ts'

/** The types of a call after overload resolution: to what each argument is cast, and what the call yields. */
export interface ResolvedCall extends Signature {
  /** Whether the call may yield NULL though no argument is NULL. */
  readonly mayBeNull?: boolean
}

/** The value of an argument that stands in the plan as a constant; `undefined` where it is known only when the plan runs. */
export type ConstantArgument = SqlValue | undefined

export interface ScalarFunction {
  /** Upper case for functions, the symbol for operators. */
  readonly name: string
  /** One sentence for the reference page. */
  readonly doc: string
  /**
   * Decides the types of a call. Answers a message where the arguments do not fit. `constants` are what is known of the values
   * of the arguments (the digits of ROUND shape its type); one who knows nothing leaves them out.
   */
  resolve(args: readonly SqlType[], constants?: readonly ConstantArgument[]): ResolvedCall | string
  /** 'propagate': a NULL argument makes the result NULL and `emit` sees only values; 'custom': `emit` looks at `isNull` itself. */
  readonly nulls: 'propagate' | 'custom'
  /** Yields another value at each call, so is neither folded nor hoisted (RAND, UUID). */
  readonly volatile?: boolean
  /** Changes the session (LAST_INSERT_ID(n), @a := n), so it is evaluated even where nobody asks for its value. Volatile too. */
  readonly sideEffect?: boolean
  /** Depends on the statement's environment (NOW, DATABASE), so it is not folded into a plan. */
  readonly contextual?: boolean
  /** Compares its arguments without computing with them, so that bounds on them make no difference to the code. */
  readonly comparison?: boolean
  /** Takes TIMESTAMPs as the instants that they are. Other functions see what the session's clock shows at them. */
  readonly instants?: boolean
  emit(emitter: Emitter, args: readonly Code[], signature: Signature): Code
}
