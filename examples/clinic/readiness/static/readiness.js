// Keeps the readiness page up to date: listens for changes, fetches the page anew, and puts what is new in
// the place of what was, without losing where the reader is. It says in words what changed.
(() => {
	"use strict";

	const body = () => document.getElementById("readiness");
	if (!body() || !body().dataset.events || !window.EventSource) {
		return;
	}
	const news = document.getElementById("readiness-news"); // read out by screen readers
	const link = document.getElementById("readiness-link"); // shown while the connection is lost
	const slowest = 30000; // between two tries to connect, in ms
	const patience = 30000; // with a reader who has text selected
	const look = 60000; // days pass without an event: look by oneself this often

	// facts returns what is worth a word when it changes.
	const facts = (root) => ({
		state: root.dataset.state,
		verdict: root.querySelector("#readiness-verdict-words").textContent,
		stale: root.dataset.stale === "true",
		decisions: new Set(Array.from(root.querySelectorAll("[data-decision]"), (row) => row.dataset.decision)),
		clauses: new Map(Array.from(root.querySelectorAll("[data-clause]"), (c) => [c.dataset.clause, c.dataset.word])),
	});

	// differences returns sentences on what is otherwise than before.
	const differences = (before, after) => {
		const said = [];
		if (before.verdict !== after.verdict) {
			said.push(after.verdict);
		}
		if (before.stale !== after.stale) {
			said.push(after.stale ? "The records on file are stale." : "The records on file are current again.");
		}
		const moved = [];
		for (const [clause, word] of after.clauses) {
			if (before.clauses.get(clause) !== word) {
				moved.push(`${clause} ${word.toLowerCase()}`);
			}
		}
		if (moved.length > 8) {
			said.push(`${moved.length} clauses changed.`);
		} else if (moved.length > 0) {
			said.push(`Now: ${moved.join(", ")}.`);
		}
		const made = Array.from(after.decisions).filter((id) => !before.decisions.has(id)).length;
		if (made > 0) {
			said.push(made === 1 ? "1 new decision." : `${made} new decisions.`);
		}
		return said;
	};

	// keep notes where the reader is, and returns what puts them back there.
	const keep = (root) => {
		const open = Array.from(root.querySelectorAll("details[open]"), (d) => d.id);
		const scrolled = Array.from(root.querySelectorAll(".readiness-scroll"), (s) => [s.id, s.scrollLeft]);
		const active = root.contains(document.activeElement) ? document.activeElement : null;
		const holder = active && (active.id ? active : active.closest("[id]"));
		const href = active && active.getAttribute("href");
		const at = active && active.getBoundingClientRect().top;
		return () => {
			for (const id of open) {
				const details = document.getElementById(id);
				if (details) {
					details.open = true;
				}
			}
			for (const [id, left] of scrolled) {
				const region = document.getElementById(id);
				if (region) {
					region.scrollLeft = left;
				}
			}
			if (!active) {
				return;
			}
			let now = document.getElementById(holder.id) || document.getElementById("readiness");
			if (holder !== active) {
				const same = Array.from(now.querySelectorAll(active.localName)).find((e) => e.getAttribute("href") === href);
				now = same || now;
			}
			if (now.tabIndex < 0 && !now.hasAttribute("tabindex")) {
				now.setAttribute("tabindex", "-1");
			}
			now.focus({ preventScroll: true });
			window.scrollBy({ top: now.getBoundingClientRect().top - at, behavior: "instant" });
		};
	};

	// selecting reports whether the reader has text of the page selected, which replacing it would undo.
	const selecting = () => {
		const selection = document.getSelection();
		return selection && !selection.isCollapsed && body().contains(selection.anchorNode);
	};

	// deselected waits until the selection is another one, but not for ever: a page that stands still says what
	// is no longer so.
	const deselected = () => new Promise((resolve) => {
		document.addEventListener("selectionchange", resolve, { once: true });
		setTimeout(resolve, patience);
	});

	let connected = false;
	const show = (fresh) => {
		const before = facts(body());
		const after = facts(fresh);
		const back = keep(body());
		body().replaceWith(document.adoptNode(fresh));
		back();
		for (const [clause, word] of after.clauses) {
			if (before.clauses.get(clause) !== word) {
				body().querySelector(`[data-clause="${CSS.escape(clause)}"]`).classList.add("readiness-changed");
			}
		}
		if (before.verdict !== after.verdict) {
			body().querySelector(".readiness-verdict").classList.add("readiness-changed");
		}
		const said = differences(before, after);
		if (connected && !link.hidden) {
			link.hidden = true;
			link.textContent = "";
			said.unshift("Connected again.");
		}
		if (said.length > 0) {
			news.textContent = `Updated at ${body().dataset.clock}. ${said.join(" ")}`;
		}
	};

	let over = false; // nobody is signed in
	let busy = false;
	let again = false;
	const refresh = async () => {
		if (over) {
			return;
		}
		if (busy) {
			again = true;
			return;
		}
		busy = true;
		try {
			do {
				again = false;
				if (selecting()) {
					await deselected();
				}
				const answer = await fetch(body().dataset.fragment || location.href, { cache: "no-store", credentials: "same-origin", redirect: "manual", headers: { Accept: "text/html" } });
				if (answer.type === "opaqueredirect") { // to the sign-in, which is not to be begun for them at each change
					signedOut();
					return;
				}
				if (!answer.ok) {
					throw new Error(`status ${answer.status}`);
				}
				const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("readiness");
				if (!fresh) {
					lost("The page has moved. Load the page again to see what is on file now.");
					return;
				}
				show(fresh);
			} while (again);
		} catch {
			lost("The connection is lost. Trying again.");
		} finally {
			busy = false;
		}
	};

	const lost = (why) => {
		const text = `${why} What you see is as of ${body().dataset.clock}.`;
		if (link.textContent !== text) {
			link.textContent = text;
			link.hidden = false;
			news.textContent = text;
		}
	};

	// signedOut says it, and ceases to look: whoever signs in loads the page anew.
	const signedOut = () => {
		over = true;
		events.close();
		clearTimeout(retry);
		clearInterval(looking);
		lost("You are no longer signed in.");
		const again = document.createElement("a");
		again.href = location.href; // where the application asks them to sign in
		again.textContent = "Sign in again";
		link.append(" ", again);
	};

	// The browser connects again by itself after an interruption, and not after an answer that is no stream. What that
	// was is seen by fetching the page, before anything else is tried.
	let wait = 1000;
	let events;
	let retry;
	const listen = () => {
		const source = new EventSource(body().dataset.events);
		events?.close();
		events = source;
		source.addEventListener("open", () => {
			wait = 1000;
			connected = true;
			refresh(); // what happened before was told to nobody
		});
		source.addEventListener("changed", refresh);
		source.addEventListener("error", async () => {
			connected = false;
			if (over) {
				return;
			}
			lost("The connection is lost. Trying again.");
			if (source.readyState === EventSource.CLOSED) {
				await refresh();
				if (!over && source === events) {
					retry = setTimeout(listen, wait);
					wait = Math.min(2 * wait, slowest);
				}
			}
		});
		window.addEventListener("pagehide", () => source.close(), { once: true });
	};
	window.addEventListener("pageshow", (event) => {
		if (event.persisted && over) {
			location.reload(); // they may have signed in since
		} else if (event.persisted) {
			clearTimeout(retry);
			listen();
			refresh();
		}
	});
	const looking = setInterval(() => {
		if (connected && document.visibilityState === "visible") {
			refresh();
		}
	}, look);
	listen();
})();
