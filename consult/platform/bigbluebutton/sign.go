package bigbluebutton

import (
	"crypto/hmac"
	"crypto/sha1" // by which others may have signed: see Verify
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"hash"
	"net/url"
	"strings"
)

// ErrUnsigned: a URL is not signed with the server's secret, or not of the call that it should be.
var ErrUnsigned = errors.New("bigbluebutton: the URL is not signed with the secret of the server, or is of another call")

// sign returns the URL of a call, with its checksum: the SHA-256 of the call's name, the query and the secret,
// one after the other.
func (s *Server) sign(call string, p url.Values) string {
	query := p.Encode()
	secret, _ := s.Secret.Bytes()
	sum := sha256.Sum256([]byte(call + query + string(secret)))
	return strings.TrimSuffix(s.URL, "/") + "/" + call + "?" + query + "&checksum=" + hex.EncodeToString(sum[:])
}

// Verify checks that the URL of a call, such as "create" or "join", is signed with the secret of the server,
// whoever made it, and returns its parameters for [DecodeCreate] or [DecodeJoin]. It takes every algorithm that
// BigBlueButton does. The error is [ErrQuery] or [ErrUnsigned], and quotes nothing of the URL.
func (s *Server) Verify(call, rawURL string) (query string, err error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return "", ErrQuery
	}
	p, err := parameters(u.RawQuery)
	if err != nil {
		return "", err
	}
	secret, ok := s.Secret.Bytes()
	if !ok || !strings.HasSuffix(u.Path, "/api/"+call) {
		return "", ErrUnsigned
	}
	checksum := p.Get("checksum")
	// BigBlueButton cuts the checksum out wherever it stands, with the ampersand before or after it.
	query = strings.Replace(u.RawQuery, "&checksum="+checksum, "", 1)
	query = strings.TrimPrefix(strings.TrimPrefix(query, "checksum="+checksum), "&")
	given, err := hex.DecodeString(checksum)
	if err != nil {
		return "", ErrUnsigned
	}
	for _, algorithm := range []func() hash.Hash{sha1.New, sha256.New, sha512.New384, sha512.New} {
		h := algorithm()
		h.Write([]byte(call + query + string(secret)))
		if hmac.Equal(given, h.Sum(nil)) {
			return query, nil
		}
	}
	return "", ErrUnsigned
}
