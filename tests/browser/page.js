// Shared by the pages of the systems; `told` is what stands in a page's address.
const told = Object.fromEntries(new URLSearchParams(location.search));

/** Writes a text into an element. */
const show = (where, text) => (document.getElementById(where).textContent = text);

/** Shows an alert. */
const warn = ({ alert }) => show("warnings", `${alert.vehicleId}: ${alert.message}`);

/** Calls the REST interface: the answer. */
const call = (method, path, body = {}, headers = {}) =>
  fetch(`${told.server}${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${told.token}`,
      "Content-Type": "application/json",
      ...headers,
    },
    body: JSON.stringify(body),
  }).then((answer) => answer.json());

/** A socket of the client that the server hands out; it shows the transports it used. */
async function enter(namespace) {
  await new Promise((resolve, reject) => {
    const client = document.createElement("script");
    client.src = `${told.server}/socket.io/socket.io.js`;
    client.onload = resolve;
    client.onerror = () => reject(new Error("the server hands out no client"));
    document.head.append(client);
  });
  const socket = io(`${told.server}${namespace}`, { auth: { token: told.token } });
  const used = [];
  const use = () => {
    used.push(socket.io.engine.transport.name);
    show("transports", used.join(" "));
  };
  // Whether the namespace lets in before or after the upgrade is open.
  socket.io.engine.once("open", use);
  socket.io.engine.once("upgrade", use);
  return socket;
}
