// What an enemy sends where something else is wanted.

/** Bodies that are JSON and nothing that a route wants. */
export const NO_BODIES = [undefined, null, [], {}, "text", 7, true, [[]], { id: {} }, { a: "ñ\0" }];
