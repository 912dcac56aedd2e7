// A test of camera and microphone, before a call. Nothing of it leaves the browser.
//
//   <section data-devices>
//     <button type="button" data-action="test">Test camera and microphone</button>
//     <video data-preview></video>
//     <label>Camera <select data-choose="camera"></select></label>
//     <label>Microphone <select data-choose="microphone"></select></label>
//     <label>Level <meter data-level></meter></label>
//     <p data-status aria-live="polite"></p>
//   </section>
//
// All but the button and the status may be missing. The section says how far it is in data-camera ("works", "missing")
// and data-microphone ("works", "silent", "missing"). What is chosen is used by call.js, in the same tab. While devices
// are being opened the button is aria-disabled, and not disabled, since it would lose the focus.

import { chooseDevices, chosenDevices, openMedia } from "./media.js";

const enough = 0.02; // of the loudest possible: a quiet voice is above it, and a quiet room below

export function testDevices(section) {
  const find = (selector) => section.querySelector(selector);
  const preview = find("video[data-preview]");
  const level = find("meter[data-level]");
  const status = find("[data-status]");
  const selects = section.querySelectorAll("select[data-choose]");
  const button = find("[data-action=test]");
  let stream;
  let listening; // the AudioContext
  let problems = [];
  let starts = 0; // counted, so that one that a newer start has overtaken, or that was stopped, leaves nothing on

  button.addEventListener("click", () => opening(button) || start());
  selects.forEach((select) => select.addEventListener("change", () => {
    chooseDevices({ ...chosenDevices(), [select.dataset.choose]: select.value });
    start();
  }));
  addEventListener("pagehide", stop);
  if (level) {
    Object.assign(level, { min: 0, max: 1, value: 0 });
  }

  async function start() {
    stop();
    const own = starts;
    button.setAttribute("aria-disabled", "true"); // the browser need not ask twice
    status.textContent = "Looking for your camera and microphone. Your browser may ask whether this page may use them.";
    const opened = await openMedia();
    if (own !== starts) {
      return opened.stream.getTracks().forEach((track) => track.stop());
    }
    ({ stream, problems } = opened);
    const camera = stream.getVideoTracks()[0];
    const microphone = stream.getAudioTracks()[0];
    section.dataset.camera = camera ? "works" : "missing";
    section.dataset.microphone = microphone ? "silent" : "missing";
    if (preview) {
      Object.assign(preview, { muted: true, autoplay: true, playsInline: true, srcObject: camera ? stream : null });
    }
    if (microphone) {
      listen(stream);
    }
    say();
    const devices = await (navigator.mediaDevices?.enumerateDevices() ?? []);
    if (own === starts) {
      list(devices, { camera, microphone });
      button.setAttribute("aria-disabled", "false");
    }
  }

  function stop() {
    starts++;
    button.setAttribute("aria-disabled", "false");
    stream?.getTracks().forEach((track) => track.stop());
    listening?.close();
    stream = listening = undefined;
    if (level) {
      level.value = 0;
    }
  }

  // listen shows how loud it is, and notes when something was heard.
  function listen(heard) {
    const context = listening = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(heard).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const measure = () => {
      if (listening !== context) {
        return; // stopped
      }
      analyser.getFloatTimeDomainData(samples);
      const loudness = Math.sqrt(samples.reduce((sum, s) => sum + s * s, 0) / samples.length);
      if (level) {
        level.value = Math.min(1, loudness * 4); // speech is far from the loudest possible
      }
      if (loudness > enough && section.dataset.microphone === "silent") {
        section.dataset.microphone = "works";
        say();
      }
      setTimeout(measure, 100);
    };
    measure();
  }

  // list fills the lists of devices: browsers tell their names only once one was allowed.
  function list(devices, used) {
    for (const select of selects) {
      const name = select.dataset.choose;
      const kind = name === "camera" ? "videoinput" : "audioinput";
      const own = devices.filter((d) => d.kind === kind && d.deviceId);
      select.replaceChildren(...own.map((d, i) => new Option(d.label || `${name} ${i + 1}`, d.deviceId)));
      select.value = used[name]?.getSettings().deviceId ?? "";
      select.disabled = own.length < 2;
    }
  }

  function say() {
    const words = [...problems];
    if (section.dataset.camera === "works") {
      words.push("Your camera works.");
    }
    if (section.dataset.microphone === "works") {
      words.push("Your microphone works.");
    } else if (section.dataset.microphone === "silent") {
      words.push("Your microphone is there, but nothing is heard yet. Say a few words.");
    }
    if (problems.length > 0) {
      words.push("You can take part in the call with what works.");
    }
    status.textContent = words.join(" ");
  }
}

function opening(button) {
  return button.getAttribute("aria-disabled") === "true";
}

document.querySelectorAll("[data-devices]").forEach(testDevices);
