# forkcast: the programs end up as build/forkcastd, build/forkcast and
# build/forkcastctl. "make help" lists the targets; tests/tests.mk has those
# that test and measure. Needs GNU make, a C11 compiler and sh; nothing else.
#
# No process is started while make reads this: wildcard finds sources, and what
# only a program can tell is written by a rule to a file that the compiler reads
# as @FILE.

PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
DESTDIR ?=
# "make STATIC=1": programs that need nothing else at run time, nor a dynamic
# linker's memory in each worker. With musl's compiler where there is one (of
# Debian's musl-tools), else with libc's archive.
STATIC =
# "make EXTRAS=no": without what only Linux has, as on any other Unix.
EXTRAS =
ifneq ($(filter-out no,$(EXTRAS)),)
$(error EXTRAS is no or empty, not $(EXTRAS))
endif
BUILD = build$(if $(STATIC),/static)$(if $(EXTRAS),/plain)
ADDRESS = 127.0.0.1:1234

# CC, CFLAGS, CPPFLAGS and LDFLAGS may be given, also by the environment.
GIVEN := $(filter-out undefined,$(origin CFLAGS))
CFLAGS ?= -O2 -g
WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wconversion -Wvla -Wno-unused-result
WERROR =
ALL_CFLAGS = -std=c11 -I. -Iserver -Iclient $(WARN) $(WERROR) @$(HARDENED) \
	$(if $(EXTRAS),-U__linux__) $(CPPFLAGS) $(CFLAGS)
LINK_FLAGS = $(LDFLAGS) @$(RELRO)

# The compiler and the linker get those of these options that they know; a rule
# asks them, and writes them to a file. _FORTIFY_SOURCE needs optimisation, and
# sanitizers do better; who has chosen one keeps it; with it, (void) does not
# discard a result. Together they cost the parent, for each delivery, as medians of eight runs on a
# busy machine: 58 ns to one of 10 receivers (57 without), 85 to one of 100 (90),
# and 362 to one of 1,000 (330, where single runs lie between 244 and 510). Of
# the instructions that 60 worlds of tests/sim take, what protects branches is
# 1.1 %, and variables that begin as zeros are 0.5 %.
HARDENING = -fstack-protector-strong -fstack-clash-protection \
	-fcf-protection -mbranch-protection=standard -ftrivial-auto-var-init=zero
HARDENED = $(BUILD)/hardened
FORTIFY = $(if $(findstring -fsanitize,$(CFLAGS)),,$(filter-out -O0, \
	$(filter -O%,$(CFLAGS))))
RELRO = $(BUILD)/relro

# The files that must exist before anything is compiled.
WRITTEN = $(HARDENED) $(RELRO)

ifneq ($(STATIC),)
ifeq ($(origin CC),default)
CC := $(strip $(if $(wildcard $(addsuffix /musl-gcc, \
	$(subst :, ,$(PATH)))),musl-gcc,cc))
endif
LINK_FLAGS += -static -no-pie
ALL_CFLAGS += -fno-pie
else
LINK_FLAGS += -pie
ALL_CFLAGS += -fPIE
endif
# The kernel's headers are not musl's, and stand among those of the other libc.
ifneq ($(findstring musl-gcc,$(CC)),)
ALL_CFLAGS += @$(BUILD)/kernel-headers
WRITTEN += $(BUILD)/kernel-headers
endif

# Without -j there are as many jobs as the system has processors, where it tells
# by files. One who names several targets may mean one after the other.
CPUS = $(words $(wildcard /sys/devices/system/cpu/cpu[0-9]*))
SEVERAL = $(if $(word 2,$(MAKECMDGOALS)), \
	$(filter-out all $(BUILD)/%,$(MAKECMDGOALS)))
ifeq ($(MAKELEVEL)$(strip $(SEVERAL)$(filter -j% --jobserver%,$(MAKEFLAGS))),0)
ifneq ($(CPUS),0)
MAKEFLAGS += -j$(CPUS)
endif
endif

