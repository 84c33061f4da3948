package main

import (
	"errors"
	"slices"
	"testing"
)

func TestTakeFlag_LeavesTheRest(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		args  []string
		value string
		rest  []string
	}{
		{[]string{"--since", "cp.txt", "--data", "d"}, "cp.txt", []string{"--data", "d"}},
		{[]string{"--data", "d", "-since=cp.txt"}, "cp.txt", []string{"--data", "d"}},
		{[]string{"--data", "since"}, "", []string{"--data", "since"}},
		{nil, "", nil},
	} {
		value, rest, err := takeFlag(tt.args, "since")
		if err != nil || value != tt.value || !slices.Equal(rest, tt.rest) {
			t.Errorf("%q: %q, %q, %v", tt.args, value, rest, err)
		}
	}
	if _, _, err := takeFlag([]string{"--since"}, "since"); !errors.Is(err, errUsage) {
		t.Errorf("without a file: %v", err)
	}
}
