// What a server says about itself below /api/docs, held against what it does.
import assert from "node:assert/strict";
import { request } from "./polling.mjs";
import { faults, resolve } from "./schema.mjs";
import { parseYaml } from "./yaml.mjs";

const METHODS = ["get", "post", "put", "patch", "delete"];

/** "/api/trips/{id}" as a pattern for paths. */
const pattern = (path) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`);

const on = (document, channel, namespace) => resolve(document, channel.$ref).address === namespace;

export class Documents {
  /** What was not as it is described, in the order in which it was seen. */
  wrong = [];
  #answered = new Map();
  #told = new Set();

  static async load(server) {
    const docs = new Documents();
    const index = JSON.parse((await request(`${server.url}/api/docs`)).text);
    docs.routes = index.routes;
    docs.files = [];
    for (const path of index.documents) {
      const answer = await request(`${server.url}${path}`);
      assert.equal(answer.status, 200, path);
      const document = parseYaml(answer.text);
      assert.match(document.openapi ?? document.asyncapi, /^3\./, path);
      docs.files.push({ path, document });
    }
    const all = docs.files.map(({ document }) => document);
    docs.rest = all.filter(({ openapi }) => openapi);
    docs.sockets = all.filter(({ asyncapi }) => asyncapi);
    return docs;
  }

  /** Every operation, as routes are named: "GET /api/trips/:id". */
  operations() {
    return this.rest.flatMap((document) =>
      Object.entries(document.paths).flatMap(([path, item]) =>
        METHODS.filter((method) => item[method]).map((method) => ({
          name: `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`,
          path,
          document,
          operation: item[method],
          parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])],
        })),
      ),
    );
  }

  /** The operation of a call; the one with fewer placeholders wins, as in the server. */
  find(method, url) {
    const path = url.split("?")[0];
    return this.operations()
      .filter((one) => one.name.startsWith(`${method} `) && pattern(one.path).test(path))
      .sort((a, b) => a.path.split("{").length - b.path.split("{").length)[0];
  }

  /** Compares an answer with what is said of it; what is not so is kept in `wrong`. */
  see(method, url, answer) {
    this.wrong.push(...this.#answerFaults(method, url, answer));
    return answer;
  }

  #answerFaults(method, url, { status, headers, body }) {
    const found = this.find(method, url);
    if (!found) return [`${method} ${url} is not documented`];
    const { document, operation, name } = found;
    if (status < 300) this.#answered.set(name, status);
    let said = operation.responses[String(status)] ?? operation.responses.default;
    if (!said) return [`${name} is not said to answer ${status}: ${JSON.stringify(body)}`];
    if (said.$ref) said = resolve(document, said.$ref);
    const type = headers["content-type"]?.split(";")[0];
    if (!said.content) return body === "" ? [] : [`${name} → ${status} is said to have no body`];
    if (!said.content[type]) return [`${name} → ${status} is not said to be ${type}`];
    return faults(document, said.content[type].schema, body, `${name} → ${status}`);
  }

  /** Operations below a path that were not seen to succeed. */
  unanswered(path) {
    const below = this.operations().filter((one) => one.path.startsWith(path));
    return below.map(({ name }) => name).filter((name) => !this.#answered.has(name));
  }

  /** Compares all that a socket heard with what is said of its namespace. */
  hear(namespace, heard) {
    for (const [name, ...args] of heard) {
      this.#told.add(`${namespace} ${name}`);
      this.wrong.push(...this.#eventFaults(namespace, name, args));
    }
  }

  #eventFaults(namespace, event, args) {
    if (args.length > 1) return [`${namespace} ${event} has ${args.length} arguments`];
    const tried = [];
    for (const document of this.sockets)
      for (const channel of Object.values(document.channels)) {
        if (channel.address !== namespace) continue;
        for (const reference of Object.values(channel.messages)) {
          const message = resolve(document, reference.$ref);
          if (message.name !== event) continue;
          const found = faults(document, message.payload, args[0], `${namespace} ${event}`);
          if (found.length === 0) return [];
          tried.push(...found);
        }
      }
    return tried.length > 0 ? tried : [`${namespace} ${event} is not documented`];
  }

  /** Events that a namespace is said to send and that nobody heard. */
  unheard(namespace) {
    return this.sockets
      .flatMap((document) =>
        Object.values(document.operations)
          .filter(({ action, channel }) => action === "send" && on(document, channel, namespace))
          .flatMap(({ messages }) => messages.map(({ $ref }) => resolve(document, $ref).name)),
      )
      .filter((name) => !this.#told.has(`${namespace} ${name}`));
  }
}
