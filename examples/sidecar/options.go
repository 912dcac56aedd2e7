package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

const help = `sidecar decides for platforms in any language whether a video consultation may
start, as NHS England's guidance for information governance professionals asks.
It answers by the OpenID AuthZEN Authorization API 1.0.

In a clone of the repository, run: go run ./examples/sidecar [options]

  sidecar                 show how it works: records of a made-up practice that hold
                          today, and a caller, in a new folder
  sidecar -records DIR -callers FILE -journal FILE
                          serve a platform, by records of your own

Options:

  -records DIR      The folder with the records, one YAML or JSON document a file. It
                    is watched: the next decision follows what changes.
  -callers FILE     Who may ask: a name and a bearer token a line, with a space
                    between them. A token is 32 characters at least; make one with
                    "openssl rand -hex 32". # begins a comment.
  -client-ca FILE   Who may ask by client certificate: the authority's certificate, in
                    PEM, and with -client the names. Needs -tls-cert.
  -client NAME      A name, DNS or URI, of a client certificate. Give it once a caller.
  -journal FILE     Where decisions are recorded, one a line. No record, no permit.
  -flush            Each decision waits for the disk, so that a loss of power takes none
                    (the default). -flush=false waits for the operating system alone:
                    faster, and a kill of the program takes none.
  -issuers FILE     The identity providers that staff and patients sign in with, in
                    JSON; see README.md. With it, who starts a call is verified here
                    from the sign-in, and the platform's word on it counts for nothing.
  -observe          Decide and record, and never refuse: to see what would be refused.
  -listen ADDRESS   Where platforms ask; 127.0.0.1:8181. Elsewhere than on loopback it
                    needs -tls-cert.
  -admin ADDRESS    Where /metrics, /healthz and /readyz are; 127.0.0.1:8182. Nobody
                    has to sign in there.
  -url URL          The address under which platforms reach it, for the metadata
                    document; taken from -listen where that is on loopback.
  -tls-cert FILE, -tls-key FILE
                    The certificate and key of the server, in PEM.
  -connections N    How many connections there may be at once; 16384.
  -stop-after TIME  How long decisions in flight have when it stops, and after them the
                    disk; 10s.
  -demo DIR         Make the folder of the demonstration there instead of among temporary
                    files.
  -v                Log every decision too.
  -h                Print this text.

It logs to standard error, in JSON. SIGTERM and SIGINT stop it: it takes no more
requests, answers those that it has, and puts what it decided on record. Another one
ends it at once.
`

// options are what the command line says.
type options struct {
	records, callers, journal, issuers string
	clientCA, tlsCert, tlsKey          string
	clients                            []string
	listen, admin, url, demo           string
	flush, observe, verbose            bool
	connections                        int
	stopAfter                          time.Duration
}

func parseOptions(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("sidecar", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.records, "records", "", "")
	flags.StringVar(&o.callers, "callers", "", "")
	flags.StringVar(&o.journal, "journal", "", "")
	flags.StringVar(&o.issuers, "issuers", "", "")
	flags.StringVar(&o.clientCA, "client-ca", "", "")
	flags.Func("client", "", func(name string) error { o.clients = append(o.clients, name); return nil })
	flags.StringVar(&o.tlsCert, "tls-cert", "", "")
	flags.StringVar(&o.tlsKey, "tls-key", "", "")
	flags.StringVar(&o.listen, "listen", "127.0.0.1:8181", "")
	flags.StringVar(&o.admin, "admin", "127.0.0.1:8182", "")
	flags.StringVar(&o.url, "url", "", "")
	flags.StringVar(&o.demo, "demo", "", "")
	flags.BoolVar(&o.flush, "flush", true, "")
	flags.BoolVar(&o.observe, "observe", false, "")
	flags.BoolVar(&o.verbose, "v", false, "")
	flags.IntVar(&o.connections, "connections", 16384, "")
	flags.DurationVar(&o.stopAfter, "stop-after", 10*time.Second, "")
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	if flags.NArg() > 0 {
		return options{}, errors.New("there is an argument too many: options begin with -")
	}
	return o, o.check()
}

// check returns what is wrong with the options, all of it.
func (o *options) check() error {
	var wrong []string
	fault := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if o.serves() {
		for name, value := range map[string]string{"-records": o.records, "-journal": o.journal} {
			if value == "" {
				fault("%s is missing", name)
			}
		}
		if o.callers == "" && o.clientCA == "" {
			fault("-callers or -client-ca is missing: who may ask is never everybody")
		}
		if o.demo != "" {
			fault("-demo makes records and a caller of its own: leave it, or the others, out")
		}
	}
	if (o.tlsCert == "") != (o.tlsKey == "") {
		fault("-tls-cert and -tls-key go together")
	}
	if o.clientCA != "" && (o.tlsCert == "" || len(o.clients) == 0) {
		fault("-client-ca needs -tls-cert, -tls-key and at least one -client")
	}
	if o.clientCA == "" && len(o.clients) > 0 {
		fault("-client needs -client-ca")
	}
	for name, address := range map[string]string{"-listen": o.listen, "-admin": o.admin} {
		switch on, err := loopback(address); {
		case err != nil:
			fault("%s is not an address such as 127.0.0.1:8181", name)
		case !on && name == "-admin":
			fault("-admin is not on loopback, and nobody has to sign in there: put what reads it on this machine")
		case !on && o.tlsCert == "":
			fault("-listen is not on loopback, so that tokens would be read on the way: give -tls-cert and -tls-key")
		case !on && o.url == "":
			fault("-listen is not on loopback: give the address that platforms reach it under as -url")
		}
	}
	if o.connections < 1 || o.stopAfter <= 0 {
		fault("-connections and -stop-after must be more than 0")
	}
	if len(wrong) > 0 {
		return errors.New(strings.Join(wrong, "; "))
	}
	return nil
}

// serves reports whether the program is to serve a platform, rather than show how it works.
func (o *options) serves() bool {
	return o.records != "" || o.callers != "" || o.journal != "" || o.clientCA != ""
}

func loopback(address string) (bool, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false, err
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback(), nil
}
