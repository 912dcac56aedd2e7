package notice

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
)

// A Hash is the SHA-256 of a text. The zero Hash is none.
type Hash [sha256.Size]byte

var errHash = errors.New("is not a SHA-256: 64 hexadecimal digits")

// HashOf returns the hash of a text, byte by byte as it is published.
func HashOf(text []byte) Hash { return sha256.Sum256(text) }

// IsZero reports whether there is no hash.
func (h Hash) IsZero() bool { return h == Hash{} }

// String returns the hash as 64 hexadecimal digits, or "none".
func (h Hash) String() string {
	if h.IsZero() {
		return "none"
	}
	return hex.EncodeToString(h[:])
}

// MarshalText implements [encoding.TextMarshaler]. The zero Hash is the empty text.
func (h Hash) MarshalText() ([]byte, error) {
	if h.IsZero() {
		return []byte{}, nil
	}
	return []byte(h.String()), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler]. The empty text is the zero Hash.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*h = Hash{}
		return nil
	}
	var sum Hash
	if len(text) != hex.EncodedLen(len(sum)) {
		return errHash
	}
	if _, err := hex.Decode(sum[:], text); err != nil {
		return errHash
	}
	*h = sum
	return nil
}
