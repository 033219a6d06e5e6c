// Bytes over TCP, and just enough HTTP to read the answers.
import net from "node:net";

const LIMIT = 20_000;

export class Raw {
  #bytes = Buffer.alloc(0);
  #wake = () => {};
  #over = false;

  constructor(socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      this.#wake();
    });
    socket.on("error", (error) => (this.error = error));
    this.ended = new Promise((resolve) => {
      const over = () => {
        this.#over = true;
        this.#wake();
        resolve();
      };
      socket.once("end", over);
      socket.once("close", over);
    });
  }

  static connect(server) {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ port: server.port, host: server.host, allowHalfOpen: true });
      socket.once("connect", () => resolve(new Raw(socket)));
      socket.once("error", reject);
    });
  }

  /** Writes without waiting; a peer that has gone is noticed when reading. */
  write(data) {
    if (this.socket.writable) this.socket.write(data);
  }

  finish() {
    this.socket.end();
  }

  destroy() {
    this.socket.destroy();
  }

  reset() {
    this.socket.resetAndDestroy ? this.socket.resetAndDestroy() : this.socket.destroy();
  }

  /** What came and was not read. */
  get unread() {
    return this.#bytes;
  }

  get over() {
    return this.#over;
  }

  /** Waits until `enough(bytes)` answers with something; undefined when the peer ended first. */
  async #until(enough) {
    const deadline = Date.now() + LIMIT;
    for (;;) {
      const value = enough(this.#bytes);
      if (value !== undefined) return value;
      if (this.#over) return undefined;
      if (Date.now() > deadline) throw new Error(`no answer within ${LIMIT} ms`);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, 200);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Takes `count` bytes. */
  async bytes(count) {
    const taken = await this.#until((bytes) => (bytes.length >= count ? count : undefined));
    if (taken === undefined) throw new Error(`ended after ${this.#bytes.length} bytes`);
    const result = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return result;
  }

  /** Takes one HTTP response; fails when the connection ends without one. */
  async response() {
    const end = await this.#until((bytes) => {
      const at = bytes.indexOf("\r\n\r\n");
      return at < 0 ? undefined : at;
    });
    if (end === undefined) throw new Error("the connection ended without a response");
    const [first, ...lines] = (await this.bytes(end + 4))
      .toString("latin1")
      .trimEnd()
      .split("\r\n");
    const headers = {};
    for (const line of lines) {
      const colon = line.indexOf(":");
      headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
    const status = Number(first.split(" ")[1]);
    const body = status === 101 ? "" : await this.#body(headers);
    return { status, headers, body: body.toString("utf8") };
  }

  async #body(headers) {
    if (headers["content-length"] !== undefined)
      return this.bytes(Number(headers["content-length"]));
    if (headers["transfer-encoding"] !== "chunked") return Buffer.alloc(0);
    const parts = [];
    for (;;) {
      const at = await this.#until((bytes) =>
        bytes.includes("\r\n") ? bytes.indexOf("\r\n") : undefined,
      );
      const size = parseInt((await this.bytes(at + 2)).toString("latin1"), 16);
      const chunk = await this.bytes(size + 2);
      if (size === 0) return Buffer.concat(parts);
      parts.push(chunk.subarray(0, size));
    }
  }

  /** Opens a WebSocket by hand, so that frames of any kind can be sent; gives the response. */
  async upgrade(target, extra = "") {
    this.write(
      `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${extra}\r\n`,
    );
    return this.response();
  }

  /** Reads one frame from the server: {fin, rsv, opcode, payload}. */
  async frame() {
    const head = await this.bytes(2);
    let length = head[1] & 0x7f;
    if (length === 126) length = (await this.bytes(2)).readUInt16BE();
    else if (length === 127) length = Number((await this.bytes(8)).readBigUInt64BE());
    const payload = await this.bytes(length);
    return {
      fin: (head[0] & 0x80) !== 0,
      rsv: (head[0] >> 4) & 7,
      opcode: head[0] & 0x0f,
      masked: (head[1] & 0x80) !== 0,
      payload,
    };
  }

  /** Reads frames up to a close frame or the end; answers with the close code, if any. */
  async closeCode() {
    try {
      for (;;) {
        const { opcode, payload } = await this.frame();
        if (opcode === 8) return payload.length >= 2 ? payload.readUInt16BE() : 1005;
      }
    } catch {
      return undefined;
    }
  }
}

/** One frame as a client sends it; every rule can be broken by an option. */
export function frame(payload, options = {}) {
  const { opcode = 1, fin = true, rsv = 0, mask = true, length, wide } = options;
  const bytes = Buffer.from(payload);
  const said = length ?? bytes.length;
  const head = [(fin ? 0x80 : 0) | (rsv << 4) | opcode];
  const bit = mask ? 0x80 : 0;
  let size;
  if (wide === 8 || (wide === undefined && said > 0xffff)) {
    size = Buffer.alloc(9);
    size[0] = bit | 127;
    size.writeBigUInt64BE(BigInt(said), 1);
  } else if (wide === 2 || (wide === undefined && said > 125)) {
    size = Buffer.alloc(3);
    size[0] = bit | 126;
    size.writeUInt16BE(said, 1);
  } else {
    size = Buffer.from([bit | said]);
  }
  if (!mask) return Buffer.concat([Buffer.from(head), size, bytes]);
  const key = Buffer.from([0x12, 0x34, 0x56, 0x78]);
  const masked = bytes.map((byte, i) => byte ^ key[i % 4]);
  return Buffer.concat([Buffer.from(head), size, key, masked]);
}
