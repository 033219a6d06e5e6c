// What an enemy sends where something else is wanted.
import { request } from "./polling.mjs";

/** `depth` lists in each other, as text. */
export const nested = (depth) => "[".repeat(depth) + "]".repeat(depth);

/** Bodies that are JSON and nothing that a route wants. */
export const NO_BODIES = [undefined, null, [], {}, "text", 7, true, [[]], { id: {} }, { a: "ñ\0" }];

/** Bodies that are no JSON, though some parsers take them. */
export const NO_JSON = [
  "{",
  '{"a":1,}',
  '{"a":1}garbage',
  '{"a":01}',
  '{"a":.5}',
  '{"a":NaN}',
  '{"a":Infinity}',
  '{"a":0x10}',
  "{'a':1}",
  '{"a":"\t"}',
  '{"a":"\\x41"}',
  "\ufeff{}",
  Buffer.from('{"a":"\xff"}', "latin1"),
  `{"a":${nested(513)}}`,
  nested(100_000),
];

/** A body with so many members of its own. */
export const members = (count, value = 1, more = "") =>
  `{${more}${Array.from({ length: count }, (_, i) => `"k${i}":${value}`).join(",")}}`;

/** What is no argument of an event: [] stands for none at all. */
export const NO_ARGUMENTS = [
  [],
  [null],
  [7],
  [[]],
  [[["v1"]]],
  ["\0"],
  ["a b"],
  ["😀"],
  [Buffer.from("abc")],
  [{}],
];

/** Sends a body as it is: {status, code, message, data}. */
export async function sendRaw(server, token, method, path, body, type = "application/json") {
  const headers = { "Content-Type": type, ...(token && { Authorization: `Bearer ${token}` }) };
  const { status, text } = await request(`${server.url}${path}`, { method, headers, body });
  const { error, message, data } = text.startsWith("{") ? JSON.parse(text) : {};
  return { status, code: error?.code, message, data };
}
