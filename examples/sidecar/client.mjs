// A platform in JavaScript, on Node 20 without packages: it asks the decision point before a consultation starts, tells
// staff and patient what each may know, and opens the room only when the permit has been redeemed.
//
//   URL=http://127.0.0.1:8181 TOKEN=… node client.mjs            a call that may start
//   URL=… TOKEN=… node client.mjs room.recording=automatic        one that may not: change any fact of call.json
import { readFile } from "node:fs/promises";

const { URL: base, TOKEN: token } = process.env;
// post sends a document, and returns status and document of the answer. Without an answer in time there is no call.
async function post(path, body) {
  const answer = await fetch(base + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(5000),
  });
  return { status: answer.status, document: await answer.json() };
}

// describe returns the question for a call: who starts it, and how it will run, as the platform knows it at this moment.
async function describe(changes) {
  const text = await readFile(new URL("call.json", import.meta.url), "utf8");
  const question = JSON.parse(text.replaceAll("NOW", new Date(Date.now() - 1000).toISOString()));
  for (const change of changes) {
    const [path, value] = change.split("=");
    const names = path.split(".");
    const last = names.pop();
    names.reduce((at, name) => at[name], question.context)[last] = value;
  }
  return question;
}

// refuse says why a call may not start: to staff what was found and who mends it how, and to the patient what they may know.
function refuse({ detail, findings = [], reason_user: user }) {
  console.log(detail ? `The call may not start: ${detail}` : "The call may not start.");
  for (const { rule, fact, found } of findings) {
    console.log(`  ${rule.id} (${rule.clauses.join(", ")}): ${fact} is ${found}. For ${rule.owner}: ${rule.remedy}`);
  }
  if (user) console.log(`To the patient: ${user.en ?? ""}`);
  return false;
}

// start opens the room of a call, and not before the decision point has let it.
async function start(question) {
  const asked = await post("/access/v1/evaluation", question);
  if (asked.status !== 200) return refuse({ detail: `nothing was decided. ${asked.document.detail ?? ""}` });
  if (asked.document.decision !== true) return refuse(asked.document.context);
  const call = question.resource.id;
  const redeemed = await post("/permit/v1/redeem", { reference: asked.document.context.permit.reference, call });
  if (redeemed.status !== 200) return refuse(redeemed.document);
  console.log(`Room ${call} is open, by decision ${redeemed.document.decision}.`); // and here the platform opens it
  return true;
}

if (!base || !token) {
  console.error("Set URL to the address of the decision point, and TOKEN to a token of its callers.");
  process.exit(2);
}
process.exit((await start(await describe(process.argv.slice(2)))) ? 0 : 1);
