// As much of JSON Schema as our own documents use. What it does not know it refuses, so that no
// document is believed to say more than is checked.

const TYPES = {
  null: (x) => x === null,
  boolean: (x) => typeof x === "boolean",
  number: (x) => typeof x === "number",
  integer: (x) => Number.isInteger(x),
  string: (x) => typeof x === "string",
  array: (x) => Array.isArray(x),
  object: (x) => typeof x === "object" && x !== null && !Array.isArray(x),
};

const FORMATS = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  email: /^[^@\s]+@[^@\s]+$/,
  uri: /^[a-z][a-z+.-]*:/i,
};

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const short = (x) => JSON.stringify(x)?.slice(0, 80);

const RULES = {
  type: (x, type) =>
    [type].flat().some((name) => TYPES[name](x)) ? null : `is ${short(x)}, not ${type}`,
  const: (x, wanted) => (same(x, wanted) ? null : `is ${short(x)}, not ${short(wanted)}`),
  enum: (x, list) => (list.some((one) => same(x, one)) ? null : `is ${short(x)}, none of ${list}`),
  format: (x, name) =>
    typeof x !== "string" || !FORMATS[name] || FORMATS[name].test(x) ? null : `is no ${name}: ${short(x)}`,
  pattern: (x, text) => (typeof x !== "string" || new RegExp(text).test(x) ? null : `does not fit ${text}`),
  minimum: (x, low) => (typeof x !== "number" || x >= low ? null : `is below ${low}`),
  maximum: (x, high) => (typeof x !== "number" || x <= high ? null : `is above ${high}`),
  minLength: (x, low) => (typeof x !== "string" || x.length >= low ? null : "is too short"),
  maxLength: (x, high) => (typeof x !== "string" || x.length <= high ? null : "is too long"),
  minItems: (x, low) => (!Array.isArray(x) || x.length >= low ? null : "has too few items"),
  maxItems: (x, high) => (!Array.isArray(x) || x.length <= high ? null : "has too many items"),
};
const SAID_ELSEWHERE = new Set([
  "$ref", "properties", "required", "additionalProperties", "items", "allOf", "oneOf", "anyOf",
  "description", "default", "example", "examples", "title", "deprecated", "readOnly",
]);

/** What `reference` ("#/components/…") means in `document`. */
export function resolve(document, reference) {
  let found = document;
  for (const name of reference.slice(2).split("/"))
    found = found?.[name.replaceAll("~1", "/").replaceAll("~0", "~")];
  if (found === undefined) throw new Error(`nothing is at ${reference}`);
  return found.$ref ? resolve(document, found.$ref) : found;
}

/** Why `x` is not what `schema` says: a list of sentences, empty when it is. */
export function faults(document, schema, x, where = "data") {
  if (schema === true) return [];
  if (schema.$ref) return faults(document, resolve(document, schema.$ref), x, where);
  const out = [];
  for (const [name, wanted] of Object.entries(schema)) {
    if (RULES[name]) {
      const fault = RULES[name](x, wanted);
      if (fault) out.push(`${where} ${fault}`);
    } else if (!SAID_ELSEWHERE.has(name)) {
      throw new Error(`schemas with ${name} are not understood (${where})`);
    }
  }
  for (const one of schema.allOf ?? []) out.push(...faults(document, one, x, where));
  for (const name of ["oneOf", "anyOf"]) {
    if (!schema[name]) continue;
    const tries = schema[name].map((one) => faults(document, one, x, where));
    const fits = tries.filter((list) => list.length === 0).length;
    if (fits === 0) out.push(`${where} fits none: ${tries.flat().join("; ")}`);
    if (name === "oneOf" && fits > 1) out.push(`${where} fits ${fits} of oneOf`);
  }
  if (Array.isArray(x) && schema.items)
    x.forEach((item, i) => out.push(...faults(document, schema.items, item, `${where}[${i}]`)));
  if (TYPES.object(x)) out.push(...memberFaults(document, schema, x, where));
  return out;
}

function memberFaults(document, { properties = {}, required = [], additionalProperties }, x, where) {
  const out = [];
  for (const name of required) if (!(name in x)) out.push(`${where} has no ${name}`);
  for (const [name, value] of Object.entries(x)) {
    if (properties[name]) out.push(...faults(document, properties[name], value, `${where}.${name}`));
    else if (additionalProperties === false) out.push(`${where}.${name} is not described`);
    else if (additionalProperties)
      out.push(...faults(document, additionalProperties, value, `${where}.${name}`));
  }
  return out;
}
