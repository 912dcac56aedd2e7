// The call: one to one, from browser to browser. What a page needs:
//
//   <main data-call data-socket="/calls/ID/socket" data-party="provider">     (or "patient")
//     <video data-remote></video> <video data-local></video>
//     <p data-status aria-live="polite"></p>
//     <p data-problem role="alert"></p>
//     <button type="button" data-action="admit">Let the patient in</button>   (of the provider's page)
//     <button type="button" data-action="mute">Microphone</button>
//     <button type="button" data-action="camera">Camera</button>
//     <button type="button" data-action="hang-up">Hang up</button>
//   </main>
//   <script type="module" src="…/call.js"></script>
//
// Status, problem and buttons may be missing; without data-problem, problems are said in the status. Mute and camera
// are pressed (aria-pressed="true") when the device is off, and this script writes their text, or that of an element
// [data-label] in them. The main element has data-room (closed, waiting, open, ended), data-clinic (connecting,
// connected, lost, over, refused, replaced) and data-connection (none, connecting, connected, disconnected, failed,
// ended) for style sheets; both videos count the frames that were shown in data-frames.

import { connection } from "./connection.js";
import { openMedia } from "./media.js";
import { connect } from "./signalling.js";

// startCall takes part in a call. It calls onState with the state below at every change, and onError with texts that
// are to be shown. It returns what the buttons do.
export function startCall({ socket, local, remote, onState = () => {}, onError = () => {} }) {
  const state = {
    party: "", room: "", admitted: false, peer: false, // as the clinic says
    clinic: "connecting", // the connection to the clinic
    connection: "none", // and that to the other side
    microphone: "missing", camera: "missing", // or "on" or "off"
  };
  let stream;
  let call; // the connection to the other side
  let peerPage; // the page that it is to
  let over = false;

  function change(changes) {
    Object.assign(state, changes);
    onState({ ...state });
  }

  Object.assign(local, { muted: true, autoplay: true, playsInline: true }); // nobody wants to hear themselves
  Object.assign(remote, { autoplay: true, playsInline: true });
  [local, remote].forEach(countFrames);
  change({});

  const clinic = connect(socket, {
    onMessage(message) {
      if (message.type === "signal") {
        return inTurn(() => hear(message));
      }
      const { you: party, room, admitted, peer } = message;
      if (over && room !== "ended") {
        clinic.send({ type: "hang-up" }); // which it has missed
        return;
      }
      const back = peer && (!state.peer || state.clinic === "lost");
      change({ clinic: "connected", party, room, admitted, peer });
      if (room === "ended") {
        return finish("over");
      }
      inTurn(() => meet(message, back));
    },
    onChange(to) {
      if (to === "lost" && !over) {
        change({ clinic: "lost" }); // until it says how the room is
      } else if (to !== "lost" && to !== "connected") {
        finish(to);
      }
    },
  });

  // What the clinic says is dealt with in turn, after the camera and the microphone are there: a person may take their
  // time to allow them.
  let turn = openMedia().then((media) => {
    if (over) {
      return media.stream.getTracks().forEach((track) => track.stop());
    }
    stream = media.stream;
    local.srcObject = stream;
    media.problems.forEach(onError);
    for (const track of stream.getTracks()) {
      track.onended = () => {
        change({ [device(track)]: "missing" });
        onError(`Your ${device(track)} has stopped. Connect it, and then load the page again.`);
      };
      state[device(track)] = "on";
    }
    change({});
  });
  function inTurn(what) {
    turn = turn.then(() => over || what()).catch(() => {
      // A connection that was closed meanwhile, or a signal that came too late. What is broken is mended in time.
    });
  }

  // meet connects to the other side when both are there, and anew when either has loaded their page anew.
  async function meet({ you, admitted, peer, page }, back) {
    if (!admitted || (peer && page !== peerPage)) {
      part();
    }
    if (!admitted || !peer) {
      return; // a connection that stands goes on without the clinic
    }
    peerPage = page;
    if (call) {
      return back && call.back();
    }
    const own = call = connection({
      offers: you === "provider",
      stream,
      send: (signal) => own === call && clinic.send({ type: "signal", ...signal }),
      onMedia: play,
      onState: (to) => change({ connection: to === "new" ? "connecting" : to }),
    });
    change({ connection: "connecting" });
    if (you === "provider") {
      await call.offer();
    }
  }

  async function hear(signal) {
    await call?.accept(signal);
  }

  function part() {
    call?.close();
    call = peerPage = undefined;
    remote.srcObject = null;
    change({ connection: "none" });
  }

  function play(media) {
    remote.srcObject = media;
    remote.play().catch((error) => {
      if (error.name === "NotAllowedError") {
        onError("Your browser has held back sound and picture. Press any key, or click anywhere in the page.");
        ["click", "keydown"].forEach((act) => addEventListener(act, () => remote.play().catch(() => {}), { once: true }));
      }
    });
  }

  function finish(why) {
    clinic.close();
    if (!over) {
      release();
    }
    change({ clinic: why });
  }

  function release() {
    over = true;
    part();
    stream?.getTracks().forEach((track) => track.stop());
    local.srcObject = null;
    change({ connection: "ended", microphone: "missing", camera: "missing" });
  }

  function toggle(name) {
    const track = stream?.getTracks().find((t) => device(t) === name);
    if (track && state[name] !== "missing") {
      track.enabled = !track.enabled; // silence, or a black picture
      change({ [name]: track.enabled ? "on" : "off" });
    }
  }

  return {
    admit: () => clinic.send({ type: "admit" }),
    toggleMicrophone: () => toggle("microphone"),
    toggleCamera: () => toggle("camera"),
    // Hanging up ends sound and picture at once, whether or not the clinic can be told at the moment.
    hangUp() {
      clinic.send({ type: "hang-up" });
      release();
      change({ clinic: "over" });
    },
  };
}

