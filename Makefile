# crm-utils: the whole build. GNU make; config.mk holds what may be overridden.
#
#   make                  release binaries in build/bin
#   make check            every test
#   make bench            how fast, beside others (tests/bench/README.md)
#   make bench-recovery   how often 95 % intervals hold the truth
#   make check-asan check-tsan check-clang check-valgrind check-matrix
#   make cover lint format        lint: what is not installed is left out
#   make fuzz fuzz-tools FUZZ_SECONDS=60    each target, each tool so long
#   make demo
#   make install DESTDIR= PREFIX=       and uninstall, dist, distcheck, clean
#   make LIBCSV_ONLY=1    records by libcsv alone, no index (slower, the same)
#   MODE=asan|tsan|clang|cover|fuzz|afl    the same targets in build/$(MODE)

include config.mk

MODE ?= release
CFLAGS ?= -O2 -g
CLANG ?= clang
FUZZ_SECONDS ?= 60
ifneq ($(filter clang fuzz,$(MODE)),)
ifneq ($(filter default file environment,$(origin CC)),)
CC := $(CLANG)
endif
else ifeq ($(origin CC),default)
CC := cc
endif

OBJ := build/$(MODE)
BIN := $(if $(filter release,$(MODE)),build/bin,$(OBJ)/bin)
VERSION := $(shell cat VERSION)

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
        -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
        -Wwrite-strings -Wundef -Wformat=2 -Wvla -Wswitch-enum -Wcast-qual \
        -Wcast-align -Wdouble-promotion -Wnull-dereference \
        -Wimplicit-fallthrough
# No contraction: a fused multiply-add would make reals differ by machine.
CRM_CFLAGS := -std=c11 $(WARN) $(WERROR) -ffp-contract=off
CRM_CPPFLAGS := -Ilib -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 \
                -DCRM_VERSION='"$(VERSION)"' \
                -DCRM_ZONEINFO='"$(ZONEINFO)"'
# Without the structural index: libcsv reads every byte.
ifneq ($(LIBCSV_ONLY),)
CRM_CPPFLAGS += -DRECORD_LIBCSV_ONLY
endif
CRM_LDFLAGS :=
CRM_LDLIBS := -lcsv -lz -lm -lpthread
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all \
            -fno-omit-frame-pointer

ifneq ($(filter release clang,$(MODE)),)
CRM_CFLAGS += -ffile-prefix-map=$(CURDIR)=. $(HARDEN)
CRM_LDFLAGS += $(HARDEN_LD)
else ifeq ($(MODE),asan)
CRM_CFLAGS += $(SANITIZE)
else ifeq ($(MODE),tsan)
CRM_CFLAGS += -fsanitize=thread -fno-omit-frame-pointer
else ifeq ($(MODE),fuzz)
CRM_CFLAGS += $(SANITIZE) -fsanitize=fuzzer-no-link
else ifeq ($(MODE),afl)
CC := afl-clang-fast
CRM_CFLAGS += $(SANITIZE)
else ifeq ($(MODE),cover)
# After the user's -O2, or inlined lines would not be counted.
COVER := --coverage -O0
else
$(error MODE is release, asan, tsan, clang, cover, fuzz or afl)
endif

