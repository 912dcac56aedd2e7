package hook

import (
	"net/http"
	"strconv"
	"strings"
)

// wantsPage reports whether a request asks for a page for people rather than for a document: it names HTML, and does not
// prefer JSON to it (RFC 9110, section 12.5.1).
func wantsPage(r *http.Request) bool {
	html, document, any := 0.0, -1.0, 0.0 // any is for a document that is not named
	for _, line := range r.Header.Values("Accept") {
		for part := range strings.SplitSeq(line, ",") {
			media, quality := preference(part)
			switch media {
			case "text/html", "application/xhtml+xml":
				html = max(html, quality)
			case "application/problem+json", "application/json":
				document = max(document, quality)
			case "application/*", "*/*":
				any = max(any, quality)
			}
		}
	}
	if document < 0 {
		document = any
	}
	return html > 0 && html >= document
}

// preference returns a media type of an Accept header, and how much it is wanted, from 0 to 1.
func preference(part string) (media string, quality float64) {
	media, parameters, _ := strings.Cut(part, ";")
	quality = 1
	for parameter := range strings.SplitSeq(parameters, ";") {
		name, value, _ := strings.Cut(parameter, "=")
		if !strings.EqualFold(strings.TrimSpace(name), "q") {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil || !(q >= 0 && q <= 1) {
			q = 0
		}
		quality = q
	}
	return strings.ToLower(strings.TrimSpace(media)), quality
}
