package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
)

// metricsStep is how far above the shop's port that of the metrics lies unless it is named.
const metricsStep = 1000

// listen takes the address, or says who is in the way.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s is taken by another program, perhaps another shop: stop that one, or choose another address with --addr", addr)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("%s is closed to this user: choose a port above 1023 with --addr", addr)
	case err != nil:
		return nil, fmt.Errorf("cannot listen on %s (%w): choose another address with --addr", addr, err)
	}
	return l, nil
}

func port(l net.Listener) int { return l.Addr().(*net.TCPAddr).Port }

// listenMetrics takes the address of the metrics. One that nobody asked for is given up when it is taken.
func (c config) listenMetrics(ctx context.Context, shop net.Listener) (net.Listener, error) {
	switch c.Metrics {
	case "off":
		return nil, nil //nolint:nilnil // nowhere was asked for
	case "":
		l, err := listen(ctx, net.JoinHostPort("127.0.0.1", strconv.Itoa((port(shop)+metricsStep)%(1<<16))))
		if err != nil {
			return nil, nil //nolint:nilnil,nilerr // the shop is worth more than its counters
		}
		return l, nil
	default:
		return listen(ctx, c.Metrics)
	}
}
