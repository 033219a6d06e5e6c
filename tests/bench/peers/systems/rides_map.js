'use strict';
// Where drivers are: those who may be asked lie in the cells of a grid.

const { iso, kilometres } = require('./common.js');

const cellSize = 0.01; // degrees; some kilometre
const cells = new Map();
const cellOf = ({ lat, lng }) => Math.floor((lat + 90) / cellSize) * 100_000
  + Math.floor((lng + 180) / cellSize);
const presence = 90_000;
const reach = 5; // kilometres

const isMatchable = (driver) => driver.isOnline && driver.isAvailable && driver.location !== null
  && driver.tripId === null && driver.offer === null;

function place(driver) {
  const cell = isMatchable(driver) ? cellOf(driver.location) : null;
  if (cell === driver.cell) return;
  if (driver.cell !== null) cells.get(driver.cell).delete(driver);
  if (cell !== null) {
    let there = cells.get(cell);
    if (!there) cells.set(cell, there = new Set());
    there.add(driver);
  }
  driver.cell = cell;
}

function nearest(from, asked) {
  const rings = Math.ceil(reach / 1.05);
  const now = Date.now();
  const center = cellOf(from);
  let best = null;
  let distance = reach;
  for (let ring = 0; ring <= rings && (best === null || distance > ring - 1); ++ring) {
    for (let y = -ring; y <= ring; ++y) {
      const step = Math.abs(y) === ring ? 1 : 2 * ring;
      for (let x = -ring; x <= ring; x += step || 1) {
        for (const driver of cells.get(center + y * 100_000 + x) ?? []) {
          const far = kilometres(from, driver.location);
          if (far < distance && now - driver.seenAt < presence && !asked.has(driver.id)) {
            best = driver;
            distance = far;
          }
        }
      }
    }
  }
  return best;
}

const placeShape = (where) => (where === null ? null
  : { ...where, type: 'Point', coordinates: [where.lng, where.lat] });

function availabilityShape(driver) {
  return {
    id: driver.recordId, driverId: driver.id, isOnline: driver.isOnline,
    isAvailableForTrips: driver.isAvailable, lastLocation: placeShape(driver.location),
    lastLocationTimestamp: iso(driver.locatedAt), currentTripId: driver.tripId,
    currentVehicleId: driver.vehicle.id, lastOnlineTimestamp: iso(driver.onlineAt),
    availabilityReason: driver.tripId ? 'ON_TRIP' : null, updatedAt: iso(driver.updatedAt),
    deletedAt: null, availabilityStatus: driver.isAvailable ? 'available' : 'unavailable',
    isAvailable: driver.isAvailable, isMatchable: isMatchable(driver),
  };
}

module.exports = { availabilityShape, nearest, place, placeShape, presence };