LIB_SRC := $(sort $(wildcard lib/*/*.c))
TOOL_SRC := $(sort $(wildcard cmd/crm-*.c))
TOOL_DIRS := $(sort $(patsubst %/,%,$(dir $(wildcard cmd/crm-*/*.c))))
TEXTS := $(sort $(wildcard lib/text/*/*))
PAGES := $(sort $(wildcard man/*.[157]))
UNIT_SRC := $(sort $(wildcard tests/unit/test_*.c tests/prop/prop_*.c))
BENCH_SRC := $(sort $(wildcard tests/bench/bench_*.c))
FUZZ_SRC := $(sort $(wildcard tests/fuzz/fuzz_*.c))

LIB := $(OBJ)/libcrm.a
LIB_OBJ := $(LIB_SRC:%.c=$(OBJ)/%.o) $(OBJ)/gen/texts.o
TOOLS := $(sort $(notdir $(TOOL_SRC:.c=) $(TOOL_DIRS)))
UNITS := $(UNIT_SRC:tests/%.c=$(OBJ)/tests/%)
BENCHES := $(BENCH_SRC:tests/%.c=$(OBJ)/tests/%)
REPLAYS := $(FUZZ_SRC:tests/fuzz/%.c=$(OBJ)/fuzz/%-replay)
FUZZERS := $(FUZZ_SRC:tests/fuzz/%.c=$(OBJ)/fuzz/%)

Q := $(if $(V),,@)
COMPILE = $(CC) $(CRM_CPPFLAGS) $(CPPFLAGS) $(CRM_CFLAGS) $(CFLAGS) $(COVER)
LINK = $(CC) $(CRM_CFLAGS) $(CFLAGS) $(COVER) $(CRM_LDFLAGS) $(LDFLAGS) \
       -o $@ $(filter %.o,$^) $(filter %.a,$^)
LIBS = $(CRM_LDLIBS) $(LDLIBS)

all: $(TOOLS:%=$(BIN)/%)

# Files that change only when the flags, or the list of sources, do.
changed = @mkdir -p $(@D); $(file >$@.new,$1) \
          if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
$(OBJ)/flags: FORCE | $(OBJ)/.
	$(call changed,$(COMPILE) $(LINK) $(LIBS))
$(OBJ)/sources: FORCE | $(OBJ)/.
	$(call changed,$(LIB_SRC) $(TEXTS))
$(OBJ)/.:
	@mkdir -p $@

$(OBJ)/%.o: %.c $(OBJ)/flags
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(OBJ)/gen/texts.o: $(OBJ)/gen/texts.c $(OBJ)/flags lib/base/text.h
	$(Q)$(COMPILE) -c -o $@ $<

# The profiles, segment maps and sample trees are text compiled in.
$(OBJ)/gen/texts.c: scripts/embed.sh $(TEXTS) $(OBJ)/sources
	@mkdir -p $(@D)
	$(Q)./scripts/embed.sh $(TEXTS) >$@.tmp && mv $@.tmp $@

$(LIB): $(LIB_OBJ) $(OBJ)/sources
	$(Q)rm -f $@ && ar rcsD $@ $(LIB_OBJ)

define tool_rule
$(BIN)/$(notdir $(1:.c=)): $(patsubst %.c,$(OBJ)/%.o,$(if $(filter %.c,$1),$1,$(sort $(wildcard $1/*.c)))) $(LIB)
	@mkdir -p $$(@D)
	$$(Q)$$(LINK) $$(LIBS)
endef
$(foreach t,$(TOOL_SRC) $(TOOL_DIRS),$(eval $(call tool_rule,$t)))

$(UNITS): $(OBJ)/tests/%: $(OBJ)/tests/%.o $(LIB)
	$(Q)$(LINK) -lcmocka $(LIBS)

$(BENCHES): $(OBJ)/tests/%: $(OBJ)/tests/%.o $(LIB)
	$(Q)$(LINK) $(LIBS)
bench-build: $(BENCHES)

$(REPLAYS): $(OBJ)/fuzz/%-replay: $(OBJ)/tests/fuzz/%.o \
    $(OBJ)/tests/fuzz/replay.o $(LIB)
	@mkdir -p $(@D)
	$(Q)$(LINK) $(LIBS)

$(FUZZERS): $(OBJ)/fuzz/%: $(OBJ)/tests/fuzz/%.o $(LIB)
	@mkdir -p $(@D)
	$(Q)$(LINK) -fsanitize=fuzzer $(LIBS)

# A target that is about a tool's own files has them, but for its main.
tool_parts = $(patsubst %.c,$(OBJ)/%.o,$(filter-out %/main.c,\
    $(sort $(wildcard cmd/$1/*.c))))
$(OBJ)/fuzz/fuzz_clv_params $(OBJ)/fuzz/fuzz_clv_params-replay: \
    $(call tool_parts,crm-clv)
$(OBJ)/fuzz/fuzz_churn_params $(OBJ)/fuzz/fuzz_churn_params-replay: \
    $(call tool_parts,crm-churn)
$(OBJ)/fuzz/fuzz_points_opt $(OBJ)/fuzz/fuzz_points_opt-replay: \
    $(call tool_parts,crm-points)

# Loaded by the fuzzer itself: not by the compiler of what it runs.
$(OBJ)/fuzz/%.so: tests/fuzz/%.c $(OBJ)/flags
	@mkdir -p $(@D)
	$(Q)cc -std=c11 $(WARN) -O1 -g -fPIC -shared -Ilib -o $@ $<

$(OBJ)/%.so: tests/fault/%.c $(OBJ)/flags
	$(Q)$(CC) -std=c11 $(WARN) -O1 -g -fPIC -shared -o $@ $< -ldl -lpthread

# What the tests need. The preloaded shim and a sanitizer exclude each other.
TESTED := $(UNITS) $(REPLAYS)
ifneq ($(filter release clang,$(MODE)),)
TESTED += $(if $(filter Linux,$(shell uname -s)),\
    $(OBJ)/failnth.so $(OBJ)/powercut.so)
endif
RUN_TESTS = BINDIR=$(BIN) OBJ=$(OBJ) ./scripts/test.sh
check-build: all $(TESTED)
check: check-build
	@$(RUN_TESTS) $(SUITES)
# A status of its own, or a finding would pass for an error that was expected.
check-asan: export ASAN_OPTIONS = exitcode=99:detect_leaks=1
check-asan: export UBSAN_OPTIONS = exitcode=99:print_stacktrace=1
check-asan:
	@$(MAKE) MODE=asan check
# What runs on threads: the reader and the folds behind it.
check-tsan: export TSAN_OPTIONS = exitcode=99
check-tsan:
	@$(MAKE) MODE=tsan SUITES='unit cli paths' check
check-clang:
	@$(MAKE) MODE=clang WERROR=-Werror check
VALGRIND := valgrind -q --error-exitcode=99 --leak-check=full \
            --suppressions=$(CURDIR)/tests/valgrind.supp
check-valgrind: check-build
	@WRAP='$(VALGRIND)' SLOW=20 CHECK_SECONDS=36000 \
	    $(RUN_TESTS) unit cli conform
check-matrix: all
	@$(MAKE) MODE=clang WERROR=-Werror all
	@./tests/matrix.sh
cover:
	@$(MAKE) MODE=cover check-build
	@find build/cover -name '*.gcda' -exec rm {} +
	-@BINDIR=build/cover/bin OBJ=build/cover ./scripts/test.sh $(SUITES)
	@./scripts/cover.sh build/cover
fuzz:
ifeq ($(MODE),fuzz)
fuzz: $(FUZZERS)
	@for f in $(FUZZERS); do \
		./scripts/fuzz.sh $$f $(FUZZ_SECONDS) || exit 1; \
	done
else
	@$(MAKE) MODE=fuzz fuzz
endif

bench: all $(addprefix $(OBJ)/bench/,gen timed inflate columns bench_reader)
	@BINDIR=$(BIN) OBJ=$(OBJ) ./tests/bench/bench.sh
# Whole tools, under AFL++: tests/fuzz/jobs says which, on what.
fuzz-tools:
ifeq ($(MODE),afl)
fuzz-tools: all $(OBJ)/fuzz/state_end.so
	@./scripts/fuzz-tools.sh $(BIN) $(FUZZ_SECONDS) $(JOBS)
else
	@$(MAKE) MODE=afl fuzz-tools
endif

bench-recovery: $(OBJ)/bench/bench_recovery
	@$<
$(OBJ)/bench/%: tests/bench/%.c $(LIB) $(OBJ)/flags
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -o $@ $< $(LIB) $(CRM_LDFLAGS) $(LDFLAGS) $(LIBS)

# Once for each source that changed. TIDY=deep follows more paths, of one
# function through another: it takes fifteen times as long.
TIDY ?= shallow
TIDY_SRC := $(LIB_SRC) $(TOOL_SRC) $(sort $(wildcard cmd/*/*.c))
$(OBJ)/tidy/%.ok: %.c $(OBJ)/%.o .clang-tidy
	@mkdir -p $(@D)
	$(Q)clang-tidy --quiet $< -- -std=c11 $(CRM_CPPFLAGS) \
	    -Xclang -analyzer-config -Xclang mode=$(TIDY) 2>$@.err || \
		{ grep -v 'warnings generated' $@.err >&2; exit 1; }
	$(Q)rm $@.err && touch $@
tidy: $(TIDY_SRC:%.c=$(OBJ)/tidy/%.ok)

C_FILES = $(sort $(wildcard lib/*/*.[ch] cmd/*.[ch] cmd/*/*.[ch] tests/*/*.[ch]))
lint: all
	@BINDIR=$(BIN) CC="$(CC)" ./scripts/lint.sh $(C_FILES)
format:
	clang-format -i $(C_FILES)
format-check:
	@clang-format --dry-run -Werror $(C_FILES)

demo: all
	@BINDIR=$(BIN) ./scripts/demo-run.sh

# One list, FROM:TO:MODE, for install and uninstall.
section = $(lastword $(subst ., ,$1))
INSTALLED = $(foreach t,$(TOOLS),$(BIN)/$t:$(BINDIR)/$t:755 \
    $(OBJ)/completions/$t.bash:$(BASHCOMPDIR)/$t:644 \
    $(OBJ)/completions/$t.zsh:$(ZSHCOMPDIR)/_$t:644 \
    $(OBJ)/completions/$t.fish:$(FISHCOMPDIR)/$t.fish:644) \
    $(foreach p,$(PAGES),$p:$(MANDIR)/man$(call section,$p)/$(notdir $p):644)
$(OBJ)/completions/%.bash: $(BIN)/% scripts/completions.sh
	@mkdir -p $(@D)
	$(Q)for s in bash zsh fish; do \
		./scripts/completions.sh $$s $< >$(@D)/$*.$$s || exit 1; \
	done
install: all $(TOOLS:%=$(OBJ)/completions/%.bash)
	$(Q)for i in $(INSTALLED); do \
		from=$${i%%:*} to=$${i#*:}; mode=$${to##*:} to=$${to%:*}; \
		mkdir -p "$(DESTDIR)$${to%/*}" && \
		install -m $$mode $$from "$(DESTDIR)$$to" || exit 1; \
	done
uninstall:
	$(Q)for i in $(INSTALLED); do \
		to=$${i#*:}; rm -f "$(DESTDIR)$${to%:*}" || exit 1; \
	done

dist:
	@./scripts/dist.sh build/crm-utils-$(VERSION).tar.gz
distcheck: dist
	@./scripts/distcheck.sh build/crm-utils-$(VERSION).tar.gz

.PHONY: all check check-build check-asan check-tsan check-clang
.PHONY: check-valgrind check-matrix cover fuzz fuzz-tools bench
.PHONY: bench-build bench-recovery lint tidy format format-check demo install
.PHONY: uninstall dist distcheck
.PHONY: clean FORCE
.SECONDARY:
FORCE:
clean:
	rm -rf build

-include $(shell find $(OBJ) -name '*.d' 2>/dev/null)
