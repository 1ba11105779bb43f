# forkcast: the programs end up as build/forkcastd, build/forkcast and
# build/forkcastctl.
# Needs GNU make, a C11 compiler and sh; nothing else.

PREFIX = /usr/local
SYSCONFDIR = /etc
DESTDIR =
# "make STATIC=1": programs that need nothing else at run time, nor a dynamic
# linker's memory in each worker. With musl's compiler where there is one (of
# Debian's musl-tools), else with libc's archive.
STATIC =
BUILD = build$(if $(STATIC),/static)
ADDRESS = 127.0.0.1:1234

CFLAGS = -O2 -g
WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wconversion -Wvla
WERROR =
LDFLAGS =
# A function that is looked up when it is first called leaves registers on the
# stack, where a worker would have what the operator has said.
override LDFLAGS += -Wl,-z,relro,-z,now
ALL_CFLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -I. \
	-Iserver -Iclient \
	$(WARN) $(WERROR) $(CFLAGS)

ifneq ($(STATIC),)
ifeq ($(origin CC),default)
CC := $(shell command -v musl-gcc || echo cc)
endif
override LDFLAGS += -static -no-pie
ALL_CFLAGS += -fno-pie
# The kernel's headers are not musl's, and stand among those of the other libc.
ifneq ($(findstring musl-gcc,$(CC)),)
ALL_CFLAGS += $(addprefix -idirafter /usr/include/,. \
	$(shell cc -print-multiarch))
endif
endif

# One short line a file; "make V=1" prints the whole commands.
V =
short = $(if $(V),,@echo "  $(1) $@" &&)
linked = $(call short,LD)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $(1)
link = $(call linked,$^)

PROGRAMS = $(BUILD)/forkcastd $(BUILD)/forkcast $(BUILD)/forkcastctl
objects = $(patsubst %.c,$(BUILD)/%.o,$(wildcard $(1)))
programs = $(patsubst %.c,$(BUILD)/%,$(wildcard $(1)))
SHARED = $(call objects,shared/*.c)
SERVER = $(filter-out %/forkcastd.o %/first.o %/last.o, \
	$(call objects,server/*.c server/*/*.c server/*/*/*.c))
