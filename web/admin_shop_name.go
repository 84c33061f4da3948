package web

import (
	"context"
	"sync"
	"time"

	"standin/store/account"
)

// settingsLife is how long the settings are believed should no notice of changes come through.
const settingsLife = time.Minute

// settingsPause keeps pages from asking a database that does not answer, each anew.
const settingsPause = 2 * time.Second

// settingsCache keeps what stands on every page, so that no page asks for it.
type settingsCache struct {
	mu   sync.Mutex
	kept account.Settings
	read time.Time // zero when they must be read
}

// get gives the settings; without a database the last ones that were read.
func (k *settingsCache) get(ctx context.Context, accounts *account.Accounts) account.Settings {
	k.mu.Lock()
	defer k.mu.Unlock()
	if time.Since(k.read) < settingsLife {
		return k.kept
	}
	set, err := accounts.Settings(ctx)
	if err != nil {
		k.read = time.Now().Add(settingsPause - settingsLife)
		return k.kept
	}
	k.kept, k.read = set, time.Now()
	return k.kept
}

// drop lets the next page read them anew.
func (k *settingsCache) drop() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.read = time.Time{}
}
