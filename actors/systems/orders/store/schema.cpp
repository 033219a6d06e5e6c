#include "actors/systems/orders/store/schema.hpp"

namespace fleetwire::systems::orders::store {

namespace {

// Times are milliseconds since 1970.
constexpr std::string_view promises[] = {
  R"sql(
CREATE TABLE orders_order(
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  customer_id TEXT,
  courier_id TEXT,
  status TEXT NOT NULL CHECK (status IN ('created', 'assigned', 'picked_up', 'delivering',
    'delivered', 'cancelled')),
  courier TEXT,
  items TEXT NOT NULL,
  pickup TEXT,
  dropoff TEXT,
  notes TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX orders_order_customer ON orders_order(customer_id, number)
  WHERE customer_id IS NOT NULL;
CREATE INDEX orders_order_courier ON orders_order(courier_id, number) WHERE courier_id IS NOT NULL;
CREATE INDEX orders_order_status ON orders_order(status, number);

CREATE TABLE orders_message(
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  order_id TEXT NOT NULL REFERENCES orders_order(id),
  sender_id TEXT NOT NULL,
  sender_name TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('TEXT', 'IMAGE')),
  content TEXT NOT NULL,
  client_id TEXT,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX orders_message_order ON orders_message(order_id, number);
CREATE UNIQUE INDEX orders_message_once ON orders_message(sender_id, client_id)
  WHERE client_id IS NOT NULL;

-- Up to which message somebody has read.
CREATE TABLE orders_read(
  order_id TEXT NOT NULL REFERENCES orders_order(id),
  user_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (order_id, user_id)
) STRICT, WITHOUT ROWID;

-- Their bytes are files beside the database.
CREATE TABLE orders_image(
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders_order(id),
  sender_id TEXT NOT NULL,
  type TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX orders_image_order ON orders_image(order_id);
)sql",
  R"sql(
-- What many say at once is written to few pages: a message goes to the end of its table and names the
-- one before it in its order, where an index would have a page for each order.
CREATE TABLE orders_message_linked(
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  order_id TEXT NOT NULL,
  previous INTEGER,
  sender_id TEXT NOT NULL,
  sender_name TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('TEXT', 'IMAGE')),
  content TEXT NOT NULL,
  client_id TEXT,
  at INTEGER NOT NULL
) STRICT;
INSERT INTO orders_message_linked
  SELECT number, id, order_id, lag(number) OVER (PARTITION BY order_id ORDER BY number), sender_id,
    sender_name, type, content, client_id, at
  FROM orders_message ORDER BY number;

CREATE TABLE orders_newest_message(
  order_id TEXT PRIMARY KEY REFERENCES orders_order(id),
  number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO orders_newest_message
  SELECT order_id, max(number) FROM orders_message GROUP BY order_id;

-- What was sent under which clientId, up to a message; what is newer is gathered now and then.
CREATE TABLE orders_sent(
  sender_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (sender_id, client_id)
) STRICT, WITHOUT ROWID;
INSERT INTO orders_sent
  SELECT sender_id, client_id, number FROM orders_message WHERE client_id IS NOT NULL;
CREATE TABLE orders_gathered(until INTEGER NOT NULL) STRICT;
INSERT INTO orders_gathered SELECT coalesce(max(number), 0) FROM orders_message;

DROP TABLE orders_message;
ALTER TABLE orders_message_linked RENAME TO orders_message;
)sql",
  R"sql(
-- What was sent under which clientId is found by a number made of both names: a tree of numbers is
-- small and soon searched. Those that were gathered by their names get a number a few at a time.
INSERT INTO orders_sent SELECT sender_id, client_id, number FROM orders_message
  WHERE number > (SELECT until FROM orders_gathered) AND client_id IS NOT NULL;
UPDATE orders_gathered SET until = max(until, (SELECT coalesce(max(number), 0) FROM orders_message));
ALTER TABLE orders_sent RENAME TO orders_sent_unkeyed;
CREATE TABLE orders_sent(
  key INTEGER PRIMARY KEY,
  number INTEGER NOT NULL
) STRICT;
ALTER TABLE orders_message ADD COLUMN sent_key INTEGER;
-- Less than 2^61. Whoever knew it could look for names that have the same number.
CREATE TABLE orders_sent_secret(point INTEGER NOT NULL) STRICT;
INSERT INTO orders_sent_secret VALUES(random() & 2305843009213693951);
)sql"};

constexpr std::string_view history[] = {
  R"sql(
CREATE TABLE orders_position(
  id INTEGER PRIMARY KEY,
  order_id TEXT NOT NULL,
  courier_id TEXT NOT NULL,
  lat REAL NOT NULL,
  lng REAL NOT NULL,
  heading REAL,
  speed REAL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX orders_position_order ON orders_position(order_id, id);
)sql"};

} // namespace

// Constant-initialised: usable while other globals are still being made.
constinit const storage::schema promises_schema{"orders", storage::file::promises, promises};
constinit const storage::schema history_schema{"orders_history", storage::file::history, history};

} // namespace fleetwire::systems::orders::store
