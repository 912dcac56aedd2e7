// Camera and microphone: getting them, and saying in plain words why they cannot be had. For call.js and devices.js.

// The choice of devices is kept for this tab only: on a shared computer the next person chooses their own.
const key = "clinic.devices";

export function chosenDevices() {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

export function chooseDevices(choice) {
  try {
    sessionStorage.setItem(key, JSON.stringify(choice));
  } catch {
    // Without storage the choice holds for this page.
  }
}

// openMedia resolves to { stream, problems }: the stream of what there is, which may be nothing, and texts that say
// what is missing and what to do about it.
export async function openMedia() {
  const choice = chosenDevices();
  const video = { width: { ideal: 640 }, height: { ideal: 480 }, ...device(choice.camera) };
  const audio = { echoCancellation: true, noiseSuppression: true, ...device(choice.microphone) };
  try {
    return { stream: await ask({ audio, video }), problems: [] };
  } catch {
    // One of the two may be missing or refused. Each by itself says which.
  }
  const stream = new MediaStream();
  const problems = [];
  for (const [name, wanted] of [["microphone", { audio }], ["camera", { video }]]) {
    try {
      (await ask(wanted)).getTracks().forEach((track) => stream.addTrack(track));
    } catch (error) {
      problems.push(explain(error, name));
    }
  }
  return { stream, problems };
}

function device(id) {
  return id ? { deviceId: { ideal: id } } : {};
}

async function ask(wanted) {
  if (!navigator.mediaDevices) {
    throw new DOMException("", "SecurityError"); // an old browser, or an address without https
  }
  return navigator.mediaDevices.getUserMedia(wanted);
}

function explain(error, name) {
  switch (error.name) {
    case "NotAllowedError":
      return `This page may not use your ${name}. Allow it: press the sign beside the address of this page, ` +
        "and then load the page again.";
    case "NotFoundError":
    case "OverconstrainedError":
      return `No ${name} was found. Connect one, or switch it on, and then load the page again.`;
    case "NotReadableError":
    case "AbortError":
      return `Your ${name} cannot be used: another program may be using it. Close that program, ` +
        "and then load the page again.";
    case "SecurityError":
      return `This browser does not let this page use a ${name}. Try a newer browser.`;
    default:
      return `Your ${name} cannot be used. Load the page again, or try another browser.`;
  }
}