# One short line a file; "make V=1" prints the whole commands.
V =
short = $(if $(V),,$(info $()  $(1) $@)@)
linked = $(call short,LD)$(CC) $(ALL_CFLAGS) $(LINK_FLAGS) -o $@ $(1)
# Objects stand before the archives: what they have is not taken from these.
link = $(call linked,$(filter %.o,$^) $(filter %.a,$^))

# The flags that were used last, and the sources that there were then.
COMPILED = $(BUILD)/compiled-with
LINKED = $(BUILD)/linked-with

PROGRAMS = $(BUILD)/forkcastd $(BUILD)/forkcast $(BUILD)/forkcastctl
# in_rooms DIRECTORY,PATTERN: in it, its rooms and theirs, however deep.
in_rooms = $(1)/$(2) $(1)/*/$(2) $(1)/*/*/$(2) $(1)/*/*/*/$(2)
objects = $(patsubst %.c,$(BUILD)/%.o,$(wildcard $(1)))
programs = $(patsubst %.c,$(BUILD)/%,$(wildcard $(1)))
SHARED = $(call objects,$(call in_rooms,shared,*.c))
SERVER_OBJECTS = $(filter-out %/forkcastd.o, \
	$(call objects,$(call in_rooms,server,*.c))) $(PAGE)
PAGE = $(BUILD)/server/worker/page.o
CLIENT = $(filter-out %/forkcastctl.o, \
	$(call objects,$(call in_rooms,client,*.c)))

# The client waits for a person, and compiles a quarter faster with less
# optimisation. Flags that are given to make are for it, too.
CLIENT_CFLAGS = -O1 -g
ifeq ($(GIVEN),)
$(BUILD)/client/%.o: private CFLAGS = $(CLIENT_CFLAGS)
endif

## all: the programs: forkcastd, forkcast and forkcastctl
all: $(PROGRAMS)

## help: this list
help:
	@sed -n 's/^## //p' Makefile tests/tests.mk | \
		while IFS=: read -r target text; do \
			printf '%-14s%s\n' "$$target" "$$text"; \
		done

## run: the server in this terminal, at ADDRESS=127.0.0.1:1234
run: all
	@exec env BUILD='$(BUILD)' ADDRESS='$(ADDRESS)' sh tests/run-server

# An object of another program that stands before the archives replaces theirs.
MAIN = $(BUILD)/server/forkcastd.o
PARTS = $(MAIN) $(addprefix $(BUILD)/,server.a shared.a)

$(PROGRAMS): Makefile $(LINKED)
$(BUILD)/forkcastd: $(PARTS)
	$(link)

$(BUILD)/forkcast: $(BUILD)/client/forkcast.o $(BUILD)/client.a \
		$(BUILD)/shared.a
	$(link)

$(BUILD)/forkcastctl: $(BUILD)/client/ctl/forkcastctl.o $(BUILD)/client.a \
		$(BUILD)/shared.a
	$(link)

# A program takes what it needs of these.
$(BUILD)/server.a: $(SERVER_OBJECTS)
$(BUILD)/client.a: $(CLIENT)
$(BUILD)/shared.a: $(SHARED)
%.a: $(BUILD)/sources
	$(call short,AR)rm -f $@ && $(AR) rcs $@ $(filter %.o,$^)

compile = $(call short,CC)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

.SECONDEXPANSION:
$(BUILD)/%.o: %.c $(COMPILED) | $(WRITTEN) $$(@D)/
	$(compile)

$(BUILD)/%/:
	@mkdir -p $@

# The page that the server serves, as an array.
$(PAGE): $(PAGE:.o=.c) $(COMPILED) | $(WRITTEN)
	$(compile)
$(PAGE:.o=.c): client/web/page.html Makefile | $$(@D)/
	@{ echo '#include "worker/conn/web.h"'; \
		echo 'const unsigned char web_page[] = {'; \
		od -A n -v -t u1 $< | sed 's/[0-9][0-9]*/&,/g'; \
		echo '0 };'; \
		echo 'const size_t web_page_size = sizeof(web_page) - 1;'; \
		echo '_Static_assert(sizeof(web_page) <= WEB_PAGE_MOST, "");'; \
	} >$@

