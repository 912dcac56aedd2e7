// The websocket to the clinic, which connects anew when it is lost. For call.js.

const firstWait = 500; // milliseconds until the first attempt to connect anew; each next one takes twice as long
const longestWait = 8000;
const silence = 40_000; // the clinic says something every 15 seconds

// Close codes after which connecting anew is of no use, and what they mean.
const ends = new Map([[1000, "over"], [1008, "refused"], [1009, "refused"], [4001, "replaced"]]);

// The name of this page, as long as it is loaded. A page that reconnects keeps it, and so its call goes on; a page that
// is loaded anew has another one, and so the other side knows that it has to start from scratch.
const page = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

// connect opens the websocket and keeps it open. It calls onMessage with each message, and onChange with "connected",
// "lost" (and trying again), or one of the ends above.
export function connect(address, { onMessage, onChange }) {
  const url = new URL(address, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  url.searchParams.set("page", page);
  let socket; // undefined while waiting for the next attempt
  let wait = firstWait;
  let attempt;
  let watchdog;
  let closed = false;

  function open() {
    clearTimeout(attempt);
    const own = socket = new WebSocket(url);
    own.onopen = () => own === socket && onChange("connected");
    own.onmessage = (event) => {
      if (own === socket) {
        wait = firstWait;
        watch();
        onMessage(JSON.parse(event.data));
      }
    };
    own.onclose = (event) => own === socket && lost(ends.get(event.code));
    watch();
  }

  // A connection may be dead without either side having closed it.
  function watch() {
    clearTimeout(watchdog);
    watchdog = setTimeout(lost, silence);
  }

  function lost(end) {
    close();
    if (end) {
      return onChange(end);
    }
    closed = false;
    // Not all at once, when the clinic comes back.
    attempt = setTimeout(open, wait * (0.75 + Math.random() / 2));
    wait = Math.min(2 * wait, longestWait);
    onChange("lost");
  }

  function close() {
    closed = true;
    clearTimeout(attempt);
    clearTimeout(watchdog);
    const old = socket;
    socket = undefined; // before it is closed, so that nothing more is heard of it
    old?.close();
  }

  addEventListener("online", () => !socket && !closed && open());
  open();

  return {
    close,
    // send reports whether the message is on its way.
    send(message) {
      if (socket?.readyState !== WebSocket.OPEN) {
        return false;
      }
      socket.send(JSON.stringify(message));
      return true;
    },
  };
}
