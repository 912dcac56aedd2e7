package janus_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/janus"
)

// hostile are documents that are to be refused, with the reason of each.
func hostile() map[string]struct {
	document string
	want     error
} {
	type row = struct {
		document string
		want     error
	}
	return map[string]row{
		"empty":                                {``, platform.ErrMalformed},
		"cut off":                              {listed[:40], platform.ErrMalformed},
		"followed by another":                  {listed + `{}`, platform.ErrMalformed},
		"a member twice, of which one is safe": {`{"record":false,"record":true}`, platform.ErrMalformed},
		"a member twice, once escaped":         {`{"record":false,"r\u0065cord":true}`, platform.ErrMalformed},
		"not UTF-8":                            {"{\"rec_dir\":\"\xff\"}", platform.ErrMalformed},
		"too long":                             {`{"description":"` + strings.Repeat("a", 64<<10) + `"}`, platform.ErrTooLong},
		"too deep":                             {`{"description":` + strings.Repeat("[", 1000) + strings.Repeat("]", 1000) + `}`, platform.ErrTooDeep},
		"a list":                               {`[]`, platform.ErrMistyped},
		"record is text":                       {`{"record":"false"}`, platform.ErrMistyped},
		"record is a number":                   {`{"record":0}`, platform.ErrMistyped},
		"lock_record is text":                  {`{"lock_record":"true"}`, platform.ErrMistyped},
		"require_e2ee is an object":            {`{"require_e2ee":{}}`, platform.ErrMistyped},
		"is_private is a list":                 {`{"is_private":[true]}`, platform.ErrMistyped},
		"rec_dir is a boolean":                 {`{"rec_dir":false}`, platform.ErrMistyped},
		"the id is negative":                   {`{"room":-1}`, platform.ErrMistyped},
		"the id is a fraction":                 {`{"room":1.5}`, platform.ErrMistyped},
		"the id has an exponent":               {`{"room":1e3}`, platform.ErrMistyped},
		"the id is beyond 64 bits":             {`{"room":18446744073709551616}`, platform.ErrMistyped},
		"the id is an object":                  {`{"room":{}}`, platform.ErrMistyped},
	}
}

func TestHostileDocuments(t *testing.T) {
	t.Parallel()
	for why, row := range hostile() {
		_, err := janus.DecodeRoom([]byte(row.document))
		require.ErrorIs(t, err, row.want, why)
		request, err := janus.DecodeRequest([]byte(row.document))
		require.ErrorIs(t, err, row.want, why)
		assert.Zero(t, request, why)
	}
	for _, document := range []string{`{"pin_required":"yes"}`, `{"room":null}`} {
		_, err := janus.DecodeRoom([]byte(document))
		require.ErrorIs(t, err, platform.ErrMistyped, "of a room alone: %s", document)
	}
	for _, document := range []string{`{"pin":1}`, `{"secret":true}`, `{"allowed":"a"}`, `{"allowed":[1]}`, `{"require_pvtid":"yes"}`} {
		_, err := janus.DecodeRequest([]byte(document))
		require.ErrorIs(t, err, platform.ErrMistyped, "of a request alone: %s", document)
	}
}

func TestMembersAreNamedExactly(t *testing.T) {
	t.Parallel()
	room, err := janus.DecodeRoom([]byte(`{"Record":false,"RECORD":false,"recorded":false}`))
	require.NoError(t, err)
	assert.True(t, room.Record.Absent())
}

func FuzzDecodeRoom(f *testing.F) {
	f.Add([]byte(listed))
	for _, row := range hostile() {
		f.Add([]byte(row.document))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		room, err := janus.DecodeRoom(data)
		if err != nil {
			return
		}
		proved := room.Facts(consulttest.Now)
		// What a document does not have it cannot prove.
		if room.Record.Absent() && proved.Recording != consult.RecordingUnknown {
			t.Errorf("recording is %v without the member record", proved.Recording)
		}
		if proved.RecordingAuthority == consult.AuthorityHost || proved.Transcription == consult.CaptureOnRequest {
			t.Error("the list alone proves who may record, or what is forwarded")
		}
	})
}

func FuzzDecodeRequest(f *testing.F) {
	f.Add([]byte(safest))
	for _, row := range hostile() {
		f.Add([]byte(row.document))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		request, err := janus.DecodeRequest(data)
		if err != nil {
			return
		}
		if proved := request.Facts(consulttest.Now); proved.RecordingAuthority == consult.AuthorityHost && request.Secret.Or("") == "" {
			t.Error("a lock without a key")
		}
	})
}

func FuzzRoomID(f *testing.F) {
	for _, seed := range []string{`1`, `"a"`, `"\u0061"`, `18446744073709551615`, `null`, `""`, `01`, `-0`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var id, again janus.RoomID
		if json.Unmarshal(data, &id) != nil || id.IsZero() {
			return
		}
		text, err := json.Marshal(id)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, &again))
		assert.Equal(t, id, again)
	})
}
