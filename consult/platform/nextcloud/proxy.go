package nextcloud

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"

	"github.com/preconsult/preconsult/consult/platform"
)

// joining is the key of the join that a request passed on to Nextcloud is.
type joining struct{}

// pass passes a request on to Nextcloud, and its answer back. Where the request is a join that opens a
// call, it opens once Nextcloud has let the provider in.
func (b *Backend) pass(ctx context.Context, w http.ResponseWriter, r *http.Request, body []byte, j *join) {
	if j != nil {
		ctx = context.WithValue(ctx, joining{}, j)
	}
	r = r.WithContext(ctx)
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	b.proxy.ServeHTTP(w, r)
}

// proxyTo returns what passes requests on to a Nextcloud.
func (b *Backend) proxyTo(cloud *url.URL, transport http.RoundTripper) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{
		Transport: transport,
		Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(cloud)
			p.Out.Host = p.In.Host // Nextcloud answers to its own names alone
			p.SetXForwarded()
			p.Out.Header.Del("Accept-Encoding") // the answer is read here; the transport compresses for itself
		},
		ModifyResponse: func(answer *http.Response) error {
			j, ok := answer.Request.Context().Value(joining{}).(*join)
			if !ok {
				return nil
			}
			return b.openBy(answer, j)
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			if _, ok := errors.AsType[*refusal](err); !ok && !over(err) {
				err = errNextcloud
			}
			refuse(w, err)
		},
	}
}

// openBy opens a call where Nextcloud's answer lets the provider into its room. Any other answer goes back
// as it is.
func (b *Backend) openBy(response *http.Response, j *join) error {
	body, err := io.ReadAll(io.LimitReader(response.Body, platform.MaxBytes+1))
	if err != nil {
		return err
	}
	var read struct {
		OCS struct {
			Data struct {
				Type string `json:"type"`
				Room struct {
					RoomID string `json:"roomid"`
				} `json:"room"`
			} `json:"data"`
		} `json:"ocs"`
	}
	if platform.Decode(body, &read) != nil {
		return errNextcloud
	}
	if data := &read.OCS.Data; data.Type == "room" {
		if data.Room.RoomID != string(j.call) {
			return errNextcloud
		}
		if err := b.open(response.Request.Context(), j); err != nil {
			return refusalOf(err)
		}
	}
	_ = response.Body.Close() // it has been read
	response.Body, response.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	response.Header.Set("Content-Length", strconv.Itoa(len(body)))
	return nil
}