# Where C's own headers declare all that the system has, naming a standard would
# hide a part of it. Where a time has 32 bits, libc may have others, of 64.
$(HARDENED): $(COMPILED)
	@for flag in $(HARDENING) "-ffile-prefix-map=$$(pwd)=."; do \
		$(CC) -Werror "$$flag" -c -x c /dev/null -o $@.o 2>/dev/null && \
			echo "\"$$flag\""; \
	done >$@; \
	echo 'extern struct sigaction one; int all = sizeof(one);' | \
		$(CC) -std=c11 -include signal.h -c -x c - -o $@.o 2>/dev/null || \
		echo '-D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700' >>$@; \
	echo 'int small[sizeof(time_t) < 8 ? 1 : -1];' | \
		$(CC) -include time.h -c -x c - -o $@.o 2>/dev/null && \
		echo '-D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64' >>$@; \
	$(if $(FORTIFY),$(CC) $(CPPFLAGS) $(CFLAGS) -dM -E -x c /dev/null | \
		grep -q _FORTIFY_SOURCE || echo '-D_FORTIFY_SOURCE=2' >>$@;) \
	rm -f $@.o

$(RELRO): $(COMPILED)
	@echo 'int main(void) { return 0; }' >$@.c; \
	$(CC) -Wl,-z,relro,-z,now $@.c -o $@.o 2>/dev/null && \
		echo '-Wl,-z,relro,-z,now' >$@ || : >$@; \
	rm -f $@.c $@.o

$(BUILD)/kernel-headers: $(COMPILED)
	@echo "-idirafter /usr/include" \
		"-idirafter /usr/include/$$(cc -print-multiarch)" >$@

# Where the configuration is by default.
NAMES_CONFIG = $(filter %/config.o,$(SERVER_OBJECTS))
$(NAMES_CONFIG): private ALL_CFLAGS += -DSYSCONFDIR='"$(SYSCONFDIR)"'
$(NAMES_CONFIG): $(BUILD)/sysconfdir

# The files to install below PREFIX, as DIRECTORY/NAME:SOURCE.
SERVICE = $(wildcard server/service/*.conf server/service/import \
	server/service/*/run \
	server/service/*/log/run server/service/s6/notification-fd \
	server/service/fail2ban/*/*)
page = share/man/man$(patsubst .%,%,$(suffix $(1)))/$(notdir $(1)):$(1)
completion = \
	share/bash-completion/completions/$(1):client/completions/forkcast.bash \
	share/fish/vendor_completions.d/$(1).fish:client/completions/forkcast.fish
BINARIES = bin/forkcast:$(BUILD)/forkcast sbin/forkcastd:$(BUILD)/forkcastd \
	sbin/forkcastctl:$(BUILD)/forkcastctl
