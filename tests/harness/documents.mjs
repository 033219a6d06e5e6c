// What a server says about itself below /api/docs, held against what it does.
import assert from "node:assert/strict";
import { request } from "./polling.mjs";
import { faults, resolve } from "./schema.mjs";
import { parseYaml } from "./yaml.mjs";

const METHODS = ["get", "post", "put", "patch", "delete"];

/** "/api/trips/{id}" as a pattern for paths. */
const pattern = (path) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`);

export class Documents {
  seen = new Set();

  static async load(server) {
    const docs = new Documents();
    const index = JSON.parse((await request(`${server.url}/api/docs`)).text);
    docs.routes = index.routes;
    docs.files = index.documents;
    docs.rest = [];
    docs.sockets = [];
    for (const path of index.documents) {
      const answer = await request(`${server.url}${path}`);
      assert.equal(answer.status, 200, path);
      const document = parseYaml(answer.text);
      assert.match(document.openapi ?? document.asyncapi, /^3\./, path);
      (document.openapi ? docs.rest : docs.sockets).push(document);
    }
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

  /** Why an answer is not what the documents say. */
  answerFaults(method, url, { status, body }) {
    const found = this.find(method, url);
    if (!found) return [`${method} ${url} is not documented`];
    const { document, operation, name } = found;
    this.seen.add(name);
    let said = operation.responses[String(status)];
    if (!said) return [`${name} is not said to answer ${status}: ${JSON.stringify(body)}`];
    if (said.$ref) said = resolve(document, said.$ref);
    const schema = said.content?.["application/json"]?.schema;
    return schema ? faults(document, schema, body, `${name} → ${status}`) : [];
  }

  /** Why an event is not what the documents say of its namespace. */
  eventFaults(namespace, event, args) {
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
}
