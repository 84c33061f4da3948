package account

import "context"

// StepUp tells whether a fresh second factor was taken within a request. The front door puts one into the request's context, so that
// it can renew the sign-in's token whichever verb took the factor.
type StepUp struct{ taken bool }

// Taken tells whether one was taken.
func (u *StepUp) Taken() bool { return u != nil && u.taken }

type stepUpKey struct{}

// WithStepUp watches a request for a fresh second factor.
func WithStepUp(ctx context.Context) (context.Context, *StepUp) {
	u := &StepUp{}
	return context.WithValue(ctx, stepUpKey{}, u), u
}

func noteStepUp(ctx context.Context) {
	if u, ok := ctx.Value(stepUpKey{}).(*StepUp); ok {
		u.taken = true
	}
}
