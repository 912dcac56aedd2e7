package envoy_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	bootstrapv3 "github.com/envoyproxy/go-control-plane/envoy/config/bootstrap/v3"
	extauthzv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/ext_authz/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/router/v3"
	hcmv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/upstreams/http/v3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/preconsult/preconsult/consult/hook"
	"github.com/preconsult/preconsult/consult/hook/envoy"
)

// TestConfigurationIsOneOfEnvoys holds that the configuration that the package ships has no field that Envoy does not
// know, and fails closed.
func TestConfigurationIsOneOfEnvoys(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("envoy.yaml")
	require.NoError(t, err)
	var tree any
	require.NoError(t, yaml.Unmarshal(text, &tree))
	asJSON, err := json.Marshal(tree)
	require.NoError(t, err)
	var bootstrap bootstrapv3.Bootstrap
	require.NoError(t, protojson.Unmarshal(asJSON, &bootstrap), "messages within are decoded too")
	require.NoError(t, bootstrap.ValidateAll())

	var manager hcmv3.HttpConnectionManager
	require.NoError(t, bootstrap.StaticResources.Listeners[0].FilterChains[0].Filters[0].GetTypedConfig().UnmarshalTo(&manager))
	require.NoError(t, manager.ValidateAll())
	require.Len(t, manager.HttpFilters, 2, "nothing stands between the filter and the router")
	var filter extauthzv3.ExtAuthz
	require.NoError(t, manager.HttpFilters[0].GetTypedConfig().UnmarshalTo(&filter))
	require.NoError(t, filter.ValidateAll())
	assert.False(t, filter.FailureModeAllow)
	assert.Nil(t, filter.FilterEnabled)
	assert.False(t, filter.WithRequestBody.AllowPartialMessage)
	assert.Greater(t, filter.GetGrpcService().Timeout.AsDuration(), hook.DefaultTimeout)

	for _, route := range manager.GetRouteConfig().VirtualHosts[0].Routes {
		if route.TypedPerFilterConfig["envoy.filters.http.ext_authz"] != nil {
			assert.Contains(t, route.RequestHeadersToRemove, envoy.Header, "where nobody is asked, the client's header is taken away")
		}
	}
}

// TestDocumentationHasTheFilterOfTheConfiguration holds that the excerpt in the documentation is what was tested.
func TestDocumentationHasTheFilterOfTheConfiguration(t *testing.T) {
	t.Parallel()
	whole, err := os.ReadFile("envoy.yaml")
	require.NoError(t, err)
	documentation, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(documentation), "\thttp_filters:\n")
	require.True(t, found)
	excerpt, _, _ := strings.Cut(rest, "\n\n")
	for line := range strings.Lines(excerpt) {
		assert.Contains(t, string(whole), strings.TrimSpace(line))
	}
}
