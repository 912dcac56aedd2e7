package envoy_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	authv3 "github.com/envoyproxy/go-control-plane/envoy/service/auth/v3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/hook"
)

// arriving returns a context as gRPC has it on the server, where an Envoy shows an authorization.
func arriving(ctx context.Context, authorization string) context.Context {
	return metadata.NewIncomingContext(ctx, metadata.Pairs("authorization", authorization))
}

func TestDescriptionThatIsSlowIsGivenUp(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		describe := func(ctx context.Context, _ *authv3.CheckRequest) (hook.Asked, error) {
			_, bounded := ctx.Deadline()
			assert.True(t, bounded, "its context says how long it has")
			<-release // whatever its context says
			return hook.Asked{Call: consulttest.Call(), Staff: true}, nil
		}
		a := newAuthorization(t, newPoint(t, rig.Gate, nil), describe)
		began := time.Now()
		response, err := a.Check(arriving(t.Context(), "Bearer "+token), request("/calls"))
		require.NoError(t, err)
		require.NoError(t, sound(response))
		assert.Equal(t, 503, told(t, response).Status)
		assert.Equal(t, hook.DefaultTimeout, time.Since(began))
		close(release)
		synctest.Wait()
		assert.Empty(t, rig.Recorder.Decisions(), "and what comes of it late is decided for nobody")
	})
}

func TestTooManyAtOnceAreDenied(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	entered, release := make(chan struct{}), make(chan struct{})
	describe := func(context.Context, *authv3.CheckRequest) (hook.Asked, error) {
		entered <- struct{}{}
		<-release
		return hook.Asked{Call: consulttest.Call()}, nil
	}
	point := newPoint(t, rig.Gate, &hook.PointOptions{Options: hook.Options{MaxPending: 1, Timeout: time.Minute}})
	client := dial(t, serve(t, newAuthorization(t, point, describe)))
	ctx := showing(t.Context(), "Bearer "+token)

	first := make(chan *authv3.CheckResponse, 1)
	go func() {
		response, err := client.Check(ctx, request("/calls"))
		assert.NoError(t, err)
		first <- response
	}()
	<-entered
	assert.Equal(t, 503, told(t, check(ctx, t, client, request("/calls"))).Status)
	close(release)
	assert.NotEmpty(t, reference(<-first))
}

func TestNothingIsDecidedForAnEnvoyThatHasLeft(t *testing.T) {
	t.Parallel()
	t.Run("before it was asked", func(t *testing.T) {
		t.Parallel()
		rig := consulttest.NewRig(t)
		a := newAuthorization(t, newPoint(t, rig.Gate, nil), func(context.Context, *authv3.CheckRequest) (hook.Asked, error) {
			t.Error("described")
			return hook.Asked{}, nil
		})
		ctx, cancel := context.WithCancel(arriving(t.Context(), "Bearer "+token))
		cancel()
		response, err := a.Check(ctx, request("/calls"))
		require.NoError(t, err)
		require.NoError(t, sound(response))
		assert.Equal(t, 503, told(t, response).Status)
		assert.Empty(t, rig.Recorder.Decisions())
	})
	t.Run("while the call is described", func(t *testing.T) {
		t.Parallel()
		rig := consulttest.NewRig(t)
		entered, left := make(chan struct{}), make(chan struct{})
		point := newPoint(t, rig.Gate, nil)
		client := dial(t, serve(t, newAuthorization(t, point, func(ctx context.Context, _ *authv3.CheckRequest) (hook.Asked, error) {
			close(entered)
			<-ctx.Done()
			defer close(left)
			return hook.Asked{Call: consulttest.Call()}, ctx.Err()
		})))
		ctx, cancel := context.WithCancel(showing(t.Context(), "Bearer "+token))
		go func() {
			<-entered
			cancel()
		}()
		_, err := client.Check(ctx, request("/calls"))
		assert.Equal(t, codes.Canceled, status.Code(err))
		<-left
		assert.Empty(t, rig.Recorder.Decisions())
	})
}
