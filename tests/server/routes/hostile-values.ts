import type { Random } from '#server/sample/random.ts'

/** Texts that break readers, queries, files and lines (C14, C16, C17, C20). */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\uFEFF名',
  '\u200B\u200D',
  '\u202E反\u202C',
  'e\u0301',
  '𠮷𠮷',
  '\u{10FFFF}',
  '\uFFFD',
  '\u{1F469}\u200D\u{1F467}',
  'ﷺ'.repeat(40),
  '字'.repeat(10_000),
  'x'.repeat(100_000),
  "' OR 1=1 --",
  "x'; DROP TABLE enterprise; --",
  '%_\\%',
  '${7*7}{{7*7}}',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '=cmd|/c calc!A1',
  '../../../../etc/passwd',
  'C:\\CON',
  'a\r\nSet-Cookie: x=1',
  '\u001b[31m',
  'http://169.254.169.254/latest',
  'null',
  'undefined',
  'NaN',
  'true',
  '[]',
  '{}',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '-0',
  '1e400',
  '0x1',
  '٣',
  '１２',
  '0000-01-01',
  '9999-12-31',
  '2026-02-30',
  '0000-01-01T00:00:00+14:00',
  '9999-12-31T23:59:59-14:00',
  '1970-01-01T00:00:00Z',
  'LEC',
  'wgs84',
  'gcj02',
  'bd09',
  'epsg:4549',
  'epsg:999999',
  '410622101',
  '410622101999',
  '91410600MA3X0000XX',
]

