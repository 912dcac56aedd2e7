package nextcloud_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform/nextcloud"
)

// FuzzDocuments holds that no document panics, and that none proves what no document can: encryption
// end to end.
func FuzzDocuments(f *testing.F) {
	f.Add(config.in("apps", "spreed"))
	f.Add(capabilities.in("ocs", "data", "capabilities", "spreed", "config", "call"))
	f.Add(conversation.in("ocs", "data"))
	f.Add([]byte(`{"ocs":{"data":{"token":"t","lobbyTimer":-1,"permissions":9223372036854775807}}}`))
	f.Add([]byte(`{"apps":{"spreed":{"default_permissions":"99999999999999999999"}}}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var d nextcloud.Documents
		d.Config, _ = nextcloud.ReadConfig(data)
		d.Capabilities, _ = nextcloud.ReadCapabilities(data)
		d.Conversation, _ = nextcloud.ReadConversation(data)
		if r := d.Room(time.Time{}); r.Encryption == consult.EncryptionEndToEnd {
			t.Errorf("%q proves encryption end to end", data)
		}
		_, _ = d.Consent(), d.StartedByModerators()
	})
}

// FuzzBackend holds that no request opens a call without its ticket, nor one that is not signed with it.
func FuzzBackend(f *testing.F) {
	f.Add(helloBody("ticket"), false)
	f.Add(joinBody("call-0001", "provider-"), false)
	f.Add(joinBody("call-0001", ""), true)
	f.Add(`{"type":"room","room":{"roomid":"call-0001","userid":"x","action":"leave"}}`, false)
	f.Add(`{"type":"room","room":{"roomid":"call-0001","userid":"x","actorid":null}}`, false)
	f.Add(`{"type":"ping","ping":{"entries":[{"sessionid":"0"}]}}`, false)
	f.Add(`{"type":"auth","auth":{"params":{"ticket":"\u0000"}}}`, false)
	f.Add(strings.Repeat(`[`, 40), false)
	rig := consulttest.NewRig(f)
	b := newBackend(f, rig, nextcloud.Options{})
	permit := func() consult.Permit {
		call := consulttest.Call()
		return rig.Permit(f, call)
	}()
	if _, err := b.Provider(permit); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string, forge bool) {
		r := signed(body)
		if forge {
			r.Header.Set("Spreed-Signaling-Random", strings.Repeat("0", 64))
		}
		status, answer := post(b, r)
		if forge && status != http.StatusForbidden && status != http.StatusRequestEntityTooLarge {
			t.Errorf("%q with a signature of something else is answered %d", body, status)
		}
		if answer.OCS.Data.Auth.UserID != "" || b.IsOpen("call-0001") {
			t.Errorf("%q lets somebody in who has no ticket", body)
		}
	})
}
