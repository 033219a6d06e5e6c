"use strict";
// Draws the vans of /demo. Positions come once a second; in between the vans glide.

const byId = (id) => document.getElementById(id);
const canvas = document.querySelector("canvas");
const brush = canvas.getContext("2d");
const colours = ["#e8590c", "#1c7ed6", "#2f9e44", "#ae3ec9", "#e03131", "#f08c00", "#0c8599", "#d6336c"];
const period = 1000; // between two positions of a van, in milliseconds
const vans = new Map(); // id -> {from, to, at, colour, trail}
let town = null;
let positions = 0;

// -- connection -----------------------------------------------------------------------------------

function show(state, text) {
  byId("state").className = `pill ${state}`;
  byId("state").textContent = text;
  byId("say").querySelector("button").disabled = state !== "up";
}

function connect() {
  const socket = io("/demo");
  const transport = () => (byId("transport").textContent = socket.io.engine.transport.name);
  socket.on("connect", () => {
    show("up", socket.recovered ? "recovered" : "connected");
    transport();
    socket.io.engine.on("upgrade", transport);
    measure(socket);
  });
  socket.on("disconnect", (reason) => {
    show("waiting", `reconnecting: ${reason}`);
    byId("transport").textContent = byId("latency").textContent = "–";
  });
  socket.on("connect_error", (error) => show("down", error.message));
  socket.on("town", (what) => (town = what));
  socket.on("van", moved);
  socket.on("watching", ({ count }) => (byId("watching").textContent = count));
  socket.on("said", ({ from, text }) => said(from === socket.id ? "you" : from.slice(0, 5), text));
  setInterval(() => measure(socket), 2000);
  talk(socket);
}

async function measure(socket) {
  if (!socket.connected) return;
  const began = performance.now();
  try {
    await socket.timeout(2000).emitWithAck("ping");
    byId("latency").textContent = `${(performance.now() - began).toFixed(1)} ms`;
  } catch {
    byId("latency").textContent = "over 2 s";
  }
}

setInterval(() => {
  byId("rate").textContent = positions;
  positions = 0;
}, 1000);

// -- talk -----------------------------------------------------------------------------------------

function said(who, text) {
  const line = document.createElement("li");
  const name = document.createElement("b");
  name.textContent = who;
  line.append(name, ` ${text}`);
  byId("talk").querySelector(".hint")?.remove();
  byId("talk").append(line);
  while (byId("talk").children.length > 100) byId("talk").firstChild.remove();
  line.scrollIntoView({ block: "nearest" });
}

function talk(socket) {
  byId("say").addEventListener("submit", async (event) => {
    event.preventDefault();
    const { text } = event.target.elements;
    if (!text.value.trim() || !socket.connected) return;
    const { ok } = await socket.emitWithAck("say", text.value.trim());
    if (ok) text.value = "";
  });
}

// -- vans -----------------------------------------------------------------------------------------

function moved({ id, lat, lng, heading }) {
  positions += 1;
  const now = performance.now();
  const to = { lat, lng, heading };
  const van = vans.get(id);
  if (!van) {
    vans.set(id, { from: to, to, at: now, colour: colours[vans.size % colours.length], trail: [] });
    return;
  }
  van.from = where(van, now);
  van.to = to;
  van.at = now;
  van.trail.push(van.from);
  if (van.trail.length > 14) van.trail.shift();
}

/** Where a van is drawn: on its way from the last position to the present one. */
function where(van, now) {
  const part = Math.min(1, (now - van.at) / period);
  const turn = ((van.to.heading - van.from.heading + 540) % 360) - 180;
  return {
    lat: van.from.lat + (van.to.lat - van.from.lat) * part,
    lng: van.from.lng + (van.to.lng - van.from.lng) * part,
    heading: van.from.heading + turn * Math.max(0, (part - 0.7) / 0.3), // it turns at the corner
  };
}

// -- drawing --------------------------------------------------------------------------------------

const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Where latitude and longitude are on the canvas. */
function projection(width, height) {
  const side = Math.min(width / (town.columns + 1.2), height / (town.rows + 1.2));
  const left = (width - side * town.columns) / 2;
  const bottom = (height + side * town.rows) / 2;
  return {
    side,
    street: (column, row) => [left + column * side, bottom - row * side],
    of: (place) => [
      left + ((place.lng - town.west) / town.block) * side,
      bottom - ((place.lat - town.south) / town.block) * side,
    ],
  };
}

