// What the status of a call says. For call.js.

// words says how the call is.
export function words({ party, room, admitted, begun, peer, clinic, connection }) {
  const provider = party === "provider";
  switch (clinic) {
    case "connecting":
      return "Connecting to the clinic…";
    case "lost":
      return connection === "connected"
        ? "Connection to the clinic lost; the call goes on. Reconnecting…"
        : "Connection to the clinic lost. Reconnecting…";
    case "replaced":
      return "This call was opened in another window. It goes on there. Load the page again to have it here instead.";
    case "refused":
      return "The clinic has ended this connection. Load the page again to come back. You may have to sign in again.";
    case "over":
      if (room === "ended" && !begun) {
        return provider
          ? "The call did not begin: it has waited too long, or was ended before the patient was let in. " +
            "You can start it anew from today's list."
          : "The call did not begin. Your clinician will start it anew, or call you. " +
            "Load the page again in a while to see whether it has been started.";
      }
      return begun || room === "ended" ? "The call has ended." : "You have left. Load the page again to come back.";
  }
  if (!admitted) {
    switch (`${party} ${room}`) {
      case "provider waiting":
        return peer ? "The patient is in the waiting room. Let them in when you are ready."
          : "The room is open. The patient is not here yet.";
      case "provider closed":
        return "The room is not open. Start the consultation first.";
      case "patient waiting":
        return "You are in the waiting room. Your clinician is going to let you in. Please stay on this page.";
      default:
        return "You are in the waiting room. The consultation has not started yet. Please stay on this page.";
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