/** Values no schema asks for, as they stand in a body (C1–C3). */
export const HOSTILE_LITERALS: readonly string[] = [
  'null',
  'true',
  'false',
  '0',
  '-0',
  '-1',
  '1e400',
  '-1e400',
  '1e-320',
  '1e308',
  '9007199254740993',
  '123456789012345678901234567890',
  '0.1',
  '118.5',
  '""',
  '"118"',
  '[]',
  '{}',
  '[null]',
  '[[]]',
  '{"type":"Polygon"}',
  '{"__proto__":{"x":1}}',
  '{"constructor":{"prototype":{"x":1}}}',
  String.raw`"\ud800"`,
  String.raw`"\u0000"`,
  `[${'0,'.repeat(100_000)}0]`,
  `[${'{},'.repeat(5_000)}{}]`,
  `${'['.repeat(30)}${']'.repeat(30)}`,
  `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  `{"a":${'{"a":'.repeat(31)}1${'}'.repeat(32)}`,
]

/** Whole bodies that are no JSON anybody should read. */
export const HOSTILE_BODIES: readonly string[] = [
  '',
  ' ',
  '{',
  '{"a":}',
  '{"a":1,}',
  '{"a":1}{"a":2}',
  '[',
  '[]',
  'null',
  '1',
  '"text"',
  'NaN',
  '\uFEFF{}',
  '{"a":1,"a":2}',
  String.raw`{"a":1,"\u0061":2}`,
  '{"__proto__":{"x":1}}',
  '{"__proto__":null}',
  String.raw`{"a":"\ud800"}`,
  String.raw`{"a":"\u0000"}`,
  `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
  `{${Array.from({ length: 10_000 }, (_, index) => `"k${index}":1`).join()}}`,
  `{"a":"${'x'.repeat(300_000)}"}`,
  '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
  'a=1&b=2',
]

const corner = (x: number, y: number): string => `[${x},${y}]`

function polygon(...vertices: readonly string[]): string {
  return `{"type":"Polygon","coordinates":[[${vertices.join()}]]}`
}

const SQUARE = [corner(0, 0), corner(9, 0), corner(9, 9), corner(0, 9), corner(0, 0)]

/** Shapes that are none, or too many (C3–C6). */
export const HOSTILE_GEOMETRIES: readonly string[] = [
  'null',
  '{}',
  '{"type":"Polygon"}',
  '{"type":"Polygon","coordinates":null}',
  '{"type":"Polygon","coordinates":[]}',
  '{"type":"Polygon","coordinates":[[]]}',
  '{"type":"MultiPolygon","coordinates":[]}',
  '{"type":"constructor","coordinates":[]}',
  '{"type":"Circle","coordinates":[0,0]}',
  '{"type":"GeometryCollection","geometries":[]}',
  `{"type":"GeometryCollection","geometries":[${Array.from({ length: 500 }, () => polygon(...SQUARE)).join()}]}`,
  `{"type":"Feature","geometry":${polygon(...SQUARE)},"properties":{}}`,
  polygon(...SQUARE.slice(0, 4)),
  polygon(corner(0, 0), corner(9, 9), corner(9, 0), corner(0, 9), corner(0, 0)),
  polygon(corner(0, 0), corner(9, 0), corner(5, 0), corner(0, 0)),
  polygon(...Array.from({ length: 5 }, () => corner(1, 1))),
  polygon('[0,0]', '["9",0]', '[9,9]', '[0,0]'),
  polygon('[0,0]', '[null,0]', '[9,9]', '[0,0]'),
  polygon('[0,0]', '[1e400,0]', '[9,9]', '[0,0]'),
  polygon('[0,0]', '[1e200,0]', '[9,9]', '[0,0]'),
  polygon('[-0,1e-320]', '[9,0]', '[9,9]', '[-0,1e-320]'),
  polygon('[0,0,1]', '[9,0,1e400]', '[9,9,3,4]', '[0,0,1]'),
  polygon('[0]', '[9,0]', '[9,9]', '[0]'),
  `{"type":"Polygon","coordinates":[[${SQUARE.join()}],[[20,20],[21,20],[21,21],[20,20]]]}`,
  `{"type":"Polygon","coordinates":[[${'["x"],'.repeat(70_000)}["x"]]]}`,
  polygon(...Array.from({ length: 30_000 }, (_, index) => corner(index, index % 2)), corner(0, 0)),
  polygon(...zigzag(10_000)),
  `{"type":"Point","coordinates":${'['.repeat(20)}${']'.repeat(20)}}`,
  '{"type":"Point","coordinates":[31.2,118.4]}',
  '{"type":"LineString","coordinates":[[0,0]]}',
]

/** A closed comb whose teeth cross nothing: as many vertices as a shape may have, and slow for the naive. */
function zigzag(vertices: number): string[] {
  const teeth = Array.from({ length: vertices }, (_, index) =>
    corner(index, index % 2 === 0 ? 1 : 5),
  )
  return [corner(-1, 0), corner(vertices, 0), ...teeth.reverse(), corner(-1, 0)]
}

/** Header values that are no version, key, tag, type or language. */
export const HOSTILE_HEADERS: Readonly<Record<string, readonly string[]>> = {
  'If-Match': ['', '*', '1', '"x"', '"-1"', '"1e3"', '"9".."1"', '"99999999999999999999"', 'W/"1"'],
  'If-None-Match': ['*', '"', ',,,', '"a", W/"b"', 'x'.repeat(4_000)],
  'Idempotency-Key': ['', ' ', '\u00e9', 'k'.repeat(201), "' OR 1=1 --", 'a b', '%00'],
  'Content-Type': [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'application/json; charset=utf-16',
    'application/json, text/plain',
    'application/jsonp',
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'multipart/form-data; boundary=x',
    'x',
  ],
  'Content-Encoding': ['gzip', 'br', 'x'],
  'Content-Length': ['-1', 'NaN', '99999999999', '1e9', '0x10'],
  'Accept-Language': ['*', 'zh;q=abc', 'x'.repeat(2_000), ',;=', 'en;q=1e400'],
  'X-Forwarded-For': ['1.2.3.4', '::ffff:127.0.0.1', 'x'.repeat(500), ',,,'],
  Cookie: [
    'riskmap=',
    'riskmap=x; riskmap=y',
    'riskmap=%00',
    `riskmap=${'z'.repeat(3_000)}`,
    '=;=',
  ],
  Range: ['bytes=0-1', 'bytes=-1'],
  'X-HTTP-Method-Override': ['DELETE'],
}

/** Ways to write an address that are not the one it was registered by (B10). */
export const PATH_TRICKS: readonly ((path: string) => string)[] = [
  (path) => `/${path}`,
  (path) => path.replace('/api/', '//api//'),
  (path) => path.replace('/api', '/%61pi'),
  (path) => path.replace('/api', '/API'),
  (path) => path.replace('/api/', '/api%2f'),
  (path) => path.replace('/api/', '/api/.%2e/api/'),
  (path) => path.replace('/api/', '/api/%2e%2e/%2e%2e/'),
  (path) => path.replaceAll('/', '\\'),
  (path) => path.replaceAll('/', '%5C'),
  (path) => `${path}/`,
  (path) => `${path};a=b`,
  (path) => `${path}%00`,
  (path) => `${path}%0d%0aX: y`,
  (path) => `${path}.json`,
  (path) => `${path}%E0%A4%A`,
]

/** Segments of a path that are no tile address (C15) and no id. */
export const HOSTILE_SEGMENTS: readonly string[] = [
  '-1',
  '23',
  '1e9',
  '1.5',
  '0x1',
  '%D9%A3',
  '00',
  '99999999',
  '999999999999',
  'NaN',
  '%00',
  '%20',
  '%FF',
  '%E0%A4%A',
  '%F0%A0%AE%B7',
  'a%2Fb',
  '..%2F..',
  '%27%20OR%201=1',
  '__proto__',
  'constructor',
  'a'.repeat(81),
  'a'.repeat(3_000),
]

/** Some text a client would not send: one of the list, or noise. */
export function hostileText(random: Random): string {
  if (random.chance(0.8)) return random.pick(HOSTILE_TEXTS)
  const units = Array.from({ length: random.integer(1, 30) }, () => random.integer(0, 0xffff))
  return String.fromCharCode(...units).toWellFormed()
}
