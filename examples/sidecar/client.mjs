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

// start opens the room of a call, and not before the decision point has let it.
async function start(question) {
  const asked = await post("/access/v1/evaluation", question);
  if (asked.status !== 200) {
    console.log(`Nothing was decided, so the call may not start: ${asked.document.detail}`);
    return false;
  }
  if (asked.document.decision !== true) {
    const { findings = [], reason_user: user } = asked.document.context;
    console.log("The call may not start.");
    for (const { rule, fact, found } of findings) {
      console.log(`  ${rule.id} (${rule.clauses.join(", ")}): ${fact} is ${found}. For ${rule.owner}: ${rule.remedy}`);
    }
    console.log(`To the patient: ${user?.en}`);
    return false;
  }
  const call = question.resource.id;
  const redeemed = await post("/permit/v1/redeem", { reference: asked.document.context.permit.reference, call });
  const open = redeemed.status === 200; // and here the platform opens it
  console.log(open ? `Room ${call} is open, by decision ${redeemed.document.decision}.` : `The call may not start: ${redeemed.document.detail}`);
  return open;
}

if (!base || !token) {
  console.error("Set URL to the address of the decision point, and TOKEN to a token of its callers.");
  process.exit(2);
}
process.exit((await start(await describe(process.argv.slice(2)))) ? 0 : 1);
