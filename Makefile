# Each target is one command; what is longer is a script in Scripts/.

PREFIX ?= /usr/local
DESTDIR ?=
# What `make run`, `make judge` and `make test` hand on: RUN_FLAGS="--budget 5s", TEST_FLAGS="--filter Sampling".
RUN_FLAGS ?=
JUDGE_FLAGS ?=
TEST_FLAGS ?=
# GUEST_FLAGS="--kernels 5.10,6.12,newest-rt --variants": other kernels, and ways to start them.
GUEST_FLAGS ?=

TOLL := .build/release/toll
# The linker takes static libraries where Scripts/archives finds them.
SWIFT_BUILD := swift build -c release --static-swift-stdlib --product toll -Xlinker -L.build/archives
export PREFIX DESTDIR TOLL

.DEFAULT_GOAL := help
.PHONY: help run judge test check format build install uninstall clean deps bench-repeat bench-peers bench-chase test-pmu static test-guests test-guests-brief deb rpm bench-static

help: ## Print this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | while IFS='	' read -r name what; do printf '  make %-16s %s\n' "$$name" "$$what"; done

run: deps build ## Install what is missing, build, measure, and judge the claims
	@$(TOLL) run $(RUN_FLAGS); status=$$?; echo; $(TOLL) claims || exit; exit $$status

judge: deps build ## Measure all that the claims need, in about five minutes, and decide them
	$(TOLL) judge $(JUDGE_FLAGS)

test: deps build ## Install what is missing, build, and run every test
	swift test --disable-xctest $(TEST_FLAGS)

check: ## Check formatting and style
	Scripts/check

format: ## Format the Swift sources in place
	swift format --in-place --parallel --recursive Package.swift Sources Tests

build: ## Build the release program, .build/release/toll
	@Scripts/archives .build/archives
	$(SWIFT_BUILD)

install: | $(TOLL) ## Install under PREFIX (/usr/local), below DESTDIR if that is set
	Scripts/install

uninstall: ## Remove what install put there
	Scripts/install --remove

clean: ## Remove everything that was built
	rm -rf .build dist

deps: ## Install the Debian or Ubuntu packages that are missing
	@Scripts/deps

bench-repeat: build ## Measure five probes ten times over, and print how far the medians lie apart, in cycles too
	Scripts/repeat

bench-peers: build ## Measure beside plain C, perf bench, Boost.Context and others, in turn: medians and spreads
	Scripts/peers

bench-chase: build ## Hold memory.dram of a default run against a plain C program of the same
	Scripts/chase

static: build ## Link the program as one file that needs no other, in dist/
	Scripts/static

test-guests: build ## Boot kernels of Debian's archive in QEMU with that file alone, and hold what becomes of rows
	Tests/Guests/run.py $(GUEST_FLAGS)

test-guests-brief: build ## Boot all of these kernels in all ways with the few rows that differ most, as CI does
	Tests/Guests/run.py --kernels 5.10,6.1,6.12,newest,newest-rt --variants --brief $(GUEST_FLAGS)

deb: build ## Pack that file as a Debian package, and look it over
	Scripts/deb

rpm: build ## Pack that file as an RPM package
	Scripts/rpm

bench-static: build ## Measure the same rows with that file and with the release build, in turn, and hold them together
	Scripts/agree

test-pmu: ## Prove the counters on an emulated PMU, in a guest
	Tests/PMU/run.sh

# Only where there is none: installing, often done by root, need not build.
$(TOLL):
	@Scripts/archives .build/archives
	$(SWIFT_BUILD)

.PHONY: fuzz kills dist try-dist try-container charts bench-same bench-files bench-models bench-rows bench-sentinels
.PHONY: bench-tax fleet-demo try-integrations

FUZZ_SECONDS ?= 600

fuzz: ## Read altered result files for FUZZ_SECONDS (600), and fail on a crash or a raw control character
	TOLL_FUZZ_SECONDS=$(FUZZ_SECONDS) swift test --disable-xctest --filter FuzzTests

kills: build ## Kill toll, workers and partners at random moments, 200 times, and look for what is left (as root)
	Scripts/kills

bench-same: build ## Compare this machine with itself twenty times, and count false verdicts; KIND=full: all rows and four
	Scripts/same

bench-files: build ## Time a comparison and an atlas of a thousand results, the charts and the page, with their memory
	Scripts/timings

bench-sentinels: ## Run loops beside system calls, and print which of them shows what moves the calls
	Scripts/sentinels

bench-models: build ## Measure the I/O models beside C programs of the same models, and fail where C is faster
	Scripts/models

bench-tax: build ## Measure layers beside C programs that are under the same, and fail where they are over 15 % apart
	ROWS='tax.*' LIMIT=1.15 Scripts/rows

bench-rows: build ## Measure rows beside C programs and other tools, and fail where they are more than 10 % apart
	Scripts/rows

fleet-demo: build ## Measure a Slurm of four nodes on this machine with ReFrame, and compare them (as root, on Debian)
	integrations/reframe/fleet-demo

try-integrations: build ## Run each integration with its real tool, installed first where it is missing (as root)
	integrations/try

dist: deps ## Pack one archive with one program for other machines, in dist/
	Scripts/dist

try-dist: ## Try that archive in a bare Debian of debootstrap (as root); SUITE says which
	Scripts/try-dist

try-container: static ## Try the static program alone in a container, under Docker's filter and limits (as root)
	Scripts/try-container

charts: | $(TOLL) ## Draw the charts of the newest result, in charts/
	$(TOLL) plot
	$(TOLL) report -o charts/report.html