function device(track) {
  return track.kind === "audio" ? "microphone" : "camera";
}

function countFrames(video) {
  let frames = 0;
  const next = () => {
    video.dataset.frames = frames++;
    video.requestVideoFrameCallback?.(next); // older browsers have no such thing
  };
  next();
}

function wire(main) {
  const find = (selector) => main.querySelector(selector);
  const button = (action) => find(`button[data-action="${action}"]`);
  const status = find("[data-status]");
  const problem = find("[data-problem]");
  const problems = new Set();
  let said = "";

  function say() {
    const trouble = [...problems].join(" ");
    if (problem) {
      write(problem, trouble);
    }
    write(status, problem ? said : `${said} ${trouble}`.trim());
  }

  const call = startCall({
    socket: main.dataset.socket,
    local: find("video[data-local]"),
    remote: find("video[data-remote]"),
    onState(state) {
      const { room, clinic, connection, party, peer } = state;
      Object.assign(main.dataset, { room, clinic, connection });
      const over = connection === "ended";
      const admit = button("admit");
      if (admit) {
        admit.disabled = over || clinic !== "connected" || room !== "waiting" || !peer;
        if (room === "open" && !admit.hidden) {
          if (admit === document.activeElement) {
            button("hang-up")?.focus(); // rather than nowhere
          }
          admit.hidden = true;
        }
      }
      switchedOff(button("mute"), "Microphone", state.microphone);
      switchedOff(button("camera"), "Camera", state.camera);
      if (button("hang-up")) {
        button("hang-up").disabled = over;
      }
      said = words({ ...state, party: party || main.dataset.party });
      say();
    },
    onError(text) {
      problems.add(text);
      say();
    },
  });

  const actions = {
    admit: call.admit, mute: call.toggleMicrophone, camera: call.toggleCamera, "hang-up": call.hangUp,
  };
  for (const [action, act] of Object.entries(actions)) {
    button(action)?.addEventListener("click", act);
  }
}

function switchedOff(button, name, how) {
  if (button) {
    button.disabled = how === "missing";
    button.setAttribute("aria-pressed", String(how === "off"));
    write(button.querySelector("[data-label]") ?? button, how === "missing" ? `No ${name.toLowerCase()}` : `${name} is ${how}`);
  }
}

// write leaves a text alone that stays the same, so that it is not read out again.
function write(element, text) {
  if (element && element.textContent !== text) {
    element.textContent = text;
  }
}

// words says how the call is.
function words({ party, room, admitted, peer, clinic, connection }) {
  const provider = party === "provider";
  switch (clinic) {
    case "connecting":
      return "Connecting to the clinic…";
    case "lost":
      return connection === "connected"
        ? "Connection to the clinic lost; the call goes on. Reconnecting…"
        : "Connection to the clinic lost. Reconnecting…";
    case "replaced":
      return "This call was opened in another window. It goes on there.";
    case "refused":
      return "The clinic has ended this connection. Load the page again to come back.";
    case "over":
      return admitted || room === "ended" ? "The call has ended." : "You have left. Load the page again to come back.";
  }
  if (!admitted) {
    switch (`${party} ${room}`) {
      case "provider waiting":
        return peer ? "The patient is in the waiting room. Let them in when you are ready."
          : "The room is open. The patient is not here yet.";
      case "provider closed":
        return "The room is not open. Start the consultation first.";
      case "patient waiting":
        return "You are in the waiting room. Your clinician is going to let you in.";
      default:
        return "You are in the waiting room. The consultation has not started yet.";
    }
  }
  const other = provider ? "The patient" : "Your clinician";
  switch (connection) {
    case "connected":
      return peer ? `You are connected with ${provider ? "the patient" : "your clinician"}.`
        : `${other} has lost the connection to the clinic, or has left. The call goes on as long as it can.`;
    case "disconnected":
    case "failed":
      return peer ? "Sound and picture have stopped. Trying to connect again…" : `${other} is not connected. Please wait.`;
    default:
      return peer ? "Connecting sound and picture…" : `${other} is not connected. Please wait.`;
  }
}

document.querySelectorAll("main[data-call]").forEach(wire);
