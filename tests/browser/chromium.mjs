// Headless Chromium over the DevTools protocol: enough of it to open pages, ask them and see them.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { WebSocket } from "ws";

const START_LIMIT = 60_000;

/** A page. `faults` are its uncaught exceptions and what it wrote to console.error. */
class Page {
  faults = [];

  constructor(browser, session) {
    this.browser = browser;
    this.session = session;
    this.loaded = new Promise((resolve) => (this.onLoad = resolve));
  }

  send(method, params = {}) {
    return this.browser.send(method, params, this.session);
  }

  /** The value of a JavaScript expression; a promise is waited for. */
  async evaluate(expression) {
    const { result, exceptionDetails: fault } = await this.send("Runtime.evaluate", {
      expression,
      returnByValue: true,
      awaitPromise: true,
    });
    if (fault) throw new Error(fault.exception?.description ?? fault.text);
    return result.value;
  }

  /** Waits until the expression is true; tells whether that happened within `limit` ms. */
  async until(expression, limit) {
    const deadline = Date.now() + limit;
    while (Date.now() < deadline) {
      if (await this.evaluate(`Boolean(${expression})`)) return true;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return false;
  }

  resize(width, height, dark = false) {
    const features = [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }];
    return Promise.all([
      this.send("Emulation.setEmulatedMedia", { features }),
      this.send("Emulation.setDeviceMetricsOverride", {
        width,
        height,
        deviceScaleFactor: 1,
        mobile: width < 600,
      }),
    ]);
  }

  async screenshot() {
    const { data } = await this.send("Page.captureScreenshot", { format: "png" });
    return Buffer.from(data, "base64");
  }

  hear({ method, params }) {
    if (method === "Page.loadEventFired") {
      this.onLoad();
    } else if (method === "Runtime.exceptionThrown") {
      const { exception, text } = params.exceptionDetails;
      this.faults.push(exception?.description ?? text);
    } else if (method === "Runtime.consoleAPICalled" && params.type === "error") {
      this.faults.push(params.args.map((arg) => arg.value ?? arg.description).join(" "));
    }
  }
}

export class Chromium {
  #calls = new Map();
  #pages = new Map();
  #last = 0;

  static async start(program = process.env.CHROMIUM || "chromium") {
    const browser = new Chromium();
    browser.profile = mkdtempSync(join(tmpdir(), "fleetwire-browser-"));
    const flags = [
      "--headless=new",
      "--remote-debugging-port=0",
      `--user-data-dir=${browser.profile}`,
      "--no-first-run",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
    ];
    // Its sandbox refuses root; nothing but our own pages is opened.
    if (process.getuid?.() === 0) flags.push("--no-sandbox");
    browser.child = spawn(program, [...flags, "about:blank"], { stdio: ["ignore", "ignore", "pipe"] });
    browser.ended = once(browser.child, "exit");
    browser.ws = new WebSocket(await browser.#address(), { maxPayload: 256 << 20 });
    await once(browser.ws, "open");
    browser.ws.on("message", (text) => browser.#hear(JSON.parse(text)));
    return browser;
  }

  #address() {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("Chromium did not start")), START_LIMIT);
      this.child.once("error", reject);
      this.child.once("exit", (code) => reject(new Error(`Chromium ended with ${code}\n${said}`)));
      let said = "";
      createInterface({ input: this.child.stderr }).on("line", (line) => {
        said = `${said}${line}\n`.slice(-4000);
        const found = /DevTools listening on (ws:\S+)/.exec(line);
        if (!found) return;
        clearTimeout(timer);
        resolve(found[1]);
      });
    });
  }

  send(method, params = {}, sessionId = undefined) {
    const id = ++this.#last;
    this.ws.send(JSON.stringify({ id, method, params, sessionId }));
    return new Promise((resolve, reject) => this.#calls.set(id, { resolve, reject }));
  }

  #hear(message) {
    const call = this.#calls.get(message.id);
    if (!call) return this.#pages.get(message.sessionId)?.hear(message);
    this.#calls.delete(message.id);
    if (message.error) call.reject(new Error(message.error.message));
    else call.resolve(message.result);
  }

  async open(url) {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const page = new Page(this, sessionId);
    this.#pages.set(sessionId, page);
    await Promise.all([page.send("Runtime.enable"), page.send("Page.enable")]);
    const { errorText } = await page.send("Page.navigate", { url });
    if (errorText) throw new Error(`${url}: ${errorText}`);
    await page.loaded;
    return page;
  }

  async stop() {
    await this.send("Browser.close").catch(() => {});
    const timer = setTimeout(() => this.child.kill("SIGKILL"), 10_000);
    await this.ended;
    clearTimeout(timer);
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
