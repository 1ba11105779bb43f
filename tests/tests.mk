# Tests and benchmarks of the programs of the Makefile, which includes this.

PACE = $(BUILD)/tests/lib/router/pace.o
SLEEP = $(BUILD)/tests/lib/router/pace_sleep.o
TESTLIB = $(filter-out $(PACE) $(SLEEP), \
	$(call objects,tests/lib/*.c tests/lib/*/*.c))
CHAOSLIB = $(filter-out %/chaos.o,$(call objects,tests/chaos/*.c))
BENCHLIB = $(call objects,tests/bench/lib/*.c)
# The tests of a room are one program, and a test is PROGRAM:NAME (lib/cases.h).
# One that replaces functions of libc or of the product is a program alone.
ALONE = $(call programs,tests/unit/alone/*.c)
CASES = $(filter-out tests/unit/alone/%, \
	$(wildcard $(call in_rooms,tests/unit/*,*.c) tests/system/*/*.c))
JOURNAL_TESTS = $(BUILD)/tests/unit/helpers/journal/cases \
	$(filter $(BUILD)/tests/unit/alone/helpers_journal%,$(ALONE)) \
	$(BUILD)/tests/fuzz/history_files
ROOMS = $(patsubst %,$(BUILD)/%cases,$(sort $(dir $(CASES))))
case = $(BUILD)/$(dir $(1))cases:$(basename $(notdir $(1)))
LEFT_OUT =
UNIT = $(ALONE) $(foreach source,$(filter tests/unit/%,$(CASES)), \
	$(call case,$(source)))
TALK = $(BUILD)/tests/system/talks
TEACHER = $(TALK):tests/walk/teacher.talk
SYSTEM = $(filter-out $(foreach test,$(LEFT_OUT),$(call \
	case,tests/system/$(test))),$(foreach source, \
	$(filter tests/system/%,$(CASES)),$(call case,$(source)))) \
	$(filter-out $(TEACHER),$(patsubst %,$(TALK):%, \
	$(wildcard tests/system/*/*.talk tests/walk/*.talk)))
FUZZ = $(call programs,tests/fuzz/*.c)
FUZZLIB = $(filter-out %/replay.o,$(call objects,tests/fuzz/lib/*.c))
FUZZ_MAIN = $(BUILD)/tests/fuzz/lib/replay.o
SIM = $(BUILD)/tests/sim/sim
SIMLIB = $(filter-out $(SIM).o,$(call objects,tests/sim/*.c))
BENCH = $(call programs,tests/bench/*.c)
# The course's programs, and beside them a server that one starts by hand.
LAB = $(filter-out %/minichat,$(call programs,tests/course/lab/*.c))
FAULTS = $(call objects,tests/faults/*.c) \
	$(BUILD)/tests/chaos/crowd.o
INJECT = $(call objects,tests/faults/inject/*.c)
FAULTY = $(patsubst %,$(BUILD)/tests/faults/%,forkcastd forkcast forkcastctl)
UNFIT = refuses crashes hangs dies slow
ODD = $(patsubst %,$(BUILD)/tests/servers/%/forkcastd,hostile probe usual \
	later scripted paced $(UNFIT:%=unfit/%)) \
	$(BUILD)/tests/servers/paced/forkcast \
	$(BUILD)/tests/servers/paced/forkcastctl
FAULTTESTS = $(call programs,tests/faults/tests/*.c)
WRAPS = $(BUILD)/tests/faults/wraps
SOURCES = $(wildcard $(call in_rooms,shared,*.[ch]) \
	$(call in_rooms,server,*.[ch]) \
	$(call in_rooms,client,*.[ch]) tests/*/*.[ch] tests/*/*/*.[ch] \
	tests/course/*/tests/*.[ch] \
	$(call in_rooms,tests/unit/*/*,*.[ch]))

# The programs of tests.
of = $(sort $(foreach test,$(1),$(firstword $(subst :, ,$(test)))))
TESTS = $(UNIT) $(SYSTEM) $(FAULTTESTS) $(FUZZ) $(SIM) $(BUILD)/tests/chaos/chaos
# Those that use the processor for more than half a second.
LONG = $(patsubst %,$(BUILD)/tests/%,$(file <tests/long))
PAGETESTS = $(call programs,tests/course/tests/*.c)
COURSE = $(LAB) $(PAGETESTS) tests/course/ipc/test tests/course/grade/test \
	$(TEACHER)

RUN = $(BUILD)/tests/run/run
## test: all tests but the long ones; the failed ones are named at the end
test: test-programs
	@FORKCAST_BUILD='$(BUILD)' $(RUN) $(filter-out $(LONG),$(TESTS))

## test-long: the others
test-long: test-programs
	@FORKCAST_BUILD='$(BUILD)' $(RUN) $(filter $(LONG),$(TESTS))

# The ends of a day, changes of daylight saving, of leap years and of 32 bits; in
# UTC, but the local time is that of Berlin.
HOURS = 2027-06-15T21:59:55 2027-06-15T23:59:55 2027-06-16T00:02:00 \
	2028-03-26T00:59:55 2028-10-29T00:59:55 2028-02-29T12:00:00 \
	2028-12-31T23:59:55 2038-01-19T03:14:05
HOUR =
HOUR_LIBRARY = $(BUILD)/tests/hour/hour.so
## test-hour: test, at HOUR=2028-02-29T12:00:00, or at one of HOURS
test-hour: test-programs $(HOUR_LIBRARY)
	@HOUR='$(HOUR)'; export HOUR="$${HOUR:-$$(shuf -n 1 -e $(HOURS))}"; \
	TZ=CET-1CEST,M3.5.0,M10.5.0/3 FORKCAST_BUILD='$(BUILD)' \
		$(RUN) $(filter-out $(LONG),$(TESTS))

## test-hours: the same, at each of HOURS
test-hours:
	@for hour in $(HOURS); do \
		$(MAKE) HOUR="$$hour" test-hour || exit; \
	done

$(HOUR_LIBRARY): tests/hour/hour.c $(COMPILED) | $(WRITTEN) $$(@D)/
	$(call short,LD)$(CC) $(ALL_CFLAGS) -fPIC -shared -o $@ $<

# Each dialogue under each of these circumstances; OF=10 draws one in ten.
TALKS = upgrade pieces small recorded proxied browsed
OF = 1
## test-other: dialogues under other circumstances, TALKS='upgrade pieces', OF=10
test-other: test-programs
	@export SEED="$${SEED:-$$(date +%s)}"; echo "# OF=$(OF) SEED=$$SEED"; \
	FORKCAST_BUILD='$(BUILD)' $(RUN) $$(for as in $(TALKS); do \
		printf '$(TALK):%s:%s\n' $$(printf "$$as %s\n" \
			tests/system/*/*.talk); done | \
		awk -v seed="$$SEED" 'BEGIN { srand(seed) } rand() * $(OF) < 1')

# GOALS with sanitizers, which are slow enough without optimisation of the tests. A
# fork copies what waits to be reused. Lines are all that reports need.
GOALS = test-programs
sanitized:
	@ASAN_OPTIONS=quarantine_size_mb=1 $(MAKE) BUILD='$(BUILD)/asan' TEST_CFLAGS=-O0 \
		CFLAGS='-fsanitize=address,undefined -fno-sanitize-recover=all -O1 -g1' \
		$(GOALS)

## test-sanitized: what finds most with sanitizers; OF=4 draws a part, SEED the same
test-sanitized:
	@seed=$${SEED:-$$(date +%s)}; echo "# SEED=$$seed draws the dialogues"; \
	$(MAKE) GOALS=test sanitized TESTS="$$(OF='$(OF)' SEED=$$seed \
		tests/variant asan '$(BUILD)/asan' | tr '\n' ' ')"

## course-test: the programs of the course on processes, and its grading
course-test: all $(RUN) $(LAB) $(MINICHAT) $(TALK) $(PAGETESTS) \
		$(BUILD)/tests/course/ipc/ipc
	@FORKCAST_BUILD='$(BUILD)' $(RUN) $(COURSE)

test-programs: all $(RUN) $(call of,$(TESTS)) $(ODD) $(FAULTY) \
	$(BUILD)/tests/course/lab/minichat

