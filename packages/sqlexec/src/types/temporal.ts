/**
 * DATE, DATETIME, TIMESTAMP and TIME between text, JavaScript's Date and the units of types/value.ts. Text without an
 * offset is taken as UTC; who knows the session's time zone shifts the value (`DateTimeFields.offsetMinutes` tells).
 */
export {
  civilFromDays,
  dayOfMonth,
  dayOfYear,
  daysFromCivil,
  daysInMonth,
  isCivilDate,
  monthOfDays,
  weekday,
  yearOfDays,
} from './calendar.ts'
export { formatDate, formatDateTime, formatTime } from './temporal-format.ts'
export {
  type DateTimeFields,
  parseDate,
  parseDateTime,
  parseTemporalNumber,
  parseTime,
} from './temporal-parse.ts'
export {
  combineUnits,
  dateFromJsDate,
  dateTimeFromJsDate,
  dateTimeToJsDate,
  dateToJsDate,
  daysOfUnits,
  maxTimeSeconds,
  rescaleUnits,
  roundUnits,
  secondsPerDay,
  type UnitsPerSecond,
  unitsOfDay,
} from './temporal-units.ts'
