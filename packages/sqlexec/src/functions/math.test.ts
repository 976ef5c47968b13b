import { describe, expect, it } from 'vitest'
import { decimalType, types } from '../types/sql-type.ts'
import { resultType, testColumns, testErrors, testExpressions } from './testing/expression-table.ts'

describe('rounding', () => {
  testExpressions([
    ['ABS(-5)', 5],
    ['ABS(-5.25)', '5.25'],
    ['ABS(-9223372036854775807)', 9223372036854775807n],
    ['ABS(18446744073709551615)', 18446744073709551615n],
    ["ABS('-3.5')", 3.5],
    ['ABS(NULL)', null],
    ['SIGN(-2.5)', -1],
    ['SIGN(0)', 0],
    ['SIGN(18446744073709551615)', 1],
    ['FLOOR(-1.5)', -2],
    ['FLOOR(-2.0)', -2],
    ['CEIL(-1.5)', -1],
    ['CEILING(2.1)', 3],
    ['FLOOR(1.5e0)', 1],
    ['CEIL(-0.5e0)', 0],
    ["CEIL('1.2')", 2],
    ['FLOOR(9223372036854775807)', 9223372036854775807n],
    ['FLOOR(-900719925474099.3)', -900719925474100],
    ['ROUND(2.5)', 3],
    ['ROUND(-2.5)', -3],
    ['ROUND(2.5e0)', 2],
    ['ROUND(3.5e0)', 4],
    ['ROUND(1.005e0, 2)', 1],
    ['ROUND(150, 2)', 150],
    ['ROUND(155, -1)', 160],
    ['ROUND(-155, -1)', -160],
    ['ROUND(5, -20)', 0],
    ['ROUND(1e300, 300)', 1e300],
    ['ROUND(NULL, 1)', null],
    ['ROUND(1.5, NULL)', null],
    ['TRUNCATE(122, -2)', 100],
    ['TRUNCATE(1.999e0, 1)', 1.9],
    ['TRUNCATE(-1.999e0, 1)', -1.9],
    ['TRUNCATE(9223372036854775807, -1)', 9223372036854775800n],
  ])

  it.each([
    ['ROUND', decimalType(5, 3), 2, 'decimal(5,2)'],
    ['TRUNCATE', decimalType(5, 3), 2, 'decimal(4,2)'],
    ['ROUND', decimalType(5, 3), -1, 'decimal(3,0)'],
    ['ROUND', decimalType(5, 3), 7, 'decimal(9,7)'],
    ['ROUND', decimalType(5, 3), undefined, 'decimal(6,3)'],
    ['ROUND', types.unsignedBigint, 0, 'bigint unsigned'],
    ['ROUND', types.text, 1, 'double'],
  ])('%s of %o to %o digits is %s', (name, type, digits, expected) => {
    expect(resultType(name, [type, types.bigint], [undefined, digits])).toBe(expected)
  })
})

describe('powers, logarithms and angles', () => {
  testExpressions([
    ['SQRT(2)', Math.SQRT2],
    ['SQRT(-1)', null],
    ['POW(2, 10)', 1024],
    ['POWER(2, -2)', 0.25],
    ['EXP(0)', 1],
    ['LN(0)', null],
    ['LN(-1)', null],
    ['LOG(2, 65536)', 16],
    ['LOG(1, 100)', null],
    ['LOG(0, 100)', null],
    ['LOG(EXP(2))', 2],
    ['LOG2(65536)', 16],
    ['LOG10(1000)', 3],
    ['LOG10(-100)', null],
    ['ACOS(2)', null],
    ['ASIN(-1.5)', null],
    ['ATAN(0)', 0],
    ['ATAN(-2, 2)', -Math.PI / 4],
    ['ATAN2(1, 0)', Math.PI / 2],
    ['RADIANS(180)', Math.PI],
    ['DEGREES(PI())', 180],
    ['SIN(NULL)', null],
    ['MOD(-29, 9)', -2],
  ])
})

describe('GREATEST and LEAST', () => {
  testExpressions([
    ['GREATEST(2, 0)', 2],
    ['GREATEST(1, 2.5, 3)', '3.0'],
    ["GREATEST('B', 'a', 'C')", 'C'],
    ["LEAST('b', 'A')", 'A'],
    ['LEAST(2, NULL)', null],
    ['GREATEST(9007199254740993, 9007199254740992)', 9007199254740993n],
    ['LEAST(18446744073709551615, -1)', -1],
    ["GREATEST(DATE '2024-01-01', DATE '2024-02-01')", '2024-02-01'],
    ['GREATEST(1e0, 2)', 2],
  ])
})

describe('number bases and bits', () => {
  testExpressions([
    ["CONV('a', 16, 2)", '1010'],
    ["CONV('6E', 18, 8)", '172'],
    ['CONV(-17, 10, -18)', '-H'],
    ['CONV(-17, 10, 18)', '2D3FGB0B9CG4BD1H'],
    ["CONV('zz', 10, 2)", '0'],
    ["CONV('ff', 16, 37)", null],
    ["CONV('', 16, 10)", null],
    ["CONV('99999999999999999999999', 10, 16)", 'FFFFFFFFFFFFFFFF'],
    ['BIN(12)', '1100'],
    ['OCT(12)', '14'],
    ['BIT_COUNT(29)', 4],
    ['BIT_COUNT(-1)', 64],
  ])
})

describe('RAND and UUID', () => {
  testExpressions([
    ['RAND(3)', 0.9057697559760601],
    ['RAND(3) = RAND(3)', 1],
    ['RAND() BETWEEN 0 AND 1', 1],
    ['LENGTH(UUID())', 36],
  ])
})

describe('over columns', () => {
  testColumns(
    `CREATE TABLE numbers (id INT PRIMARY KEY, n BIGINT, d DECIMAL(10,3), x DOUBLE, f FLOAT);
     INSERT INTO numbers VALUES (1, 9007199254740993, -1.525, -0.5, 1.5), (2, NULL, NULL, NULL, NULL), (3, -7, 2.5, 4, -2.5)`,
    'numbers',
    [
      ['ABS(n)', [9007199254740993n, null, 7]],
      ['ABS(d)', ['1.525', null, '2.500']],
      ['FLOOR(d)', [-2, null, 2]],
      ['CEIL(d)', [-1, null, 3]],
      ['ROUND(x)', [0, null, 4]],
      ['FLOOR(f)', [1, null, -3]],
      ['ROUND(f)', [2, null, -2]],
      ['SQRT(x)', [null, null, 2]],
      ['GREATEST(n, id)', [9007199254740993n, null, 3]],
      ['LEAST(n, d)', ['-1.525', null, '-7.000']],
      ['ROUND(n, -1)', [9007199254740990, null, -10]],
      ['RAND(1) < 1', [1, 1, 1]],
    ],
  )
})

describe('errors', () => {
  testErrors([
    ['POW(10, 400)', 'out of range'],
    ['EXP(1000)', 'out of range'],
    ['COT(0)', 'out of range'],
    ['ABS(-9223372036854775808)', 'out of range'],
    ['ROUND(9223372036854775807, -1)', 'out of range'],
    ['ABS()', 'parameter count'],
    ['ROUND(1, 2, 3)', 'parameter count'],
    ['TRUNCATE(1)', 'parameter count'],
  ])
})