TEXTS = $(foreach text,$(wildcard man/*.[1578]),$(call page,$(text))) \
	$(foreach unit,forkcastd.service forkcastd.socket, \
	lib/systemd/system/$(unit):server/service/systemd/$(unit)) \
	lib/sysusers.d/forkcast.conf:server/service/sysusers.d/forkcast.conf \
	$(foreach text,$(SERVICE),$(text:server/%=share/forkcast/%):$(text)) \
	$(call completion,forkcast) $(call completion,forkcastctl) \
	share/zsh/site-functions/_forkcast:client/completions/_forkcast
INSTALLED = $(foreach file,$(BINARIES) $(TEXTS), \
	$(firstword $(subst :, ,$(file))))
HERE = $(DESTDIR)$(PREFIX)
MADE = "$(HERE)/share/forkcast/directories"

# In texts these stand for PREFIX and SYSCONFDIR; run scripts look for nothing
# in PATH.
FILL = sed -e 's|/usr/local|$(PREFIX)|g' \
	-e 's|/etc/forkcastd\.|$(SYSCONFDIR)/forkcastd.|g' \
	-e 's|exec forkcastd|exec $(PREFIX)/sbin/forkcastd|'

## install: everything, below PREFIX=/usr/local
install: all
	@$(MAKE) --no-print-directory install-built

# For a package: what was built before; nothing is built. No mode depends on the
# umask or on the mode of the source, and a directory that is there keeps its
# own. A program that runs is replaced, not written to. The directories that had
# to be made are written down, for uninstall.
## install-built: what was built before, as a package needs it
install-built:
	@umask 022 && made= && for file in $(BINARIES) $(TEXTS); do \
		to="$(HERE)/$${file%%:*}" from=$${file#*:} && \
		directory=$${to%/*} && \
		while [ "$$directory" != "$(DESTDIR)" ] && \
			[ ! -d "$$directory" ]; do \
			made="$$made $${directory#"$(DESTDIR)"}" && \
			directory=$${directory%/*}; \
		done && \
		mkdir -p "$${to%/*}" && rm -f "$$to.new" && \
		case $$file in \
		bin/*|sbin/*) cat "$$from" ;; \
		*) $(FILL) "$$from" ;; \
		esac >"$$to.new" && \
		case $$file in \
		bin/*|sbin/*|*/run|*/import) chmod 755 "$$to.new" ;; \
		esac && \
		mv -f "$$to.new" "$$to" || exit; \
	done && \
	for directory in $$made; do echo "$$directory"; done >>$(MADE)
	@echo 'forkcast is in $(HERE)'

# A directory goes if install has made it and nothing else is in it by now.
## uninstall: removes what install has put there
uninstall:
	@for file in $(INSTALLED); do \
		rm -f "$(HERE)/$$file" "$(HERE)/$$file.new" || exit; \
	done
	@made=$$(LC_ALL=C sort -ru $(MADE) 2>/dev/null); rm -f $(MADE); \
	for directory in $$made; do \
		rmdir "$(DESTDIR)$$directory" 2>/dev/null || :; \
	done

# It is of the commit, not of the files here.
KEY =
## dist: forkcast-VERSION.tar.gz in BUILD, the same bytes each time; KEY=FILE signs it
dist:
	@.ci/dist '$(BUILD)' '$(KEY)'

## clean: removes what was built
clean:
	rm -rf $(BUILD)

# The headers that objects were compiled with take most of the time of a make
# that compiles nothing.
COMPILES = $(filter-out help install-built uninstall dist clean, \
	$(or $(MAKECMDGOALS),all))
ifneq ($(COMPILES),)
-include $(wildcard $(call in_rooms,$(BUILD)/shared,*.d) \
	$(call in_rooms,$(BUILD)/server,*.d) \
	$(call in_rooms,$(BUILD)/client,*.d))
endif

include tests/tests.mk

# stamp NAME,TEXT: a file that is rewritten only if its text changes. Targets
# that depend on flags, or on a list, are made anew when those have changed.
# WERROR is left out, because it changes no target. What make 4.3 reads of a file
# sometimes still has its last line end, which strip takes off.
same = $(if $(subst x$(1),,x$(2))$(subst x$(2),,x$(1)),,yes)
define stamp_rule
$(BUILD)/$(1): $(if $(call same,$(strip $(file <$(BUILD)/$(1))),$(2)),,FORCE)
	@mkdir -p $$(@D) && printf '%s\n' '$(subst ','\'',$(2))' >$$@
endef
stamp = $(eval $(call stamp_rule,$(1),$(strip $(2))))
$(call stamp,compiled-with,$(filter-out $(WERROR),$(CC) $(ALL_CFLAGS) \
	$(HARDENING) $(CLIENT_CFLAGS) $(TEST_CFLAGS) $(TEST_CFLAGS_GIVEN)))
$(call stamp,linked-with,$(filter-out $(WERROR),$(CC) $(ALL_CFLAGS) $(LINK_FLAGS) \
	$(TEST_LDFLAGS)))
$(call stamp,sources,$(sort $(SERVER_OBJECTS) $(CLIENT) $(SHARED) $(TESTLIB)))
$(call stamp,sysconfdir,$(SYSCONFDIR))

.PHONY: FORCE all help run install install-built uninstall dist clean
.SECONDARY:
