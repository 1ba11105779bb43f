# forkcast: the programs end up as build/forkcastd and build/forkcast.
# Needs GNU make, a C11 compiler and sh; nothing else.

PREFIX = /usr/local
DESTDIR =
BUILD = build
ADDRESS = 127.0.0.1:1234

CFLAGS = -O2 -g
WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wconversion -Wvla
WERROR =
LDFLAGS =
ALL_CFLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -I. \
	$(WARN) $(WERROR) $(CFLAGS)

PROGRAMS = $(BUILD)/forkcastd $(BUILD)/forkcast
MAN1 = man/forkcast.1
MAN5 = man/forkcastd.conf.5
MAN7 = man/forkcast-protocol.7
MAN8 = man/forkcastd.8

# Where the shells look for completions, below PREFIX.
BASH_COMPLETION = share/bash-completion/completions/forkcast
ZSH_COMPLETION = share/zsh/site-functions/_forkcast
FISH_COMPLETION = share/fish/vendor_completions.d/forkcast.fish

objects = $(patsubst %.c,$(BUILD)/%.o,$(wildcard $(1)))
SHARED = $(call objects,shared/*.c)
SERVER = $(filter-out %/forkcastd.o,$(call objects,server/*.c))
CLIENT = $(filter-out %/forkcast.o,$(call objects,client/*.c))
TESTLIB = $(call objects,tests/lib/*.c)
ROUTERLIB = $(call objects,tests/router/*.c)
LOADLIB = $(call objects,tests/load/*.c)
UNIT = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/*.c))
SYSTEM = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/system/*.c))
BENCH = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
IPC = $(call objects,tests/ipc/*.c)
IPCLIB = $(filter-out %/ipc.o,$(IPC))
IPCTESTS = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/ipc-tests/*.c))
SOURCES = $(wildcard shared/*.[ch] server/*.[ch] client/*.[ch] \
	tests/lib/*.[ch] tests/router/*.[ch] tests/load/*.[ch] \
	tests/unit/*.[ch] tests/system/*.[ch] tests/bench/*.[ch] \
	tests/ipc/*.[ch] tests/ipc-tests/*.[ch])

all: $(PROGRAMS)

run: all
	@exec env BUILD='$(BUILD)' ADDRESS='$(ADDRESS)' sh tests/run-server

test: all $(UNIT) $(SYSTEM) $(IPCTESTS)
	@FORKCAST_BUILD='$(BUILD)' sh tests/run-tests $(UNIT) $(SYSTEM) \
		$(IPCTESTS)

bench: all $(BENCH)
	@FORKCAST_BUILD='$(BUILD)' sh tests/bench/run

ipc: $(BUILD)/tests/ipc/ipc
	@FORKCAST_BUILD='$(BUILD)' sh tests/ipc/run

bench-peers: all $(BENCH)
	@FORKCAST_BUILD='$(BUILD)' sh tests/bench/run-peers

lint:
	@CC='$(CC)' sh tests/lint $(SOURCES)

$(BUILD)/forkcastd: $(BUILD)/server/forkcastd.o $(SERVER) $(SHARED)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^

$(BUILD)/forkcast: $(BUILD)/client/forkcast.o $(CLIENT) $(SHARED)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^

$(UNIT): $(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(TESTLIB) \
		$(filter-out %/crowd.o,$(LOADLIB)) $(ROUTERLIB) $(SERVER) \
		$(CLIENT) $(SHARED)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^

$(SYSTEM): $(BUILD)/tests/%: $(BUILD)/tests/%.o $(TESTLIB) $(SHARED)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^

$(BENCH): $(BUILD)/tests/%: $(BUILD)/tests/%.o $(LOADLIB) $(TESTLIB) $(SHARED)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^

$(BUILD)/tests/ipc/ipc: $(IPC) $(TESTLIB) $(SHARED)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ -pthread -lrt

$(IPCTESTS): $(BUILD)/tests/%: $(BUILD)/tests/%.o $(IPCLIB) $(TESTLIB) $(SHARED)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ -pthread -lrt

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

install: all
	mkdir -p $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/sbin
	for n in 1 5 7 8; do \
		mkdir -p $(DESTDIR)$(PREFIX)/share/man/man$$n; done
	install -m 755 $(BUILD)/forkcast $(DESTDIR)$(PREFIX)/bin/
	install -m 755 $(BUILD)/forkcastd $(DESTDIR)$(PREFIX)/sbin/
	install -m 644 $(MAN1) $(DESTDIR)$(PREFIX)/share/man/man1/
	install -m 644 $(MAN5) $(DESTDIR)$(PREFIX)/share/man/man5/
	install -m 644 $(MAN7) $(DESTDIR)$(PREFIX)/share/man/man7/
	install -m 644 $(MAN8) $(DESTDIR)$(PREFIX)/share/man/man8/
	for f in $(BASH_COMPLETION) $(ZSH_COMPLETION) $(FISH_COMPLETION); do \
		mkdir -p $(DESTDIR)$(PREFIX)/$${f%/*}; done
	install -m 644 client/completions/forkcast.bash \
		$(DESTDIR)$(PREFIX)/$(BASH_COMPLETION)
	install -m 644 client/completions/_forkcast \
		$(DESTDIR)$(PREFIX)/$(ZSH_COMPLETION)
	install -m 644 client/completions/forkcast.fish \
		$(DESTDIR)$(PREFIX)/$(FISH_COMPLETION)

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/forkcast \
		$(DESTDIR)$(PREFIX)/sbin/forkcastd
	for f in $(BASH_COMPLETION) $(ZSH_COMPLETION) $(FISH_COMPLETION); do \
		rm -f $(DESTDIR)$(PREFIX)/$$f; done
	for f in $(MAN1) $(MAN5) $(MAN7) $(MAN8); do \
		rm -f $(DESTDIR)$(PREFIX)/share/man/man$${f##*.}/$${f##*/}; \
	done

clean:
	rm -rf $(BUILD)

-include $(wildcard $(BUILD)/*/*.d $(BUILD)/tests/*/*.d)

.PHONY: all run test bench bench-peers ipc lint install uninstall clean
.SECONDARY:
