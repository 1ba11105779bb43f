# What tests and measures the programs of the Makefile, which includes this.

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
WRAPS = $(BUILD)/tests/faults/wraps
SOURCES = $(wildcard shared/*.[ch] server/*.[ch] server/*/*.[ch] \
	server/*/*/*.[ch] client/*.[ch] client/*/*.[ch] tests/*/*.[ch] \
	tests/*/*/*.[ch] tests/unit/*/*/*.[ch])

TESTS = $(UNIT) $(SYSTEM) $(IPCTESTS) $(FAULTTESTS) $(FUZZ) \
	$(BUILD)/tests/chaos/chaos

## test: all tests; the failed ones are named at the end
test: all $(TESTS) $(ODD) $(FAULTY)
	@FORKCAST_BUILD='$(BUILD)' sh tests/run-tests $(TESTS)

## faults: each system call fails in turn
faults: $(BUILD)/tests/faults/faults $(FAULTY)
	@FORKCAST_BUILD='$(BUILD)' $< $(FORKCAST_FAULT)

# Each target for so many seconds, with libFuzzer (of clang).
SECONDS = 60
FUZZ_CFLAGS = -O1 -g -fno-sanitize-recover=all \
	-fsanitize=fuzzer-no-link,address,undefined
## fuzz: new inputs for each of tests/fuzz, for SECONDS=60
fuzz:
	@$(MAKE) CC=clang BUILD='$(BUILD)/fuzz' FUZZ_MAIN=-fsanitize=fuzzer \
		CFLAGS='$(FUZZ_CFLAGS)' fuzz-programs
	@FORKCAST_BUILD='$(BUILD)' sh tests/fuzz/run '$(SECONDS)' \
		$(notdir $(FUZZ))

fuzz-programs: $(FUZZ)

## bench: memory, connects, throughput
bench: all $(BENCH)
	@FORKCAST_BUILD='$(BUILD)' sh tests/bench/run

## ipc: the cost of pipes, sockets, queues, shared memory
ipc: $(BUILD)/tests/ipc/ipc
	@FORKCAST_BUILD='$(BUILD)' sh tests/ipc/run

## bench-hostile: how long bystanders wait for hostile clients
bench-hostile: all $(BENCH)
	@FORKCAST_BUILD='$(BUILD)' sh tests/bench/run-hostile
	@FORKCAST_BUILD='$(BUILD)' sh tests/bench/run-logins

## bench-peers: throughput and latency beside other servers
bench-peers: all $(BENCH)
	@FORKCAST_BUILD='$(BUILD)' sh tests/bench/run-peers

MINUTES = 10
## soak: chaos for MINUTES=10
soak: all $(BUILD)/tests/chaos/chaos $(BUILD)/tests/system/life/drift
	@FORKCAST_BUILD='$(BUILD)' MINUTES='$(MINUTES)' sh tests/chaos/soak

# Which lines the tests have run; the programs are linked with leave.c, which
# wraps calls that those of tests/faults wrap too, and leaves a part of the
# sandbox off, on which some tests insist.
COVERAGE = $(BUILD)/coverage
LEAVE = $(COVERAGE)/tests/coverage/leave.o
LEAVE_FLAGS = $(LEAVE) \
	-Wl,--wrap=_exit,--wrap=getrlimit,--wrap=setrlimit,--wrap=syscall
## coverage: which lines the tests run
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
## slow-test: all tests, where each read and write comes late
slow-test:
	@$(MAKE) BUILD='$(SLOW)' $(LATE)
	@FORKCAST_SLOW=1 LIMIT=$${LIMIT:-600} $(MAKE) BUILD='$(SLOW)' \
		LDFLAGS='$(LATE) $(LATE_CALLS:%=-Wl,--wrap=%)' test

# So many commits before this one.
COMMITS = 5
## upgrades: upgrades from COMMITS=5 earlier commits, and back
upgrades: all
	@BUILD='$(BUILD)' COMMITS='$(COMMITS)' timeout 900 bash tests/upgrades

# The same tests as far as they can be run under valgrind.
## valgrind: a part of the tests under valgrind
valgrind:
	@$(MAKE) BUILD='$(BUILD)/valgrind' CFLAGS='-O1 -g -DPLAIN_FORK' \
		run-valgrind

run-valgrind: all $(UNIT) $(SYSTEM)
	@sh tests/valgrind '$(BUILD)' $(UNIT) $(SYSTEM)

## lint: looks for mistakes in the sources
lint:
	@CC='$(CC)' sh tests/lint/run $(SOURCES)

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
$(USUAL)/config.o: server/base/config.c | $(KERNEL_HEADERS)
	@mkdir -p $(@D)
	$(compile)
$(USUAL)/forkcastd: $(USUAL)/config.o $(BUILD)/server/forkcastd.o \
		$(filter-out %/base/config.o,$(SERVER)) $(SHARED) $(EDGES)
	$(link_apart)

# The server that hardly ever looks for workers who have not rung.
UNSWEPT = $(BUILD)/tests/servers/unswept
$(UNSWEPT)/watch.c: server/base/watch.c tests/servers/unswept/edit
	@mkdir -p $(@D)
	@sh tests/servers/unswept/edit $< >$@.new && mv $@.new $@
$(UNSWEPT)/watch.o: $(UNSWEPT)/watch.c | $(KERNEL_HEADERS)
	$(compile)
$(UNSWEPT)/forkcastd: $(UNSWEPT)/watch.o $(BUILD)/server/forkcastd.o \
		$(filter-out %/base/watch.o,$(SERVER)) $(SHARED) $(EDGES)
	$(link_apart)
$(addprefix $(BUILD)/tests/system/,hostile/bell_forged talk/bell_crowd): \
	| $(UNSWEPT)/forkcastd

# The server of a later version: of its sources some are edited, and the
# headers among these are found first. Its objects are those listed in parts,
# and of the server's those that have no other in their place.
LATER = $(BUILD)/tests/servers/later
$(LATER)/parts: $(filter server/% shared/%,$(SOURCES)) \
		$(wildcard tests/servers/later/*) | $(KERNEL_HEADERS)
	$(call short,CC)sh tests/servers/later/build $(LATER) $(CC) $(ALL_CFLAGS)
later_parts = $(file <$(LATER)/parts)
$(LATER)/forkcastd: $(LATER)/parts $(BUILD)/server/forkcastd.o $(SERVER) \
		$(SHARED) $(EDGES)
	$(call linked,$(call apart,$(later_parts) $(filter-out \
		$(later_parts:$(LATER)/%=$(BUILD)/%),$(filter %.o,$^))))

# Those to which an upgrade does not go well, each in its own way.
UNFIT_PARTS = $(UNFIT:%=$(BUILD)/tests/servers/unfit/%/load.o)
$(UNFIT_PARTS): $(BUILD)/tests/servers/unfit/%/load.o: \
		tests/servers/unfit/load.c | $(KERNEL_HEADERS)
	@mkdir -p $(@D)
	$(compile) -DDOES='"$*"'
$(UNFIT_PARTS:%/load.o=%/forkcastd): %/forkcastd: %/load.o \
		$(BUILD)/server/forkcastd.o $(SERVER) $(SHARED) $(EDGES)
	$(link_apart) -Wl,--wrap=handover_load

# The server before the checksum of the accounts.
OLDER = $(BUILD)/tests/servers/older
$(OLDER)/forkcastd: $(call objects,tests/servers/older/*.c) \
		$(BUILD)/server/forkcastd.o $(SERVER) $(SHARED) $(EDGES)
	$(link_apart) -Wl,--wrap=store_read -Wl,--wrap=helpers_look \
		-Wl,--wrap=puts

# A program that does what a script says.
$(BUILD)/tests/servers/scripted/forkcastd: %/forkcastd: %/scripted.o
	$(link)

# The server with calls that fail.
$(FAULTY): $(INJECT) $(BUILD)/server/forkcastd.o $(SERVER) $(SHARED) \
		$(EDGES) $(WRAPS)
	$(link_apart) @$(WRAPS)
$(WRAPS): tests/faults/calls.def
	@mkdir -p $(@D)
	@sed -n 's/^CALL.\([a-z0-9_]*\),.*/-Wl,--wrap=\1/p' $< >$@

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

-include $(wildcard $(BUILD)/tests/*/*.d $(BUILD)/tests/*/*/*.d \
	$(BUILD)/tests/unit/*/*/*.d $(BUILD)/tests/servers/unfit/*/*.d)

.PHONY: test slow-test upgrades faults coverage valgrind run-valgrind fuzz \
	fuzz-programs bench bench-hostile bench-peers ipc soak lint
