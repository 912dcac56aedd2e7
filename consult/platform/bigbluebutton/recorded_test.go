package bigbluebutton_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/bigbluebutton"
)

// A keeper keeps breaches, unless it is down.
type keeper struct {
	down     bool
	breaches []consult.Breach
}

func (*keeper) Record(context.Context, consult.Decision) error { return nil }

func (k *keeper) RecordBreach(_ context.Context, b consult.Breach) error {
	if k.down {
		return http.ErrServerClosed
	}
	k.breaches = append(k.breaches, b)
	return nil
}

// token makes one as BigBlueButton's API reference has it, under "Recording ready callback URL".
func token(header, payload, by string) string {
	encoding := base64.RawURLEncoding
	signed := encoding.EncodeToString([]byte(header)) + "." + encoding.EncodeToString([]byte(payload))
	h := hmac.New(sha256.New, []byte(by))
	h.Write([]byte(signed))
	return signed + "." + encoding.EncodeToString(h.Sum(nil))
}

const (
	header  = `{"typ":"JWT","alg":"HS256"}`
	payload = `{"meeting_id":"call-call-0001","record_id":"ffbfc4cc24428694e8b53a4e144f414052431693-1530718721124"}`
)

func TestRecorded(t *testing.T) {
	t.Parallel()
	server := &bigbluebutton.Server{Secret: platform.NewSecret(secret)}
	genuine := token(header, payload, secret)
	body := url.Values{"signed_parameters": {genuine}}.Encode()
	for why, row := range map[string]struct {
		method, body string
		down         bool
		want         int
		breach       bool
	}{
		"a recording that the decision forbade": {http.MethodPost, body, false, http.StatusOK, true},
		"while it cannot be kept":               {http.MethodPost, body, true, http.StatusServiceUnavailable, false},
		"by GET":                                {http.MethodGet, body, false, http.StatusMethodNotAllowed, false},
		"without a body":                        {http.MethodPost, "", false, http.StatusUnauthorized, false},
		"with two tokens":                       {http.MethodPost, body + "&" + body, false, http.StatusBadRequest, false},
		"with a body that is too long":          {http.MethodPost, body + strings.Repeat("a", 64<<10), false, http.StatusRequestEntityTooLarge, false},
		"signed with another secret":            {http.MethodPost, "signed_parameters=" + token(header, payload, "guessed"), false, http.StatusUnauthorized, false},
		"signed with none":                      {http.MethodPost, "signed_parameters=" + token(header, payload, ""), false, http.StatusUnauthorized, false},
		"with another meeting":                  {http.MethodPost, "signed_parameters=" + strings.Replace(genuine, ".", ".a", 1), false, http.StatusUnauthorized, false},
		"cut off":                               {http.MethodPost, "signed_parameters=" + genuine[:len(genuine)-4], false, http.StatusUnauthorized, false},
		"of two parts":                          {http.MethodPost, "signed_parameters=a.b", false, http.StatusUnauthorized, false},
		"of another algorithm":                  {http.MethodPost, "signed_parameters=" + token(`{"alg":"none"}`, payload, secret), false, http.StatusUnauthorized, false},
		"with a header twice":                   {http.MethodPost, "signed_parameters=" + token(`{"alg":"none","alg":"HS256"}`, payload, secret), false, http.StatusUnauthorized, false},
		"with a payload that is none":           {http.MethodPost, "signed_parameters=" + token(header, `[]`, secret), false, http.StatusUnauthorized, false},
		"of a meeting that is no call":          {http.MethodPost, "signed_parameters=" + token(header, `{"meeting_id":"lecture"}`, secret), false, http.StatusNotFound, false},
		"of no meeting":                         {http.MethodPost, "signed_parameters=" + token(header, `{}`, secret), false, http.StatusNotFound, false},
	} {
		t.Run(why, func(t *testing.T) {
			t.Parallel()
			kept := &keeper{down: row.down}
			decision := consult.Decision{ID: consult.DecisionID{1}, Call: consulttest.Call()}
			decision.Call.Room = server.Create("call-0001").Facts(consulttest.Now)
			watch := &platform.Watch{Recorder: kept, Decided: func(_ context.Context, call consult.CallID) (consult.Decision, bool) {
				return decision, call == "call-0001"
			}}
			w := httptest.NewRecorder()
			server.Recorded(watch).ServeHTTP(w, httptest.NewRequest(row.method, "/recorded", strings.NewReader(row.body)))
			assert.Equal(t, row.want, w.Code)
			if !row.breach {
				assert.Empty(t, kept.breaches)
				return
			}
			if assert.Len(t, kept.breaches, 1) {
				assert.Equal(t, decision.ID, kept.breaches[0].Decision)
				assert.Equal(t, bigbluebutton.Source, kept.breaches[0].Source)
				assert.Equal(t, consult.RecordingDefault, kept.breaches[0].Rule)
			}
		})
	}
	t.Run("a server without a secret believes nobody", func(t *testing.T) {
		t.Parallel()
		w := httptest.NewRecorder()
		request := httptest.NewRequest(http.MethodPost, "/recorded", strings.NewReader("signed_parameters="+token(header, payload, "")))
		new(bigbluebutton.Server).Recorded(&platform.Watch{}).ServeHTTP(w, request)
		assert.Equal(t, http.StatusUnauthorized, w.Code)
	})
}

func FuzzRecorded(f *testing.F) {
	f.Add("signed_parameters=" + token(header, payload, "guessed"))
	f.Add("signed_parameters=a.b.c")
	f.Add("")
	handler := (&bigbluebutton.Server{Secret: platform.NewSecret(secret)}).Recorded(&platform.Watch{}) // which would panic if it were asked
	f.Fuzz(func(t *testing.T, body string) {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/recorded", strings.NewReader(body)))
		if w.Code == http.StatusOK {
			t.Error("it takes what nobody signed")
		}
	})
}
