// Package weigh is the part that the programs below it share: a small platform, which takes calls
// as JSON over HTTP and answers with the rules they break. Each of the programs decides by another
// engine, and is as large as that engine makes it; the program none has no engine.
package weigh

import (
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/peers/task"
)

// Main makes an engine with nothing on file, and serves it at a port of the loopback interface,
// which is the program's argument. Without one it decides the zero call and ends.
func Main[E task.Engine](make func() (E, error)) {
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	fatal := func(err error) {
		log.Error("weigh", "error", err)
		os.Exit(1)
	}
	engine, err := make()
	if err == nil {
		err = engine.File(new(task.Records))
	}
	if err != nil {
		fatal(err)
	}
	if len(os.Args) > 1 {
		http.Handle("POST /calls", platform{engine})
		server := http.Server{Addr: net.JoinHostPort("127.0.0.1", os.Args[1]), ReadTimeout: time.Second, WriteTimeout: time.Second}
		fatal(server.ListenAndServe())
	}
	broken, err := engine.Broken(new(consult.Call), time.Now())
	if err != nil {
		fatal(err)
	}
	log.Info("decided", "broken", len(broken))
}

type platform struct{ engine task.Engine }

func (p platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var call consult.Call
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&call); err != nil {
		http.Error(w, "the call cannot be read", http.StatusBadRequest)
		return
	}
	broken, err := p.engine.Broken(&call, time.Now())
	if err != nil {
		http.Error(w, "no decision was made", http.StatusInternalServerError)
		return
	}
	_ = json.NewEncoder(w).Encode(broken) // the client is gone, if anything
}
