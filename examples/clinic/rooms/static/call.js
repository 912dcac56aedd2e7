// The call: one to one, from browser to browser. What a page needs:
//
//   <main tabindex="-1" data-call data-socket="/calls/ID/socket" data-party="provider">     (or "patient")
//     <video data-remote></video> <video data-local></video>
//     <p data-status aria-live="polite"></p>
//     <button type="button" data-action="admit">Let the patient in</button>   (of the provider's page)
//     <button type="button" data-action="mute">Mute</button>
//     <button type="button" data-action="camera">Camera off</button>
//     <button type="button" data-action="hang-up">Hang up</button>
//     <p data-problem role="alert"></p>                                       (here, where it moves no button)
//   </main>
//   <script type="module" src="…/call.js"></script>
//
// Status, problem and buttons may be missing; without data-problem, problems are said in the status. Mute and camera
// are pressed (aria-pressed="true") when the device is off, and disabled where there is none; their text stays as it
// is, since a button that says in both that it is off would say it twice. The main element has data-room (closed,
// waiting, open, ended), data-clinic (connecting, connected, lost, over, refused, replaced) and data-connection (none,
// connecting, connected, disconnected, failed, ended) for style sheets; both videos count the frames that were shown in
// data-frames. It has a tabindex since it gets the focus of a button that can no longer be pressed.

import { connection } from "./connection.js";
import { openMedia } from "./media.js";
import { connect } from "./signalling.js";
import { words } from "./words.js";

const heldBack = "Your browser has held back sound and picture. Press any key, or click anywhere in the page.";

// startCall takes part in a call. It calls onState with the state below at every change, onError with texts that are to
// be shown, and onMended with those of them that hold no longer. It returns what the buttons do.
export function startCall({ socket, local, remote, onState = () => {}, onError = () => {}, onMended = () => {} }) {
  const state = {
    party: "", room: "", admitted: false, begun: false, peer: false, // as the clinic says
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
      const { you: party, room, admitted, begun, peer } = message;
      if (over && room !== "ended") {
        clinic.send({ type: "hang-up" }); // which it has missed
        return;
      }
      const back = peer && (!state.peer || state.clinic === "lost");
      change({ clinic: "connected", party, room, admitted, begun, peer });
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
      onMedia: show,
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
    onMended(heldBack);
    change({ connection: "none" });
  }

  function show(media) {
    remote.srcObject = media;
    play();
  }

  // play is done again at each key and click until the browser lets it, which not every key makes it do.
  function play() {
    remote.play().then(() => onMended(heldBack), (error) => {
      if (error.name === "NotAllowedError" && remote.srcObject) {
        onError(heldBack);
        ["click", "keydown"].forEach((act) => addEventListener(act, play, { once: true }));
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
      for (const [action, how] of [["mute", state.microphone], ["camera", state.camera]]) {
        disable(button(action), how === "missing", main);
        button(action)?.setAttribute("aria-pressed", String(how === "off"));
      }
      const next = [button("mute"), button("camera")].find((b) => b && !b.disabled);
      const admit = button("admit");
      const done = room === "open"; // and the focus is not to be where pressing once more would end the call
      disable(admit, over || clinic !== "connected" || room !== "waiting" || !peer, done && next || main);
      if (admit && done) {
        admit.hidden = true;
      }
      disable(button("hang-up"), over, main);
      said = words({ ...state, party: party || main.dataset.party });
      say();
    },
    onError(text) {
      problems.add(text);
      say();
    },
    onMended(text) {
      problems.delete(text);
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

// disable hands the focus of a button on before the button is disabled, since it would be nowhere then.
function disable(button, off, next) {
  if (off && button && button === document.activeElement) {
    next.focus();
  }
  if (button) {
    button.disabled = off;
  }
}

// write leaves a text alone that stays the same, so that it is not read out again.
function write(element, text) {
  if (element && element.textContent !== text) {
    element.textContent = text;
  }
}

document.querySelectorAll("main[data-call]").forEach(wire);
