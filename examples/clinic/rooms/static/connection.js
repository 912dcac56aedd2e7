// One connection from browser to browser, by WebRTC. For call.js.
//
// The provider's page always offers and the patient's answers, so that they cannot both offer at once. The provider's
// page is also the one that mends the connection: it offers with an ICE restart.

const patience = 4000; // milliseconds that a connection may be disconnected: most come back by themselves
const again = 8000; // until the next attempt to mend it, when the last one has come to nothing

// connection makes one. Send sends a signal to the other side, onMedia is called with the stream of the other side, and
// onState with the state of the connection.
export function connection({ offers, stream, send, onMedia, onState }) {
  // No servers: the two find each other on one machine or in one local network.
  const pc = new RTCPeerConnection({ iceServers: [] });
  const incoming = new MediaStream();
  let timer;

  if (offers) {
    // A place for sound and one for the picture, also where there is none to send: there may be to receive.
    for (const kind of ["audio", "video"]) {
      const track = stream.getTracks().find((t) => t.kind === kind);
      pc.addTransceiver(track ?? kind, { direction: track ? "sendrecv" : "recvonly", streams: [stream] });
    }
  } else {
    stream.getTracks().forEach((track) => pc.addTrack(track, stream));
  }

  pc.ontrack = ({ track }) => {
    incoming.addTrack(track);
    onMedia(incoming);
  };
  pc.onicecandidate = ({ candidate: c }) => {
    if (c?.candidate) { // an empty one says that there are no more, which the other side needs not know
      const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = c;
      send({ candidate: { candidate, sdpMid, sdpMLineIndex, usernameFragment } });
    }
  };
  pc.onconnectionstatechange = () => onState(pc.connectionState);
  pc.oniceconnectionstatechange = () => {
    clearTimeout(timer);
    if (offers && pc.iceConnectionState === "failed") {
      mend();
    } else if (offers && pc.iceConnectionState === "disconnected") {
      timer = setTimeout(mend, patience);
    }
  };

  async function describe() {
    await pc.setLocalDescription(); // an offer or an answer, whichever is due
    const { type, sdp } = pc.localDescription;
    send({ description: { type, sdp } });
  }

  // mend tries until it is connected: what is sent while the clinic cannot be reached is lost.
  function mend() {
    if (pc.signalingState === "closed") {
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(mend, again);
    pc.restartIce();
    describe().catch(ignore);
  }

  return {
    offer: describe,

    // back is to be called when signals may have been lost. A connection that stands needs none.
    back() {
      if (offers && pc.connectionState !== "connected") {
        mend();
      }
    },

    async accept({ description, candidate }) {
      if (description?.type === "offer") {
        await pc.setRemoteDescription(description);
        await describe();
      } else if (description && pc.signalingState === "have-local-offer") {
        await pc.setRemoteDescription(description);
      } else if (candidate && pc.remoteDescription) {
        await pc.addIceCandidate(candidate).catch(ignore); // one of an earlier attempt
      }
    },

    close() {
      clearTimeout(timer);
      pc.onconnectionstatechange = pc.oniceconnectionstatechange = null;
      pc.close();
    },
  };
}

function ignore() {
  // The next attempt mends it.
}
