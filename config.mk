# What a packager may override, here or on the command line.
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
BASHCOMPDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHCOMPDIR ?= $(PREFIX)/share/zsh/site-functions
FISHCOMPDIR ?= $(PREFIX)/share/fish/vendor_completions.d
# Where the system keeps its time zones (tzdata): read for --tz.
ZONEINFO ?= /usr/share/zoneinfo

# Hardening that gcc and clang both accept; a distribution that sets its own
# empties it. Sanitizer builds leave it out: fortify fights them.
HARDEN ?= -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong \
          -fPIE
HARDEN_LD ?= -pie -Wl,-z,relro,-z,now,-z,noexecstack
