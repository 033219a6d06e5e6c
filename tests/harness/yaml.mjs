// YAML as our own documents use it: block and flow maps and lists, quoted and plain scalars, `|`
// texts, comments. Anything else is an error; anchors, tags and several documents are not read.

const PLAIN = { null: null, "~": null, true: true, false: false, "": null };

function scalar(text) {
  if (text in PLAIN) return PLAIN[text];
  return /^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/.test(text) ? Number(text) : text;
}

/** Reads flow values: {a: 1, b: [c, "d"]}. */
class Flow {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  fail(what) {
    throw new Error(`${what} at ${this.at} of: ${this.text.slice(0, 200)}`);
  }

  skip() {
    while (/\s/.test(this.text[this.at] ?? "")) this.at += 1;
  }

  value(ends) {
    this.skip();
    const first = this.text[this.at];
    if (first === "{") return this.map();
    if (first === "[") return this.list();
    if (first === '"' || first === "'") return this.quoted();
    const begin = this.at;
    while (this.at < this.text.length && !ends(this.text, this.at)) this.at += 1;
    return scalar(this.text.slice(begin, this.at).trim());
  }

  quoted() {
    const quote = this.text[this.at];
    const begin = this.at;
    for (this.at += 1; this.at < this.text.length; this.at += 1) {
      if (quote === '"' && this.text[this.at] === "\\") this.at += 1;
      else if (this.text[this.at] === quote) {
        if (quote === "'" && this.text[this.at + 1] === "'") this.at += 1;
        else {
          this.at += 1;
          const text = this.text.slice(begin, this.at);
          return quote === '"' ? JSON.parse(text) : text.slice(1, -1).replaceAll("''", "'");
        }
      }
    }
    return this.fail("a text without an end");
  }

  /** The end of a plain scalar inside brackets. */
  static inside = (text, at) =>
    ",]}".includes(text[at]) || (text[at] === ":" && /[\s,\]}]|^$/.test(text[at + 1] ?? ""));

  next(close) {
    this.skip();
    if (this.text[this.at] === ",") this.at += 1;
    else if (this.text[this.at] !== close) this.fail(`no ${close}`);
    this.skip();
  }

  map() {
    const out = {};
    this.at += 1;
    this.skip();
    while (this.text[this.at] !== "}") {
      const key = this.value(Flow.inside);
      this.skip();
      if (this.text[this.at] !== ":") this.fail("no colon");
      this.at += 1;
      out[key] = this.value(Flow.inside);
      this.next("}");
    }
    this.at += 1;
    return out;
  }

  list() {
    const out = [];
    this.at += 1;
    this.skip();
    while (this.text[this.at] !== "]") {
      out.push(this.value(Flow.inside));
      this.next("]");
    }
    this.at += 1;
    return out;
  }
}

const COMMENT = /(^|\s)#.*$/;
const indent = (line) => line.length - line.trimStart().length;
const key = /^(?:"([^"]*)"|'([^']*)'|([^\s"'{[][^#]*?))\s*:(?:\s+(.*))?$/;

class Blocks {
  constructor(text) {
    this.lines = text.split("\n");
    this.at = 0;
  }

  /** The next line with something on it. */
  peek() {
    while (this.at < this.lines.length && /^\s*(#.*)?$/.test(this.lines[this.at])) this.at += 1;
    return this.lines[this.at];
  }

  block(depth) {
    const line = this.peek();
    if (line === undefined || indent(line) < depth) return null;
    return line.trimStart().startsWith("- ") ? this.list(indent(line)) : this.map(indent(line));
  }

  list(depth) {
    const out = [];
    for (let line = this.peek(); line !== undefined && indent(line) === depth; line = this.peek()) {
      if (!line.trimStart().startsWith("- ")) break;
      const rest = line.trimStart().slice(2);
      if (key.test(rest) && !/^[{["']/.test(rest)) {
        // A map that begins on the line of its dash.
        this.lines[this.at] = `${" ".repeat(depth + 2)}${rest}`;
        out.push(this.map(depth + 2));
      } else {
        this.at += 1;
        out.push(this.inline(rest, depth));
      }
    }
    return out;
  }

  map(depth) {
    const out = {};
    for (let line = this.peek(); line !== undefined && indent(line) === depth; line = this.peek()) {
      const found = key.exec(line.trim());
      if (!found) throw new Error(`line ${this.at + 1} is no key: ${line}`);
      const name = found[1] ?? found[2] ?? found[3];
      if (name in out) throw new Error(`line ${this.at + 1} says ${name} a second time`);
      this.at += 1;
      out[name] = this.inline(found[4] ?? "", depth);
    }
    const next = this.peek();
    if (next !== undefined && indent(next) > depth)
      throw new Error(`line ${this.at + 1} is too far to the right: ${next}`);
    return out;
  }

  /** What follows a key or a dash: on its line, or below it. */
  inline(text, depth) {
    const bare = /^[{["']/.test(text) ? text : text.replace(COMMENT, "").trim();
    if (bare === "|" || bare === "|-" || bare === ">") return this.literal(depth, bare);
    if (bare === "") {
      const next = this.peek();
      if (next !== undefined && indent(next) > depth && /^\s*[{["']/.test(next) && !key.test(next.trim())) {
        this.at += 1;
        return this.inline(next.trim(), depth);
      }
      const sameDash = next !== undefined && indent(next) === depth && next.trimStart().startsWith("- ");
      return sameDash ? this.list(depth) : this.block(depth + 1);
    }
    if (!/^[{["']/.test(bare)) return scalar(bare);
    let all = bare;
    for (;;)
      try {
        const flow = new Flow(all);
        const value = flow.value(() => false);
        if (all.slice(flow.at).replace(COMMENT, "").trim()) flow.fail("too much");
        return value;
      } catch (error) {
        // A flow value may go on below, further to the right.
        const next = this.lines[this.at];
        if (next === undefined || indent(next) <= depth || !/^[{[]/.test(bare)) throw error;
        all += ` ${next.trim()}`;
        this.at += 1;
      }
  }

  literal(depth, how) {
    const taken = [];
    let inner = 0;
    for (; this.at < this.lines.length; this.at += 1) {
      const line = this.lines[this.at];
      if (line.trim() && indent(line) <= depth) break;
      inner ||= line.trim() ? indent(line) : 0;
      taken.push(line.slice(inner));
    }
    return taken.join(how === ">" ? " " : "\n").trimEnd();
  }
}

export function parseYaml(text) {
  const blocks = new Blocks(text);
  const value = blocks.block(0);
  if (blocks.peek() !== undefined) throw new Error(`line ${blocks.at + 1} cannot be read`);
  return value;
}
