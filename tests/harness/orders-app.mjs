// The app of the original in which customers and couriers follow orders and talk.
import { io } from "socket.io-client";
import { eventually } from "./server.mjs";

/**
 * The client of the original (services/socket.service.ts), with its options, listeners and calls;
 * what it would log is kept instead.
 */
export class SocketService {
  constructor(url, store) {
    this.url = url;
    this.store = store;
    this.socket = null;
    this.reconnectAttempts = 0;
    this.maxReconnectAttempts = 5;
    this.logged = [];
  }

  connect() {
    const token = this.store.accessToken;
    if (!token) {
      this.logged.push(["No auth token available"]);
      return;
    }
    this.socket = io(this.url, {
      auth: { token },
      transports: ["websocket"],
      reconnection: true,
      reconnectionAttempts: this.maxReconnectAttempts,
      reconnectionDelay: 1000,
      reconnectionDelayMax: 5000,
    });
    this.setupEventListeners();
  }

  setupEventListeners() {
    if (!this.socket) return;
    this.socket.on("connect", () => {
      this.logged.push(["Socket connected:", this.socket?.id]);
      this.reconnectAttempts = 0;
    });
    this.socket.on("disconnect", (reason) => this.logged.push(["Socket disconnected:", reason]));
    this.socket.on("connect_error", (error) => {
      this.logged.push(["Socket connection error:", error]);
      this.reconnectAttempts++;
      if (this.reconnectAttempts >= this.maxReconnectAttempts)
        this.logged.push(["Max reconnection attempts reached"]);
    });
    this.socket.on("order:status", (data) => this.logged.push(["Order status updated:", data]));
    this.socket.on("order:assigned", (data) => this.logged.push(["Order assigned:", data]));
    this.socket.on("location:updated", (data) =>
      this.logged.push(["Driver location updated:", data]),
    );
    this.socket.on("chat:message", (message) => this.logged.push(["New message:", message]));
  }

  joinOrderRoom(orderId) {
    this.socket?.emit("order:join", { orderId });
  }

  leaveOrderRoom(orderId) {
    this.socket?.emit("order:leave", { orderId });
  }

  emitDriverLocation(orderId, lat, lng) {
    this.socket?.emit("driver:location", { orderId, lat, lng });
  }

  sendMessage(orderId, content, type = "TEXT") {
    this.socket?.emit("chat:message", { orderId, content, type });
  }

  /** What its screens call: a listener, and the way to take it off. */
  on(name, listener) {
    this.socket?.on(name, listener);
    return () => this.socket?.off(name, listener);
  }

  isConnected() {
    return this.socket?.connected ?? false;
  }

  disconnect() {
    this.socket?.disconnect();
    this.socket = null;
  }

  logs(text) {
    return this.logged.filter(([one]) => one === text).map(([, data]) => data);
  }
}

/** The hook of the original (hooks/useSocket.ts): comes and goes with the login and the app. */
export class UseSocket {
  constructor(service, store) {
    this.service = service;
    this.store = store;
    this.appState = "active";
    if (store.isAuthenticated) service.connect();
  }

  changeAppState(next) {
    if (/inactive|background/.test(this.appState) && next === "active")
      if (this.store.isAuthenticated && !this.service.isConnected()) this.service.connect();
    this.appState = next;
  }

  unmount() {
    this.service.disconnect();
  }
}

/** app/order/tracking.tsx */
export class TrackingScreen {
  constructor(service, id) {
    this.service = service;
    this.id = id;
    this.driverLocation = null;
    service.joinOrderRoom(id);
    this.unsubscribe = service.on("location:updated", (data) => {
      if (data.orderId === id) this.driverLocation = { lat: data.lat, lng: data.lng };
    });
  }

  unmount() {
    this.unsubscribe();
    this.service.leaveOrderRoom(this.id);
  }
}

/** app/chat/[orderId].tsx */
export class ChatScreen {
  constructor(service, orderId) {
    this.service = service;
    this.orderId = orderId;
    this.messages = [];
    service.joinOrderRoom(orderId);
    this.unsubscribe = service.on("chat:message", (message) => {
      this.messages = [...this.messages, message];
    });
  }

  handleSend(content) {
    this.service.sendMessage(this.orderId, content, "TEXT");
  }

  unmount() {
    this.unsubscribe();
    this.service.leaveOrderRoom(this.orderId);
  }
}

/** The original's app of one user, closed after the test. */
export function app(t, server, who) {
  const store = { accessToken: who?.token, isAuthenticated: Boolean(who) };
  const service = new SocketService(`${server.url}/events`, store);
  t.after(() => {
    const manager = service.socket?.io;
    service.disconnect();
    manager?._close();
  });
  return { service, hook: new UseSocket(service, store) };
}

/** The app after its socket has come up. */
export async function openApp(t, server, who) {
  const opened = app(t, server, who);
  await eventually(() => opened.service.isConnected(), "the app does not connect");
  return opened;
}
