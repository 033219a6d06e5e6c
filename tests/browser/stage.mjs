// What a play of pages needs: the pages, on an origin of their own, and a server that lets them in.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { QUICK } from "../harness/identity.mjs";
import { Server } from "../harness/server.mjs";

const PATIENCE = 30_000;
const here = dirname(fileURLToPath(import.meta.url));
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript" };

/** Serves this folder's pages; what is posted to `actions` runs to its end before the answer. */
export async function servePages(actions = {}) {
  const pages = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://page");
    if (request.method === "POST" && Object.hasOwn(actions, pathname)) {
      await actions[pathname]();
      return response.end();
    }
    if (!/^\/[a-z]+\.(html|js)$/.test(pathname)) return response.writeHead(404).end();
    response.setHeader("Content-Type", types[extname(pathname)]);
    response.end(readFileSync(join(here, pathname)));
  });
  pages.listen(0, "127.0.0.1");
  await once(pages, "listening");
  return {
    origin: `http://127.0.0.1:${pages.address().port}`,
    close() {
      pages.closeAllConnections();
      pages.close();
    },
  };
}

export class Stage {
  #opened = [];

  /** A server with one system; `title` stands before what is seen. */
  static async open({ browser, program, client }, title, system) {
    const stage = new Stage();
    Object.assign(stage, { browser, title, pages: await servePages() });
    const { origin } = stage.pages;
    stage.server = await Server.start([program], [
      "--port=0",
      "--telemetry.enabled=false",
      `--systems=${system}`,
      `--socketio.serve_client=${client}`,
      `--cors.origins=${origin}`,
      `--http.cors_origins=${origin}`,
      "--log.level=warn",
      ...Object.entries(QUICK).map(([name, value]) => `--${name}=${value}`),
    ]);
    return stage;
  }

  /** Opens a page of somebody: `{token, id}`; `more` stands in its address, too. */
  async enter(name, { token, id }, more = {}) {
    const { origin } = this.pages;
    const query = new URLSearchParams({ server: this.server.url, token, id, ...more });
    const page = await this.browser.open(`${origin}/${name}.html?${query}`);
    this.#opened.push(page);
    return page;
  }

  async see(page, name, condition) {
    const seen = await page.until(condition, PATIENCE);
    return {
      name: `${this.title}: ${name}`,
      fault: seen
        ? null
        : `not within 30 s: ${condition}; ${await page.evaluate("document.body.innerText")}`,
    };
  }

  /** What a page answers, once: a promise is waited for. */
  async hear(page, name, expression) {
    const answer = await page.evaluate(expression);
    return { name: `${this.title}: ${name}`, fault: answer?.ok ? null : JSON.stringify(answer) };
  }

  seeUpgrade(page, whose) {
    const used = `${text("transports")} === "polling websocket"`;
    return this.see(page, `the ${whose}'s page is on websocket after polling`, used);
  }

  get faults() {
    const fault = this.#opened.flatMap(({ faults }) => faults).join("\n") || null;
    return { name: `${this.title}: the pages have no faults`, fault };
  }

  async close() {
    await this.server.stop();
    this.pages.close();
  }
}

/** What an element of a page shows, as an expression there. */
export const text = (id) => `document.getElementById("${id}").textContent`;