CLIENT = $(call objects,client/text/*.c client/session/*.c \
	client/edit/*.c client/stream/*.c client/views/*.c \
	client/screen/*.c client/person/*.c client/script/*.c)
CTL = $(filter-out %/forkcastctl.o,$(call objects,client/ctl/*.c))
TESTLIB = $(call objects,tests/lib/*.c)
PACE = $(BUILD)/tests/lib/router/pace.o
TURNS = $(BUILD)/tests/lib/router/pace_turns.o
SLEEP = $(BUILD)/tests/lib/router/pace_sleep.o
ROUTERLIB = $(filter-out $(PACE) $(TURNS) $(SLEEP), \
	$(call objects,tests/lib/router/*.c))
PERSONLIB = $(call objects,tests/lib/person/*.c)
TOPLIB = $(call objects,tests/lib/top/*.c)
WORKERLIB = $(call objects,tests/lib/worker/*.c)
CHAOS = $(call objects,tests/chaos/*.c)
CHAOSLIB = $(filter-out %/chaos.o,$(CHAOS))
BENCHLIB = $(call objects,tests/bench/lib/*.c)
UNIT = $(call programs,tests/unit/*/*.c tests/unit/*/*/*.c)
LEFT_OUT =
SYSTEM = $(filter-out $(LEFT_OUT:%=$(BUILD)/tests/system/%), \
	$(call programs,tests/system/*/*.c))
FUZZ = $(call programs,tests/fuzz/*.c)
FUZZLIB = $(filter-out %/replay.o,$(call objects,tests/fuzz/lib/*.c)) \
	$(firstword $(EDGES)) $(filter-out %/arena.o,$(SERVER)) \
	$(lastword $(EDGES)) $(filter-out %/clock.o,$(SHARED)) \
	$(CLIENT) $(CTL) $(ROUTERLIB) $(PACE) $(TURNS) $(WORKERLIB) \
	$(PERSONLIB) $(TESTLIB)
FUZZ_MAIN = $(BUILD)/tests/fuzz/lib/replay.o
BENCH = $(call programs,tests/bench/*.c)
IPC = $(call objects,tests/ipc/*.c)
IPCLIB = $(filter-out %/ipc.o,$(IPC))
IPCTESTS = $(call programs,tests/ipc/tests/*.c)
FAULTS = $(filter-out %/faults.o,$(call objects,tests/faults/*.c))
INJECT = $(call objects,tests/faults/inject/*.c)
FAULTY = $(BUILD)/tests/faults/forkcastd
UNFIT = refuses crashes hangs goes-back dies slow damages spoils
ODD = $(patsubst %,$(BUILD)/tests/servers/%/forkcastd,hostile probe wrong \
	usual later older unswept scripted $(UNFIT:%=unfit/%))
FAULTTESTS = $(call programs,tests/faults/tests/*.c)
WRAPS := $(shell sed -n 's/^CALL.\([a-z0-9_]*\),.*/-Wl,--wrap=\1/p' \
	tests/faults/calls.def)
SOURCES = $(wildcard shared/*.[ch] server/*.[ch] server/*/*.[ch] \
	server/*/*/*.[ch] client/*.[ch] client/*/*.[ch] tests/*/*.[ch] \
	tests/*/*/*.[ch] tests/unit/*/*/*.[ch])

all: $(PROGRAMS)

run: all
	@exec env BUILD='$(BUILD)' ADDRESS='$(ADDRESS)' sh tests/run-server

TESTS = $(UNIT) $(SYSTEM) $(IPCTESTS) $(FAULTTESTS) $(FUZZ) \
	$(BUILD)/tests/chaos/chaos

test: all $(TESTS) $(ODD) $(FAULTY)
	@FORKCAST_BUILD='$(BUILD)' sh tests/run-tests $(TESTS)

faults: $(BUILD)/tests/faults/faults $(FAULTY)
	@FORKCAST_BUILD='$(BUILD)' $< $(FORKCAST_FAULT)

# Each target for so many seconds, with libFuzzer (of clang).
SECONDS = 60
FUZZ_CFLAGS = -O1 -g -fno-sanitize-recover=all \
	-fsanitize=fuzzer-no-link,address,undefined
fuzz:
	@$(MAKE) CC=clang BUILD='$(BUILD)/fuzz' FUZZ_MAIN=-fsanitize=fuzzer \
		CFLAGS='$(FUZZ_CFLAGS)' fuzz-programs
	@FORKCAST_BUILD='$(BUILD)' sh tests/fuzz/run '$(SECONDS)' \
		$(notdir $(FUZZ))

fuzz-programs: $(FUZZ)

bench: all $(BENCH)
	@FORKCAST_BUILD='$(BUILD)' sh tests/bench/run

ipc: $(BUILD)/tests/ipc/ipc
	@FORKCAST_BUILD='$(BUILD)' sh tests/ipc/run

bench-hostile: all $(BENCH)
	@FORKCAST_BUILD='$(BUILD)' sh tests/bench/run-hostile
	@FORKCAST_BUILD='$(BUILD)' sh tests/bench/run-logins

bench-peers: all $(BENCH)
	@FORKCAST_BUILD='$(BUILD)' sh tests/bench/run-peers

MINUTES = 10
soak: all $(BUILD)/tests/chaos/chaos $(BUILD)/tests/system/life/drift
	@FORKCAST_BUILD='$(BUILD)' MINUTES='$(MINUTES)' sh tests/chaos/soak

# Which lines the tests have run; the programs are linked with leave.c, which
# wraps calls that those of tests/faults wrap too, and leaves a part of the
# sandbox off, on which some tests insist.
COVERAGE = $(BUILD)/coverage
LEAVE = $(COVERAGE)/tests/coverage/leave.o
LEAVE_FLAGS = $(LEAVE) \
	-Wl,--wrap=_exit,--wrap=getrlimit,--wrap=setrlimit,--wrap=syscall
coverage:
	@mkdir -p $(COVERAGE) && find $(COVERAGE) -name '*.gcda' -exec rm {} +
	@umask 0 && $(MAKE) CC=gcc BUILD='$(COVERAGE)' \
		CFLAGS='-O0 -g --coverage -DKEEP_MEMORY' $(LEAVE)
	@umask 0 && $(MAKE) CC=gcc BUILD='$(COVERAGE)' \
		CFLAGS='-O0 -g --coverage -DKEEP_MEMORY' LDFLAGS='$(LEAVE_FLAGS)' \
		FAULTY= FAULTTESTS= \
		LEFT_OUT='worker/probe worker/responder_confined \
		worker/sandbox_kept worker/sandbox_missing' test || \
		echo 'coverage: not all tests have passed; see above'
	@sh tests/coverage/report '$(COVERAGE)'

# With programs that delay each read and write by a random time.
SLOW = $(BUILD)/slow
LATE = $(SLOW)/tests/slow/slow.o
LATE_CALLS = read write readv writev pwritev2 recv recvfrom recvmsg send \
	sendto sendmsg splice tee
slow-test:
	@$(MAKE) BUILD='$(SLOW)' $(LATE)
	@FORKCAST_SLOW=1 LIMIT=$${LIMIT:-600} $(MAKE) BUILD='$(SLOW)' \
		LDFLAGS='$(LATE) $(LATE_CALLS:%=-Wl,--wrap=%)' test

# To and from commits before this one: so many.
COMMITS = 5
upgrades: all
	@BUILD='$(BUILD)' COMMITS='$(COMMITS)' timeout 900 bash tests/upgrades

# The same tests as far as they can be run under valgrind.
valgrind:
	@$(MAKE) BUILD='$(BUILD)/valgrind' CFLAGS='-O1 -g -DPLAIN_FORK' \
		run-valgrind

run-valgrind: all $(UNIT) $(SYSTEM)
	@sh tests/valgrind '$(BUILD)' $(UNIT) $(SYSTEM)

lint:
	@CC='$(CC)' sh tests/lint/run $(SOURCES)

# The children's data stand in front of the parent's, between two objects that
# tell where these are (server/fork/edges.h): what every worker uses, close
# together, then what few need, then the stack.
CHILD = $(addprefix $(BUILD)/,server/fork/exits.o server/sandbox/%.o \
	server/worker/%.o server/helpers/%.o shared/%.o \
	tests/servers/hostile/%.o tests/servers/probe/%.o \
	tests/servers/later/shared/%.o tests/faults/inject/%.o tests/coverage/%.o)
CHILD_FIRST = $(addprefix $(BUILD)/,server/sandbox/title.o shared/clock.o \
	server/worker/worker.o)
CHILD_LAST = $(BUILD)/server/fork/child_clone.o
EDGES = $(addprefix $(BUILD)/server/fork/,first.o last.o)
apart = $(filter $(CHILD_FIRST),$(1)) \
	$(filter-out $(CHILD_FIRST),$(filter $(CHILD),$(1))) \
	$(filter $(CHILD_LAST),$(1)) $(firstword $(EDGES)) \
	$(filter-out $(CHILD) $(CHILD_LAST) $(EDGES),$(1)) $(lastword $(EDGES))
link_apart = $(call linked,$(call apart,$^))

$(BUILD)/forkcastd: $(BUILD)/server/forkcastd.o $(SERVER) $(SHARED) $(EDGES)
	$(link_apart)

$(BUILD)/forkcast: $(BUILD)/client/forkcast.o $(CLIENT) $(SHARED)
	$(link)

$(BUILD)/forkcastctl: $(BUILD)/client/ctl/forkcastctl.o $(CTL) $(CLIENT) \
		$(SHARED)
	$(link)

# unit ROOM,OBJECTS: a room's unit tests have that room and those that it sees,
# and nothing else. A room within it has tests of its own.
define unit
UNIT_$(1) = $$(filter $$(call programs,tests/unit/$(1)/*.c),$$(UNIT))
$$(UNIT_$(1)): %: %.o $(2) $$(TESTLIB) $$(SHARED)
	$$(call linked,$$(call with_its_clock,$$^))
endef

comma = ,
# Those that move the clock have one of their own in the other's place; on it
# select sleeps, and the stage's loop turns.
PACED = $(addprefix $(BUILD)/tests/unit/,base/ticks base/watch accept/porch \
	person/window_draw person/window_forged script/said)
PACED_TURNS = $(addprefix $(BUILD)/tests/unit/,router/bell router/bell_noise \
	router/commands router/congestion router/disconnect router/fanout \
	router/invites router/keepalive router/pipes router/quits router/crowd \
	router/schedule \
	router/slow router/turns \
	router/throttle router/uplink router/work operator/control \
	operator/notify top/handover top/left top/left_wrong \
	top/damaged top/columns router/attempts router/signups \
	router/leftovers)
with_its_clock = $(filter-out \
	$(if $(filter $(PACE),$(1)),$(BUILD)/shared/clock.o),$(1)) \
	$(if $(filter $(SLEEP),$(1)),-Wl$(comma)--wrap=pselect)
$(PACED) $(PACED_TURNS): $(PACE) $(SLEEP)
$(PACED_TURNS): $(TURNS)

BASE = $(call objects,server/base/*.c)
POLICY = $(call objects,server/policy/*.c) $(BASE)
FORK = $(call objects,server/fork/*.c)
ROUTER = $(call objects,server/router/*.c) $(POLICY) $(FORK)
SANDBOX = $(call objects,server/sandbox/*.c) $(FORK) $(BASE)
WORKER = $(call objects,server/worker/*.c server/worker/*/*.c) $(SANDBOX)
HELPERS = $(call objects,server/helpers/*.c) $(SANDBOX)
ACCEPT = $(call objects,server/accept/*.c server/worker/*.c \
	server/worker/*/*.c server/helpers/*.c server/sandbox/*.c) $(ROUTER)
OPERATOR = $(call objects,server/operator/*.c) $(ACCEPT)
TEXT = $(call objects,client/text/*.c)
SESSION = $(call objects,client/session/*.c) $(TEXT)
EDIT = $(call objects,client/edit/*.c) $(SESSION)
STREAM = $(call objects,client/stream/*.c) $(EDIT)
VIEWS = $(call objects,client/views/*.c) $(SESSION)
SCREEN = $(call objects,client/screen/*.c client/views/*.c) $(EDIT)

$(eval $(call unit,shared))
$(eval $(call unit,base,$(BASE)))
$(eval $(call unit,policy,$(POLICY)))
$(eval $(call unit,fork,$(FORK) $(BASE)))
$(eval $(call unit,router,$(ROUTER) $(ROUTERLIB)))
$(eval $(call unit,sandbox,$(SANDBOX)))
$(eval $(call unit,worker,$(WORKER) $(WORKERLIB)))
$(eval $(call unit,worker/irc,$(WORKER) $(WORKERLIB)))
$(eval $(call unit,helpers,$(HELPERS)))
$(eval $(call unit,accept,$(ACCEPT) $(ROUTERLIB)))
$(eval $(call unit,operator,$(OPERATOR) $(ROUTERLIB)))
$(eval $(call unit,top,$(SERVER) $(ROUTERLIB) $(TOPLIB)))
$(eval $(call unit,text,$(TEXT)))
$(eval $(call unit,session,$(SESSION)))
$(eval $(call unit,edit,$(EDIT)))
$(eval $(call unit,stream,$(STREAM)))
$(eval $(call unit,views,$(VIEWS)))
$(eval $(call unit,screen,$(SCREEN)))
$(eval $(call unit,person,$(call objects,client/person/*.c client/stream/*.c) \
	$(SCREEN) $(PERSONLIB)))
$(eval $(call unit,script,$(call objects,client/script/*.c) $(SESSION)))
$(eval $(call unit,ctl,$(CTL) $(TEXT)))
$(eval $(call unit,bench,$(filter-out %/crowd.o,$(BENCHLIB))))
$(eval $(call unit,chaos,$(CHAOSLIB)))
$(eval $(call unit,lib))

# It notes each table of fields that a module has.
$(BUILD)/tests/unit/top/columns: override LDFLAGS += -Wl,--wrap=fields_get

# It has a user database of its own, which a libc in an archive has as well.
$(BUILD)/tests/unit/operator/reload_refused: \
	override LDFLAGS += -Wl,-z,muldefs

# How often something is called is how much work it is, or how long a wait.
$(BUILD)/tests/unit/ctl/boards: override LDFLAGS += -Wl,--wrap=poll
$(addprefix $(BUILD)/tests/unit/router/,colliding hash): \
	override LDFLAGS += -Wl,--wrap=str_same
$(BUILD)/tests/unit/views/members: \
	override LDFLAGS += -Wl,--wrap=str_order,--wrap=memmove

$(SYSTEM): $(BUILD)/tests/%: $(BUILD)/tests/%.o $(TESTLIB) $(SHARED)
	$(link)
$(filter $(BUILD)/tests/system/upgrade/% \
	%/life/upgrade_time %/life/few_descriptors %/ctl/board_group,$(SYSTEM)): \
	| $(ODD)

$(BUILD)/tests/chaos/chaos: $(CHAOS) $(TESTLIB) $(SHARED)
	$(link)

# odd NAME,PARTS: the server with parts in the place of those.
define odd
$$(BUILD)/tests/servers/$(1)/forkcastd: $$(BUILD)/server/forkcastd.o \
		$$(call objects,tests/servers/$(1)/*.c) \
		$$(filter-out $(foreach part,$(2),%/$(part).o),$$(SERVER)) \
		$$(SHARED) $$(EDGES)
	$$(link_apart)
endef

$(eval $(call odd,hostile,front responder))
$(eval $(call odd,probe,front))
$(eval $(call odd,wrong,outq))

# The server whose usual configuration is where a test can put one.
USUAL = $(BUILD)/tests/servers/usual
$(USUAL)/config.o: ALL_CFLAGS += -DSYSCONFDIR='"$(abspath $(USUAL))/etc"'
$(USUAL)/config.o: server/base/config.c
	@mkdir -p $(@D)
	$(call short,CC)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<
$(USUAL)/forkcastd: $(USUAL)/config.o $(BUILD)/server/forkcastd.o \
		$(filter-out %/base/config.o,$(SERVER)) $(SHARED) $(EDGES)
	$(link_apart)

# The server that hardly ever looks for workers who have not rung.
UNSWEPT = $(BUILD)/tests/servers/unswept
$(UNSWEPT)/watch.c: server/base/watch.c tests/servers/unswept/edit
	@mkdir -p $(@D)
	@sh tests/servers/unswept/edit $< >$@.new && mv $@.new $@
$(UNSWEPT)/watch.o: $(UNSWEPT)/watch.c
	$(call short,CC)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<
$(UNSWEPT)/forkcastd: $(UNSWEPT)/watch.o $(BUILD)/server/forkcastd.o \
		$(filter-out %/base/watch.o,$(SERVER)) $(SHARED) $(EDGES)
	$(link_apart)
$(addprefix $(BUILD)/tests/system/,hostile/bell_forged talk/bell_crowd): \
	| $(UNSWEPT)/forkcastd

# The server of a later version: of its sources some are edited, and the
# headers among these are found first.
LATER = $(BUILD)/tests/servers/later
LATER_EDITED = shared/grammar_rules.c shared/grammar.h shared/version.h \
	server/operator/upgrade.c
LATER_SOURCES := $(filter %.c,$(LATER_EDITED)) \
	$(shell grep -l '\<\(GRAMMAR_\)*VERSION\>' server/*.c server/*/*.c \
	server/*/*/*.c)
LATER_PARTS = $(sort $(LATER_SOURCES:%.c=%.o))
$(LATER_EDITED:%=$(LATER)/%): $(LATER)/%: % tests/servers/later/edit
	@mkdir -p $(@D)
	@sh tests/servers/later/edit $< >$@.new && mv $@.new $@
$(LATER_PARTS:%=$(LATER)/%): override ALL_CFLAGS := \
	-iquote $(LATER) $(ALL_CFLAGS)
$(LATER_PARTS:%=$(LATER)/%): $(filter %.h,$(LATER_EDITED:%=$(LATER)/%))
$(LATER)/%.o: $(LATER)/%.c
	$(call short,CC)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<
$(LATER)/%.o: %.c
	@mkdir -p $(@D)
	$(call short,CC)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<
$(LATER)/forkcastd: $(LATER_PARTS:%=$(LATER)/%) \
		$(filter-out $(LATER_PARTS:%=$(BUILD)/%), \
		$(BUILD)/server/forkcastd.o $(SERVER) $(SHARED)) $(EDGES)
	$(link_apart)

# Those to which an upgrade does not go well, each in its own way.
UNFIT_PARTS = $(UNFIT:%=$(BUILD)/tests/servers/unfit/%/load.o)
$(UNFIT_PARTS): $(BUILD)/tests/servers/unfit/%/load.o: \
		tests/servers/unfit/load.c
	@mkdir -p $(@D)
	$(call short,CC)$(CC) $(ALL_CFLAGS) -DDOES='"$*"' -MMD -MP -c -o $@ $<
$(UNFIT_PARTS:%/load.o=%/forkcastd): %/forkcastd: %/load.o \
		$(BUILD)/server/forkcastd.o $(SERVER) $(SHARED) $(EDGES)
	$(link_apart) -Wl,--wrap=handover_load

# The server before the checksum of the accounts.
OLDER = $(BUILD)/tests/servers/older
$(OLDER)/forkcastd: $(call objects,tests/servers/older/*.c) \
		$(BUILD)/server/forkcastd.o $(SERVER) $(SHARED) $(EDGES)
	$(link_apart) -Wl,--wrap=store_read -Wl,--wrap=keeping_look \
		-Wl,--wrap=puts

# A program that does what a script says.
$(BUILD)/tests/servers/scripted/forkcastd: %/forkcastd: %/scripted.o
	$(link)

# The server with calls that fail.
$(BUILD)/tests/faults/forkcastd: $(INJECT) $(BUILD)/server/forkcastd.o \
		$(SERVER) $(SHARED) $(EDGES)
	$(link_apart) $(WRAPS)

# FUZZ_MAIN is an object, or how a main of the compiler's own is asked for.
$(FUZZ): $(BUILD)/tests/%: $(BUILD)/tests/%.o $(FUZZLIB) \
		$(filter %.o,$(FUZZ_MAIN))
	$(link) $(filter-out %.o,$(FUZZ_MAIN))

$(BENCH): $(BUILD)/tests/%: $(BUILD)/tests/%.o $(BENCHLIB) $(TESTLIB) $(SHARED)
	$(link)

$(BUILD)/tests/ipc/ipc: $(IPC) $(TESTLIB) $(SHARED)
	$(link) -pthread -lrt

$(IPCTESTS): $(BUILD)/tests/%: $(BUILD)/tests/%.o $(IPCLIB) $(TESTLIB) $(SHARED)
	$(link) -pthread -lrt

$(BUILD)/tests/faults/faults: $(BUILD)/tests/faults/faults.o $(FAULTS) \
		$(TESTLIB) $(SHARED)
	$(link)

$(FAULTTESTS): $(BUILD)/tests/%: $(BUILD)/tests/%.o $(FAULTS) $(TESTLIB) \
		$(SHARED)
	$(link)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call short,CC)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Where the configuration is by default; made anew when that is another place.
NAMES_CONFIG = $(BUILD)/server/base/config.o
$(NAMES_CONFIG): ALL_CFLAGS += -DSYSCONFDIR='"$(SYSCONFDIR)"'
$(NAMES_CONFIG): $(BUILD)/sysconfdir
$(BUILD)/sysconfdir: FORCE
	@mkdir -p $(@D)
	@echo '$(SYSCONFDIR)' | cmp -s - $@ || echo '$(SYSCONFDIR)' >$@

# What is installed below PREFIX, as DIRECTORY/NAME:SOURCE.
SERVICE = $(wildcard server/service/*.conf server/service/*/run \
	server/service/*/log/run server/service/s6/notification-fd \
	server/service/fail2ban/*/*)
page = share/man/man$(patsubst .%,%,$(suffix $(1)))/$(notdir $(1)):$(1)
completion = \
	share/bash-completion/completions/$(1):client/completions/$(1).bash \
	share/zsh/site-functions/_$(1):client/completions/_$(1) \
	share/fish/vendor_completions.d/$(1).fish:client/completions/$(1).fish
BINARIES = bin/forkcast:$(BUILD)/forkcast sbin/forkcastd:$(BUILD)/forkcastd \
	sbin/forkcastctl:$(BUILD)/forkcastctl
TEXTS = $(foreach text,$(wildcard man/*.[1578]),$(call page,$(text))) \
	$(foreach unit,forkcastd.service forkcastd.socket, \
	lib/systemd/system/$(unit):server/service/systemd/$(unit)) \
	lib/sysusers.d/forkcast.conf:server/service/sysusers.d/forkcast.conf \
	$(foreach text,$(SERVICE),$(text:server/%=share/forkcast/%):$(text)) \
	$(call completion,forkcast) $(call completion,forkcastctl)
INSTALLED = $(foreach file,$(BINARIES) $(TEXTS), \
	$(firstword $(subst :, ,$(file))))
HERE = $(DESTDIR)$(PREFIX)
MADE = $(HERE)/share/forkcast/directories

# In texts these stand for PREFIX and SYSCONFDIR; run scripts look for nothing
# in PATH.
FILL = sed -e 's|/usr/local|$(PREFIX)|g' \
	-e 's|/etc/forkcastd\.|$(SYSCONFDIR)/forkcastd.|g' \
	-e 's|exec forkcastd|exec $(PREFIX)/sbin/forkcastd|'

install: all
	@$(MAKE) --no-print-directory install-built

# For a package: what was built before; nothing is built. No mode depends on the
# umask or on the mode of the source, and a directory that is there keeps its
# own. A program that runs is replaced, not written to. The directories that had
# to be made are written down, for uninstall.
install-built:
	@umask 022 && made= && for file in $(BINARIES) $(TEXTS); do \
		to=$(HERE)/$${file%%:*} from=$${file#*:} && \
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
		bin/*|sbin/*|*/run) chmod 755 "$$to.new" ;; \
		esac && \
		mv -f "$$to.new" "$$to" || exit; \
	done && \
	for directory in $$made; do echo "$$directory"; done >>$(MADE)
	@echo 'forkcast is in $(HERE)'

# A directory goes if install has made it and nothing else is in it by now.
uninstall:
	@for file in $(INSTALLED); do \
		rm -f "$(HERE)/$$file" "$(HERE)/$$file.new" || exit; \
	done
	@made=$$(LC_ALL=C sort -ru $(MADE) 2>/dev/null); rm -f $(MADE); \
	for directory in $$made; do \
		rmdir "$(DESTDIR)$$directory" 2>/dev/null || :; \
	done

clean:
	rm -rf $(BUILD)

-include $(wildcard $(BUILD)/*/*.d $(BUILD)/server/*/*.d \
	$(BUILD)/server/*/*/*.d $(BUILD)/client/*/*.d $(BUILD)/tests/*/*.d \
	$(BUILD)/tests/*/*/*.d $(BUILD)/tests/unit/*/*/*.d \
	$(BUILD)/tests/servers/*/*/*.d \
	$(BUILD)/tests/servers/*/*/*/*.d)

.PHONY: FORCE all run test slow-test upgrades faults coverage valgrind \
	run-valgrind fuzz fuzz-programs bench bench-hostile bench-peers ipc \
	soak lint install install-built uninstall clean
.SECONDARY:
