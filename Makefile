# crm-utils: the whole build. GNU make; config.mk holds what may be overridden.
#
#   make                  release binaries in build/bin
#   make check            every test
#   make MODE=asan        address and undefined sanitizers, build/asan/bin
#   make MODE=cover       gcov counters, build/cover/bin
#   make install DESTDIR= PREFIX=

include config.mk

MODE ?= release
ifeq ($(origin CC),default)
CC = cc
endif
CFLAGS ?= -O2 -g

OBJ := build/$(MODE)
BIN := $(if $(filter release,$(MODE)),build/bin,$(OBJ)/bin)
VERSION := $(shell cat VERSION)

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
        -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
        -Wwrite-strings -Wundef -Wformat=2 -Wvla -Wswitch-enum -Wcast-qual \
        -Wcast-align -Wdouble-promotion -Wnull-dereference \
        -Wimplicit-fallthrough
# No contraction: a fused multiply-add would make reals differ by machine.
CRM_CFLAGS := -std=c11 $(WARN) $(WERROR) -ffp-contract=off \
              -ffile-prefix-map=$(CURDIR)=.
CRM_CPPFLAGS := -Ilib -I$(OBJ)/gen -D_POSIX_C_SOURCE=200809L \
                -D_FILE_OFFSET_BITS=64 -DCRM_VERSION='"$(VERSION)"'
CRM_LDLIBS := -lcsv -lz -lm -lpthread

ifeq ($(MODE),release)
CRM_CFLAGS += $(HARDEN)
CRM_LDFLAGS := $(HARDEN_LD)
else ifeq ($(MODE),asan)
CRM_CFLAGS += -fsanitize=address,undefined -fno-sanitize-recover=all \
              -fno-omit-frame-pointer
CRM_LDFLAGS := -fsanitize=address,undefined
else ifeq ($(MODE),cover)
CRM_CFLAGS += --coverage -O0
CRM_LDFLAGS := --coverage
else
$(error MODE is release, asan or cover)
endif

LIB_SRC := $(sort $(wildcard lib/*/*.c))
TOOL_SRC := $(sort $(wildcard cmd/crm-*.c))
TOOL_DIRS := $(sort $(patsubst %/,%,$(wildcard cmd/crm-*/)))
TEXTS := $(sort $(wildcard lib/text/*/*))

LIB_OBJ := $(LIB_SRC:%.c=$(OBJ)/%.o) $(OBJ)/gen/texts.o
TOOLS := $(notdir $(TOOL_SRC:.c=) $(TOOL_DIRS))
LIB := $(OBJ)/libcrm.a

UNIT_SRC := $(sort $(wildcard tests/unit/test_*.c tests/prop/prop_*.c))
UNITS := $(UNIT_SRC:tests/%.c=$(OBJ)/tests/%)
FUZZ_SRC := $(sort $(wildcard tests/fuzz/fuzz_*.c))
REPLAYS := $(FUZZ_SRC:tests/fuzz/%.c=$(OBJ)/fuzz/%-replay)

Q := $(if $(V),,@)
COMPILE = $(CC) $(CRM_CPPFLAGS) $(CPPFLAGS) $(CRM_CFLAGS) $(CFLAGS)

all: $(TOOLS:%=$(BIN)/%)

$(OBJ)/%.o: %.c VERSION | $(OBJ)/gen/texts.h
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(OBJ)/gen/texts.o: $(OBJ)/gen/texts.c
	$(Q)$(COMPILE) -c -o $@ $<

# The profiles, segment maps and sample trees are text compiled in.
$(OBJ)/gen/texts.c: scripts/embed.sh $(TEXTS)
	@mkdir -p $(@D)
	$(Q)./scripts/embed.sh $(TEXTS) >$@.tmp && mv $@.tmp $@
$(OBJ)/gen/texts.h: | $(OBJ)/gen/texts.c ;

$(LIB): $(LIB_OBJ)
	$(Q)rm -f $@ && ar rcsD $@ $(LIB_OBJ)

define tool_rule
$(BIN)/$(notdir $(1:.c=)): $$(patsubst %.c,$(OBJ)/%.o,$$(if $$(filter %.c,$1),$1,$$(sort $$(wildcard $1/*.c)))) $(LIB)
	@mkdir -p $$(@D)
	$$(Q)$(CC) $(CRM_CFLAGS) $$(CFLAGS) $(CRM_LDFLAGS) $$(LDFLAGS) -o $$@ $$^ $(CRM_LDLIBS) $$(LDLIBS)
endef
$(foreach t,$(TOOL_SRC) $(TOOL_DIRS),$(eval $(call tool_rule,$t)))

$(OBJ)/tests/%: $(OBJ)/tests/%.o $(LIB)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CRM_CFLAGS) $(CFLAGS) $(CRM_LDFLAGS) $(LDFLAGS) -o $@ $^ -lcmocka $(CRM_LDLIBS) $(LDLIBS)

$(OBJ)/fuzz/%-replay: $(OBJ)/tests/fuzz/%.o $(OBJ)/tests/fuzz/replay.o $(LIB)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CRM_CFLAGS) $(CFLAGS) $(CRM_LDFLAGS) $(LDFLAGS) -o $@ $^ $(CRM_LDLIBS) $(LDLIBS)

$(OBJ)/failnth.so: tests/fault/failnth.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c11 $(WARN) -O1 -g -fPIC -shared -D_GNU_SOURCE -o $@ $< -ldl

.PHONY: all clean
.SECONDARY:
clean:
	rm -rf build

-include $(shell find $(OBJ) -name '*.d' 2>/dev/null)
