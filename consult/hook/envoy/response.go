package envoy

import (
	"net/http"
	"slices"

	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	authv3 "github.com/envoyproxy/go-control-plane/envoy/service/auth/v3"
	typev3 "github.com/envoyproxy/go-control-plane/envoy/type/v3"
	"google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/codes"

	"github.com/preconsult/preconsult/consult/hook"
)

// Header is the header of a request that was let through. It has the reference with which the back end behind Envoy
// redeems the permit of the call, in place of anything that the client sent under the name.
const Header = "x-preconsult-permit"

// lookalikes are the names that a back end which takes - and _ for the same, as CGI and WSGI do, cannot tell from
// Header. Envoy removes them after it has set Header, so that the name itself must not be among them.
var lookalikes = []string{"x_preconsult_permit", "x_preconsult-permit", "x-preconsult_permit"}

// retryAfter is when to ask again where nothing was decided, in seconds.
const retryAfter = "1"

var notHTTP = hook.Problem{
	Type: hook.TypeNotRead, Title: "The request cannot be read", Status: http.StatusBadRequest,
	Detail: "The proxy sent no HTTP request to decide about.",
}

// allowed has Envoy pass the request on, with the reference in its header.
func allowed(reference string) *authv3.CheckResponse {
	return &authv3.CheckResponse{
		Status: &status.Status{Code: int32(codes.OK)},
		HttpResponse: &authv3.CheckResponse_OkResponse{OkResponse: &authv3.OkHttpResponse{
			Headers:         []*corev3.HeaderValueOption{set(Header, reference)},
			HeadersToRemove: slices.Clone(lookalikes),
		}},
	}
}

// denied has Envoy answer with a problem, whatever its failure_mode_allow says: it is a denial, and no error of this
// service.
func denied(p *hook.Problem) *authv3.CheckResponse {
	code, body := p.Document()
	headers := []*corev3.HeaderValueOption{
		set("content-type", "application/problem+json"),
		set("cache-control", "no-store"),
		set("x-content-type-options", "nosniff"),
	}
	if code == http.StatusServiceUnavailable {
		headers = append(headers, set("retry-after", retryAfter))
	}
	return &authv3.CheckResponse{
		Status: &status.Status{Code: int32(codes.PermissionDenied)},
		HttpResponse: &authv3.CheckResponse_DeniedResponse{DeniedResponse: &authv3.DeniedHttpResponse{
			Status:  &typev3.HttpStatus{Code: typev3.StatusCode(code)},
			Headers: headers,
			Body:    string(body),
		}},
	}
}

// set sets a header, in place of any that is there. The deprecated field append stays unset: where it is set, the action
// is passed over, and its default in these messages is to set as well.
func set(name, value string) *corev3.HeaderValueOption {
	return &corev3.HeaderValueOption{
		Header:       &corev3.HeaderValue{Key: name, Value: value},
		AppendAction: corev3.HeaderValueOption_OVERWRITE_IF_EXISTS_OR_ADD,
	}
}
