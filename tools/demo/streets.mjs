// The streets of the town that the demo's page shows.
const SOUTH = 23.113;
const WEST = -82.366;
const BLOCK = 0.002; // degrees
const COLUMNS = 9;
const ROWS = 6;

const corner = (column, row) => ({ lat: SOUTH + row * BLOCK, lng: WEST + column * BLOCK });
const whole = (high) => Math.floor(Math.random() * (high + 1));

/** Some corner, and its name. */
export function anyCorner() {
  const column = whole(COLUMNS);
  const row = whole(ROWS);
  return { ...corner(column, row), address: `Street ${row + 1}, corner ${column + 1}` };
}

/** The way along streets from one place to another: first east or west, then north or south. */
export function* way(from, to, step = BLOCK / 4) {
  let { lat, lng } = from;
  for (const axis of ["lng", "lat"])
    for (;;) {
      const left = axis === "lng" ? to.lng - lng : to.lat - lat;
      if (Math.abs(left) < 1e-9) break;
      const move = Math.sign(left) * Math.min(step, Math.abs(left));
      if (axis === "lng") lng += move;
      else lat += move;
      yield { lat, lng };
    }
}