function rounded(x, y, width, height, radius, colour) {
  brush.fillStyle = colour;
  brush.beginPath();
  brush.roundRect(x, y, width, height, radius);
  brush.fill();
}

function drawTown({ side, street }) {
  const road = side * 0.2;
  const [left, top] = street(0, town.rows);
  const edge = road * 0.62;
  rounded(left - edge, top - edge, town.columns * side + 2 * edge, town.rows * side + 2 * edge,
    edge, style("--curb"));
  const inner = road / 2;
  rounded(left - inner, top - inner, town.columns * side + road, town.rows * side + road, inner,
    style("--street"));
  for (let column = 0; column < town.columns; ++column)
    for (let row = 0; row < town.rows; ++row) drawBlock(street(column, row + 1), side, road, column, row);
}

/** A park or some houses; always the same ones in the same place. */
function drawBlock([x, y], side, road, column, row) {
  const gap = road / 2;
  const size = side - road;
  const kind = (column * 7 + row * 13 + column * row) % 11;
  rounded(x + gap, y + gap, size, size, side * 0.06, kind === 3 ? style("--park") : style("--ground"));
  if (kind === 3) return;
  const pad = size * 0.1;
  const cut = 0.35 + (kind % 4) * 0.1;
  const [a, b] = [(size - 3 * pad) * cut, (size - 3 * pad) * (1 - cut)];
  const house = style("--house");
  const [near, far] = [gap + pad, gap + 2 * pad + a];
  rounded(x + near, y + near, a, size - 2 * pad, 3, house);
  rounded(x + far, y + near, b, a, 3, house);
  rounded(x + far, y + far, b, b, 3, house);
}

function drawTrail(van, map, now) {
  const points = [...van.trail, where(van, now)].map(map.of);
  brush.lineCap = "butt"; // parts that overlap would show as beads
  brush.lineWidth = map.side * 0.05;
  brush.strokeStyle = van.colour;
  for (let i = 1; i < points.length; ++i) {
    brush.globalAlpha = (0.5 * i) / points.length;
    brush.beginPath();
    brush.moveTo(...points[i - 1]);
    brush.lineTo(...points[i]);
    brush.stroke();
  }
  brush.globalAlpha = 1;
}

function drawVan(id, van, map, now) {
  const place = where(van, now);
  const [x, y] = map.of(place);
  const length = Math.max(14, map.side * 0.24);
  const width = length * 0.55;
  brush.save();
  brush.translate(x, y);
  brush.rotate((place.heading * Math.PI) / 180);
  brush.shadowColor = "rgba(0, 0, 0, .35)";
  brush.shadowBlur = 5;
  rounded(-width / 2, -length / 2, width, length, width * 0.28, van.colour);
  brush.shadowBlur = 0;
  rounded(-width * 0.36, -length * 0.36, width * 0.72, length * 0.17, 2, "rgba(255, 255, 255, .85)");
  brush.restore();
  brush.font = "600 11px system-ui, sans-serif";
  brush.textAlign = "center";
  brush.lineWidth = 3;
  brush.strokeStyle = style("--ground");
  brush.fillStyle = style("--ink");
  brush.strokeText(id, x, y - length * 0.8);
  brush.fillText(id, x, y - length * 0.8);
}

function draw() {
  const { clientWidth: width, clientHeight: height } = canvas;
  const scale = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  brush.setTransform(scale, 0, 0, scale, 0, 0);
  brush.clearRect(0, 0, width, height);
  if (town) {
    const now = performance.now();
    const map = projection(width, height);
    drawTown(map);
    for (const van of vans.values()) drawTrail(van, map, now);
    for (const [id, van] of vans) drawVan(id, van, map, now);
  }
  requestAnimationFrame(draw);
}

byId("snippet").textContent = `// npm install socket.io-client
import { io } from "socket.io-client";
const url = "${location.origin}/demo";
io(url).on("van", console.log);`;

if (window.io) connect();
else show("down", "no client: set socketio.serve_client to the folder that holds socket.io.js");
draw();
