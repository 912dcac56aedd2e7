package platform

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// MaxBytes is the size that a document may have.
const MaxBytes = 64 << 10

// maxDepth is how deep objects and lists may lie in one another.
const maxDepth = 32

// Errors of reading documents. They say what is wrong and quote nothing of it.
var (
	ErrTooLong   = fmt.Errorf("platform: the document is longer than %d bytes", MaxBytes)
	ErrTooDeep   = fmt.Errorf("platform: objects and lists lie more than %d deep in one another", maxDepth)
	ErrMalformed = errors.New("platform: the document is not JSON: it is malformed, cut off, followed by something, not UTF-8, or has a member twice")
	ErrMistyped  = errors.New("platform: a member of the document has another type than the platform documents")
)

// Decode reads a platform's document. Members that into has no field for are passed over, since
// vendors add some; names are matched exactly. What is not JSON to the letter, has a member twice,
// or is longer or deeper than it may be, is an error, after which into is not to be used.
func Decode(data []byte, into any) error {
	if len(data) > MaxBytes {
		return ErrTooLong
	}
	d := jsontext.NewDecoder(bytes.NewReader(data))
	for {
		switch _, err := d.ReadToken(); {
		case errors.Is(err, io.EOF) && d.InputOffset() > 0:
			if err := json.Unmarshal(data, into); err != nil {
				return decodeError(err)
			}
			return nil
		case err != nil:
			return ErrMalformed
		case d.StackDepth() > maxDepth:
			return ErrTooDeep
		}
	}
}

// decodeError keeps what was read out of the error.
func decodeError(err error) error {
	if _, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return ErrMalformed
	}
	return ErrMistyped
}

// Read is [Decode] of all that can be read from r. It reads no more than one byte beyond MaxBytes.
func Read(r io.Reader, into any) error {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return fmt.Errorf("platform: the document could not be read: %w", err)
	}
	return Decode(data, into)
}
