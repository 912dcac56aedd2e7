package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/guidance/records"
	"github.com/preconsult/preconsult/consult/hook"
	"github.com/preconsult/preconsult/consult/register/folder"

	"github.com/preconsult/preconsult/examples/clinic/readiness"
	"github.com/preconsult/preconsult/examples/clinic/rooms"
	"github.com/preconsult/preconsult/examples/clinic/signin"
	"github.com/preconsult/preconsult/examples/clinic/web"
)

// A clinic is the platform.
type clinic struct {
	dir      string // of the records
	settings *settings
	ledger   *ledger
	on       *records.Folder
	gate     *consult.Gate
	trial    *consult.Gate // the same rules, for the readiness page: its decisions start nothing
	rooms    *rooms.Rooms
	signin   *signin.Service
	pages    *web.Pages
	list     []*appointment
	refusals refusals
	holders  holders
	due      dueLine
	changes  readiness.Signal
	log      *slog.Logger
}

// newClinic makes the platform, which is reached at base, with its records in a folder.
func newClinic(base, dir string, log *slog.Logger) (c *clinic, err error) {
	c = &clinic{dir: dir, settings: newSettings(), list: today(time.Now()), log: log}
	c.on, err = records.Open(folder.Dir(dir), &folder.Options{Interval: 500 * time.Millisecond, Changed: func(folder.Status) { c.changes.Raise() }})
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(filepath.Join(dir, ".decisions.jsonl"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	c.ledger = &ledger{file: file, unplugged: func() bool { return c.settings.is("recorder") }, changed: c.changes.Raise, log: log}
	c.gate, err = consult.NewGate(c.ledger, c.checks(), &consult.Options{Waivers: c.on.Waivers, Escalate: c.ledger.escalate})
	if err != nil {
		return nil, err
	}
	if c.trial, err = consult.NewGate(consult.Discard, c.checks(), &consult.Options{Waivers: c.on.Waivers}); err != nil {
		return nil, err
	}
	c.rooms = rooms.New(c.gate, nil)
	c.pages, err = web.New(readiness.AddTo)
	if err != nil {
		return nil, err
	}
	c.signin, err = signin.New(base, people, c.signInPage)
	return c, err
}

// checks returns the whole suite, with the job roles that may start a consultation here.
func (c *clinic) checks() []*consult.Check {
	checks := guidance.Checks(&c.on.Records)
	for i, check := range checks {
		if check.Name == consult.ProviderInitiated().Name {
			checks[i] = consult.ProviderInitiated(starters...)
		}
	}
	return checks
}

// watch follows the records until the context ends.
func (c *clinic) watch(ctx context.Context) { _ = c.on.Watch(ctx) }

// close ends all calls, writes the last of the decisions, and leaves the records as they are without the switchboard.
func (c *clinic) close() error {
	c.rooms.Close()
	return errors.Join(c.due.putBack(filepath.Join(c.dir, "dpia.yaml")), c.signin.Close(), c.ledger.file.Close())
}

// handler returns the pages of the clinic.
func (c *clinic) handler() http.Handler {
	events := readiness.Events(c.changes.Next) // which bounds how many listen
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", c.home)
	mux.HandleFunc("GET /today", c.staff(c.today))
	mux.HandleFunc("GET /calls/{call}/card", c.staff(c.card))
	mux.Handle("POST /calls/{call}/start", c.guard(consult.Provider, c.refusedCard)(c.open(consult.Provider)))
	mux.HandleFunc("POST /calls/{call}/override", c.staff(c.override))
	mux.HandleFunc("GET /calls/{call}", c.staff(c.call))
	mux.HandleFunc("GET /calls/{call}/socket", c.staff(c.providerSocket))
	mux.HandleFunc("GET /visit/{link}", c.visitor(c.visit))
	mux.Handle("POST /visit/{link}/start", c.guard(consult.Patient, c.refusedVisit)(c.open(consult.Patient)))
	mux.HandleFunc("GET /visit/{link}/room", c.patient(c.room))
	mux.HandleFunc("GET /visit/{link}/socket", c.patient(c.patientSocket))
	mux.HandleFunc("GET /readiness", c.staff(c.readiness))
	mux.HandleFunc("GET /readiness/events", c.staff(func(w http.ResponseWriter, r *http.Request, _ *signin.Session) { events.ServeHTTP(w, r) }))
	mux.HandleFunc("GET /switchboard", c.staff(c.switchboard))
	mux.HandleFunc("POST /switchboard", c.staff(c.turn))
	mux.Handle("GET /static/", http.StripPrefix("/static/", files(web.Static)))
	mux.Handle("GET /static/rooms/", http.StripPrefix("/static/rooms/", files(within(rooms.Static, "static"))))
	mux.Handle("GET /static/readiness/", http.StripPrefix("/static/readiness/", files(readiness.Static)))
	c.signin.Register(mux)
	return web.Secure(c.signin.Protect(mux))
}

// within returns a folder of files that are part of the program.
func within(of fs.FS, folder string) fs.FS {
	sub, err := fs.Sub(of, folder)
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sub
}

// files serves files that are part of the program.
func files(of fs.FS) http.Handler {
	server := http.FileServerFS(of)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		server.ServeHTTP(w, r)
	})
}

// guard returns the middleware of package hook before what starts a call: nobody gets past it without a permit.
func (c *clinic) guard(party consult.Party, refused func(http.ResponseWriter, *http.Request, hook.Asked, *consult.Decision)) func(http.Handler) http.Handler {
	guarded := hook.Guard(c.gate, func(r *http.Request) (hook.Asked, error) {
		by, a, problem := c.who(r, party)
		if problem != nil {
			return hook.Asked{}, problem
		}
		return hook.Asked{Call: c.describe(r.Context(), r, a, by), Staff: party == consult.Provider}, nil
	}, &hook.GuardOptions{Refused: refused})
	return func(next http.Handler) http.Handler { return c.signedIn(party, guarded(next)) }
}

// open opens the room of the call that the permit is for, and goes there.
func (c *clinic) open(party consult.Party) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		by, ok := c.session(r, party)
		if !ok { // since the guard let them pass
			c.toSignIn(w, r, party)
			return
		}
		permit := hook.Permit(r.Context())
		d, err := c.start(r.Context(), permit, by)
		switch {
		case errors.Is(err, errHeld):
			c.held(w, permit.Call(), by)
		case err != nil:
			c.log.Warn("the room did not open", "error", err.Error())
			c.showCard(w, r, http.StatusForbidden, &d, err)
		default:
			http.Redirect(w, r, "/calls/"+string(permit.Call()), http.StatusSeeOther)
		}
	}
}