$(RUN): $(call objects,tests/run/*.c) Makefile tests/tests.mk $(LINKED)
	$(link)

## lab: the course's programs, each of which is its own test
lab: $(RUN) $(LAB) $(BUILD)/tests/course/lab/minichat
	@FORKCAST_BUILD='$(BUILD)' $(RUN) $(LAB)

## exercises: the same without their bodies, DIR=... says where to
exercises: $(LAB) $(BUILD)/tests/course/lab/minichat
	@FORKCAST_BUILD='$(BUILD)' tests/course/exercises '$(DIR)'

## faults: each system call fails in turn, 50 of a kind at most
faults: $(addprefix $(BUILD)/tests/faults/tests/,found client) $(FAULTY) all \
		$(BUILD)/tests/system/talks
	@FORKCAST_BUILD='$(BUILD)' $< $(or $(FORKCAST_FAULT),all)
	$(if $(FORKCAST_FAULT),,@FORKCAST_BUILD='$(BUILD)' $(dir $<)client all)
	$(if $(FORKCAST_FAULT),,@FORKCAST_BUILD='$(BUILD)' FORKCAST_PAST=64 \
		TMPDIR=/dev/shm $(BUILD)/tests/system/talks \
		tests/system/history/long.talk)

# Each target for so many seconds, with libFuzzer (of clang, which warns where a
# row leaves out what is zero, and of an enum that is kept in an int).
SECONDS = 60
FUZZ_CFLAGS = -O1 -g1 -fno-sanitize-recover=all \
	-Wno-missing-field-initializers -Wno-sign-conversion \
	-fsanitize=fuzzer-no-link,address,undefined
## fuzz: new inputs for each of tests/fuzz, for SECONDS=60
fuzz: fuzz-built
	@FORKCAST_BUILD='$(BUILD)' sh tests/fuzz/run '$(SECONDS)' $(notdir $(FUZZ))

fuzz-built:
	@$(MAKE) CC=clang BUILD='$(BUILD)/fuzz' FUZZ_MAIN=-fsanitize=fuzzer \
		CFLAGS='$(FUZZ_CFLAGS)' fuzz-programs

# What is fuzzed is most of the programs, so that .ci/run lets clang build these
# here and nowhere else.
fuzz-programs: all $(FUZZ)

## sim: SEEDS=100 new worlds of the router beside a model, or from SEED on
sim: $(SIM)
	@FORKCAST_WORLD='$(SEED)' FORKCAST_SEEDS='$(SEEDS)' $<

## bench: memory, connects, throughput
bench: all $(BENCH)
	@FORKCAST_BUILD='$(BUILD)' sh tests/bench/run

## ipc: the cost of pipes, sockets, queues, shared memory
ipc: $(BUILD)/tests/course/ipc/ipc
	@$<

## bench-peers: throughput and latency beside other servers
bench-peers: all $(BENCH)
	@FORKCAST_BUILD='$(BUILD)' sh tests/bench/run-peers

MINUTES = 10
## soak: chaos for MINUTES=10
soak: all $(BUILD)/tests/chaos/chaos $(BUILD)/tests/system/life/cases
	@FORKCAST_BUILD='$(BUILD)' MINUTES='$(MINUTES)' sh tests/chaos/soak

# So many commits before this one.
COMMITS = 5
## upgrades: upgrades from COMMITS=5 earlier commits, and back
upgrades: all $(BUILD)/tests/chaos/chaos
	@BUILD='$(BUILD)' CC='$(CC)' COMMITS='$(COMMITS)' \
		timeout 900 bash tests/upgrades

## web-test: the page in a browser, beside other clients; TEST=talk for one of them
TEST =
web-test: all
	@python3 tests/web/test.py '$(BUILD)' $(TEST)

## irc-test: IRC programs of others that are installed; TEST=irssi for one of them
irc-test: all
	@python3 tests/irc/programs.py '$(BUILD)' $(TEST)

## lint: looks for mistakes in the sources
lint: all
	@CC='$(CC)' BUILD='$(BUILD)' sh tests/lint/run $(SOURCES)

ALL_TESTS = $(call of,$(TESTS) $(COURSE))
# Tests need no optimisation, and are compiled in half the time without; nor what
# a debugger reads, and are linked in half the time without. Flags that are given
# to make are for them, too: "make BUILD=build/debug CFLAGS='-O0 -g' test"; and so
# are TEST_CFLAGS, after those.
TEST_CFLAGS = -O0
TEST_LDFLAGS = $(if $(GIVEN),,-Wl,-S)
TEST_CFLAGS_GIVEN = $(if $(filter command,$(origin TEST_CFLAGS)),$(TEST_CFLAGS))
TEST_OBJECTS = $(addprefix $(BUILD)/tests/,chaos/%.o faults/%.o fuzz/%.o sim/%.o \
	course/grade/%.o course/lab/%.o course/tests/%.o lib/%.o system/%.o unit/%.o)
ifeq ($(GIVEN),)
$(TEST_OBJECTS): private CFLAGS = $(TEST_CFLAGS)
endif
$(TEST_OBJECTS): private ALL_CFLAGS += $(TEST_CFLAGS_GIVEN)
$(ALL_TESTS) $(ODD) $(FAULTY): private LINK_FLAGS += $(TEST_LDFLAGS)

# The linker gold needs half the time, where the compiler has one.
GOLD = $(BUILD)/gold
$(GOLD): $(COMPILED)
	@echo 'int main(void) { return 0; }' >$@.c
	@if $(CC) -fuse-ld=gold -o $@.o $@.c 2>/dev/null; then \
		echo '-fuse-ld=gold'; \
	fi >$@; rm -f $@.c $@.o
$(ALONE) $(ROOMS) $(TALK): private LINK_FLAGS += @$(GOLD)
$(ALONE) $(ROOMS) $(TALK): | $(GOLD)

# Tests are linked with these archives, in the order of their dependencies.
$(BUILD)/tests/lib.a: $(TESTLIB)
$(ALL_TESTS) $(BENCH) $(ODD) $(FAULTY): Makefile tests/tests.mk $(LINKED)
SEEN = $(addprefix $(BUILD)/,tests/lib.a shared.a)
WITHIN = $(addprefix $(BUILD)/,tests/lib.a server.a client.a shared.a)

# In a unit test that includes pace.h, or a header that does, the test moves the
# clock, and select sleeps on it. Further options for the linker are words in the
# first comment of a test alone, such as -Wl,--wrap=poll.
comma = ,
$(patsubst %.c,$(BUILD)/%.o,$(CASES)): private ALL_CFLAGS += \
	-include tests/lib/cases.h -DCASE=$(basename $(notdir $@))
room = $(call objects,$(1:$(BUILD)/%=%)/*.c)
$(filter-out $(JOURNAL_TESTS),$(filter $(BUILD)/tests/unit/%,$(ROOMS))): \
		%/cases: $$(call room,$$*) $(WITHIN) $(PACE) $(SLEEP)
	$(link) -Wl,--wrap=pselect
asked = $(filter -Wl$(comma)%,$(file <$(@:$(BUILD)/%=%.c)))
paced = $(if $(findstring /pace.h,$(file <$@.d)), \
	$(PACE) $(SLEEP) -Wl$(comma)--wrap=pselect)
$(filter-out $(JOURNAL_TESTS),$(ALONE)): %: %.o $(WITHIN) $(PACE) $(SLEEP)
	$(call linked,$(filter-out $(PACE) $(SLEEP),$(filter %.o,$^)) $(paced) \
		$(filter %.a,$^) $(asked))

# The journal's tests have it without the rest of the server.
$(BUILD)/journal.a: $(filter $(addprefix $(BUILD)/server/,base/% \
	process/fork/exits.o process/sandbox/% helpers/%), $(SERVER_OBJECTS))
KEPT = $(addprefix $(BUILD)/,tests/lib.a journal.a shared.a)
$(filter %/cases,$(JOURNAL_TESTS)): %/cases: $$(call room,$$*) $(KEPT) \
		$(PACE) $(SLEEP)
	$(link) -Wl,--wrap=pselect
$(filter $(BUILD)/tests/fuzz/%,$(JOURNAL_TESTS)): %: %.o \
		$(BUILD)/tests/fuzz/lib/fuzz.o $(filter %.o,$(FUZZ_MAIN)) \
		$(PACE) $(KEPT)
	$(link) $(filter-out %.o,$(FUZZ_MAIN))
$(filter $(BUILD)/tests/unit/alone/%,$(JOURNAL_TESTS)): %: %.o $(KEPT) $(PACE) $(SLEEP)
	$(call linked,$(filter-out $(PACE) $(SLEEP),$(filter %.o,$^)) $(paced) \
		$(filter %.a,$^) $(asked))

$(filter $(BUILD)/tests/system/%,$(ROOMS)): %/cases: $$(call room,$$*) $(SEEN)
	$(link)
$(TALK): %: %.o $(SEEN)
	$(link)
$(filter-out $(JOURNAL_TESTS),$(ROOMS)) $(TALK): | $(ODD)

# The whole design in one file, which stands alone.
MINICHAT = $(BUILD)/tests/course/lab/minichat
# musl's FD_SET converts a sign.
$(MINICHAT).o: private WARN += -Wno-sign-conversion
$(MINICHAT): %: %.o Makefile tests/tests.mk $(LINKED)
	$(link)
$(BUILD)/tests/system/client/cases: | $(MINICHAT)

SERVER = $(MINICHAT) PORT
DIALECT = lab
## grade: grades a student's server, SERVER='./mine PORT', or minichat
grade: export GRADED = $(SERVER)
grade: $(MINICHAT)
	@tests/course/grade/grade -d '$(DIALECT)' -j '$(BUILD)/grade.json' "$$GRADED" || \
		[ $$? -eq 1 ]

$(BUILD)/tests/chaos/chaos: %: %.o $(CHAOSLIB) $(SEEN) \
		| $(BUILD)/tests/servers/paced/forkcastd
	$(link)

# odd NAME: the server with parts in the place of its own.
define odd
$$(BUILD)/tests/servers/$(1)/forkcastd: \
		$$(call objects,tests/servers/$(1)/*.c) $$(PARTS)
	$$(link)
endef

$(eval $(call odd,probe))

# The server whose usual configuration is where it is started.
USUAL = $(BUILD)/tests/servers/usual
$(USUAL)/config.o: private ALL_CFLAGS += -DSYSCONFDIR='"."'
$(USUAL)/config.o: $(NAMES_CONFIG:$(BUILD)/%.o=%.c) $(COMPILED) \
		tests/tests.mk | $(WRITTEN) $(USUAL)/
	$(compile)
$(USUAL)/forkcastd: $(USUAL)/config.o $(PARTS)
	$(link)

# The server, and the clients, whose clock a test moves; it moves those of
# servers to which one is upgraded, too.
PACED = $(BUILD)/tests/servers/paced
PACED_LINK = -Wl,--wrap=pselect,--wrap=ppoll,--wrap=poll,--wrap=recvmsg
$(PACED)/forkcastd: $(PACED)/paced.o $(PACED)/tell.o $(PARTS)
	$(link) $(PACED_LINK)
$(BUILD)/tests/servers/hostile/forkcastd: $(PACED)/paced.o \
		$(call objects,tests/servers/hostile/*.c) $(PARTS)
	$(link) $(PACED_LINK)
$(PACED)/forkcast: $(PACED)/paced.o $(BUILD)/client/forkcast.o \
		$(BUILD)/client.a $(BUILD)/shared.a
	$(link) $(PACED_LINK)
$(PACED)/forkcastctl: $(PACED)/paced.o $(PACED)/timed_read.o \
		$(BUILD)/client/ctl/forkcastctl.o \
		$(BUILD)/client.a $(BUILD)/shared.a
	$(link) $(PACED_LINK),--wrap=io_read

# The server of a later version: of its sources some are edited, and the
# headers among these are found first. parts lists its own objects.
LATER = $(BUILD)/tests/servers/later
$(LATER)/parts: $(filter server/% shared/%,$(SOURCES)) shared/verbs.def \
		$(wildcard tests/servers/later/*) $(COMPILED) | $(WRITTEN)
	$(call short,CC)sh tests/servers/later/build $(LATER) '$(CC)' $(ALL_CFLAGS)
later_parts = $(file <$(LATER)/parts)
$(LATER)/forkcastd: $(LATER)/parts $(PACED)/paced.o $(PARTS)
	$(call linked,$(filter-out $(MAIN),$(filter %.o,$^ $(later_parts))) \
		$(filter %.a,$^)) $(PACED_LINK)

# Those to which an upgrade does not go well, each in its own way.
UNFIT_PARTS = $(UNFIT:%=$(BUILD)/tests/servers/unfit/%/load.o)
$(UNFIT_PARTS): $(BUILD)/tests/servers/unfit/%/load.o: \
		tests/servers/unfit/load.c $(COMPILED) | $(WRITTEN) $$(@D)/
	$(compile) -DDOES='"$*"'
$(UNFIT_PARTS:%/load.o=%/forkcastd): %/forkcastd: %/load.o \
		$(PACED)/paced.o $(PARTS)
	$(link) -Wl,--wrap=handover_begin -Wl,--wrap=handover_load \
		$(PACED_LINK)

# A program that does what a script says.
$(BUILD)/tests/servers/scripted/forkcastd: %/forkcastd: %/scripted.o
	$(link)

# The server with calls that fail, whose clock a test can move. What moves it
# makes no call that is counted, and does not wrap what inject/ wraps.
FAULTY_PACED = $(BUILD)/tests/faults/paced.o
$(FAULTY_PACED): private ALL_CFLAGS += \
	$(foreach call,poll ppoll pselect,-D__wrap_$(call)=paced_$(call)) \
	$(foreach call,close mmap open,-D$(call)=__real_$(call))
$(FAULTY_PACED): tests/servers/paced/paced.c $(COMPILED) \
		| $(BUILD)/tests/faults/
	$(compile)
$(firstword $(FAULTY)): $(INJECT) $(FAULTY_PACED) $(PARTS) $(WRAPS)
	$(link) @$(WRAPS) -Wl,--wrap=recvmsg
$(wordlist 2,3,$(FAULTY)): $(INJECT) $(FAULTY_PACED) $(BUILD)/client.a \
		$(BUILD)/shared.a $(WRAPS)
	$(link) @$(WRAPS) -Wl,--wrap=recvmsg
$(BUILD)/tests/faults/forkcast: $(BUILD)/client/forkcast.o
$(BUILD)/tests/faults/forkcastctl: $(BUILD)/client/ctl/forkcastctl.o
$(WRAPS): tests/faults/calls.def | $(BUILD)/tests/faults/
	@sed -n 's/^CALL.\([^,]*\),.*/-Wl,--wrap=\1/p' $< >$@

# FUZZ_MAIN is an object, or how a main of the compiler's own is asked for.
$(filter-out $(JOURNAL_TESTS),$(FUZZ)): %: %.o $(FUZZLIB) \
		$(filter %.o,$(FUZZ_MAIN)) $(PACE) $(WITHIN)
	$(link) $(filter-out %.o,$(FUZZ_MAIN))
$(BUILD)/tests/fuzz/router: $(SIMLIB)
$(SIM): %: %.o $(SIMLIB) $(BUILD)/tests/fuzz/lib/heap.o $(PACE) $(WITHIN)
	$(link)

$(BENCH): %: %.o $(BENCHLIB) $(SEEN)
	$(link)

$(LAB) $(BUILD)/tests/course/ipc/ipc: %: %.o
	$(link)
$(PAGETESTS): %: %.o $(SEEN) | $(LAB) $(MINICHAT)
	$(link)

$(FAULTTESTS): %: %.o $(FAULTS) $(SEEN)
	$(link)

ifneq ($(COMPILES),)
-include $(wildcard $(call in_rooms,$(BUILD)/tests/*,*.d) \
	$(call in_rooms,$(BUILD)/tests/servers/*/*,*.d) \
	$(call in_rooms,$(BUILD)/tests/course/*,*.d))
endif

.PHONY: test test-hour test-hours test-long test-other test-sanitized sanitized test-programs course-test lab exercises grade upgrades faults \
	fuzz fuzz-built fuzz-programs sim bench bench-peers ipc soak lint
