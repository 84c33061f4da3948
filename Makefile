# Standin. `make run` leads to a running shop, `make test` to all tests; both install what the machine lacks, or say what to install.

DATA ?= data
ADDR ?= 127.0.0.1:8080
FUZZTIME ?= 20s
GOLANGCI ?= go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

SHOP := bin/shop
TEMPL := $(shell find web -name '*.templ' -not -path '*/node_modules/*')

# Git refuses to describe a clone that belongs to somebody else, and then nothing would build.
export GOFLAGS := $(GOFLAGS) -buildvcs=false

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

.PHONY: run
run: build ## build, start a private PostgreSQL, migrate, seed, serve on $(ADDR)
	@.ci/need postgres
	@exec $(SHOP) serve --demo --addr $(ADDR) --data "$(DATA)"

.PHONY: watch
watch: vendor ## like run, and start anew when a template or Go file changes
	@.ci/need postgres
	go tool templ generate --watch --path web --cmd 'go run ./cmd/shop serve --demo --addr $(ADDR) --data $(DATA)'

.PHONY: build
build: generate vendor ## bin/shop
	go build -o $(SHOP) ./cmd/shop

.PHONY: generate
generate: bin/.templ ## Go code from templ pages

bin/.templ: $(TEMPL) go.mod
	@mkdir -p bin
	go tool templ generate -path web
	@touch $@

.PHONY: vendor
vendor: web/static/vendor/htmx.min.js ## third-party files of the pages, by npm

web/node_modules/.package-lock.json: web/package-lock.json
	@.ci/need npm
	cd web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

web/static/vendor/htmx.min.js: web/node_modules/.package-lock.json web/pictures.txt web/static/sprite.go
	go run ./web/static/collect
	@touch $@

.PHONY: test
test: generate vendor ## all tests, those in a browser and on PostgreSQL included
	@.ci/need postgres chromium
	go test -shuffle=on ./...

.PHONY: race
race: generate vendor ## the tests again, with the race detector
	@.ci/need postgres chromium cc
	go test -race -shuffle=on ./...

.PHONY: short
short: generate ## the tests that need neither database nor browser
	go test -short -shuffle=on ./...

.PHONY: lint
lint: generate ## golangci-lint; its first run builds it
	$(GOLANGCI) run ./...

.PHONY: fmt
fmt: ## format Go and templ
	gofmt -w $$(.ci/sources)
	go tool templ fmt web

.PHONY: format-check
format-check: ## fail where fmt would change something
	@bad=$$(gofmt -l $$(.ci/sources)); test -z "$$bad" || { echo "gofmt would change:" $$bad; exit 1; }
	go tool templ fmt -fail web

.PHONY: generated-check
generated-check: generate ## fail where a golden file or other generated text is not what the code makes
	go test -count=1 -run 'Golden' ./...

.PHONY: check
check: format-check lint generated-check test race ## all that a review asks of a machine

.PHONY: bench
bench: build ## the measurements of the README, as a table
	@.ci/need postgres
	$(SHOP) bench

.PHONY: golden
golden: generate ## write the golden files anew
	UPDATE_GOLDEN=1 go test -count=1 -run 'Golden' ./...

.PHONY: schema
schema: ## write the schema dump anew (store/storetest/testdata/schema.sql)
	UPDATE_GOLDEN=1 go test -count=1 -run 'Golden_Schema' ./store/storetest

.PHONY: fuzz
fuzz: generate ## each fuzz test for $(FUZZTIME)
	@grep -rHoE --include='*_test.go' '^func Fuzz[A-Za-z0-9_]+' . | sed 's/:func / /' | while read -r file name; do \
		echo "$$name"; go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) "$$(dirname "$$file")" || exit 1; done

.PHONY: screenshots
screenshots: build ## the README's pictures, taken of a demo shop
	@.ci/need postgres chromium
	go run ./web/webtest/screenshots

.PHONY: clean
clean: ## remove what was built; data stays
	rm -rf bin web/node_modules web/static/vendor/* web/webtest/vendor/*
	find web -name '*_templ.go' -delete
