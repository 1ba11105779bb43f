/* Creating children: see spawn.h. */
#define _GNU_SOURCE /* syscall */
#include "accept/spawn.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/seccomp.h>
#include <sys/syscall.h>

#include "base/mem/limits.h"
#include "base/system/files.h"
#elif defined(__FreeBSD__)
#include <sys/capsicum.h>
#endif

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/state/module.h"
#include "helpers/journal/journal.h"
#include "helpers/keeper/keeper.h"
#include "process/fork/child.h"
#include "process/fork/exits.h"
#include "router/delivery/disconnect_requests.h"
#include "router/model/slots.h"
#include "router/ops/server.h"
#include "router/self/self.h"
#include "router/uplink.h"
#include "shared/grammar.h"
#include "shared/io.h"
#include "worker/worker.h"

/*
 * The address space of a child, in MiB at most. Children touch far less: a
 * worker 340 KiB. The keeper maps what the largest store may need, the journal
 * what it may need for a history of any size.
 */
#define MEMORY 64
#define KEEPER_MEMORY 160

/*
 * The keeper has two files, and its lock; the journal keeps those open that it
 * writes, nearly as many as it may.
 */
#define KEEPER_FILES 3
#define JOURNAL_FILES 1024

/*
 * The kinds of children; README says what a new one takes. A worker shuts its
 * connection down to end it, and closes it to tell the router of a hang-up.
 */
static const struct kind kinds[] = {
	{ "worker", worker_main, KIND_CLIENT, CALL_SHUTDOWN | CALL_CLOSE,
	    MEMORY, 0 },
	{ "keeper", keeper_main, KIND_KEEPER, CALL_FILES | CALL_RANDOM,
	    KEEPER_MEMORY, KEEPER_FILES },
	{ "journal", journal_main, KIND_JOURNAL, CALL_FILES | CALL_DIRECTORIES,
	    MEMORY, JOURNAL_FILES },
};

static struct spawn {
	int bell; /* the read end of the doorbell */
	int ring; /* the write end, for the workers */
	int nice; /* the children's: ours before spawn_raise_priority */
	bool held; /* no other child may be created */
	bool is_seen; /* what we know, by children; or we cannot find out */
	struct title_room title;
	uint32_t newborn[CHILD_NEWBORNS]; /* slots of children that still share
					     our descriptors; SLOT_NONE: free */
} spawn = { .bell = -1, .ring = -1 };

/*
 * Not saved: a new program finds out the pieces again. Whether they are wanted
 * is set for each child.
 */
static struct confinement confine = { .paths = -1 };

#define KERNEL "use a kernel that has it"
#define APART_CURE \
	"use Linux 5.9 or later, and the linker of GNU or LLVM, without -flto"

/*
 * What the parent has written since its start: a path that exists. It is in
 * its data, and in its bss.
 */
static char known[] = "?", known_too[sizeof(known)];

/*
 * Returns whether system calls can be listed: with seccomp, only on machines
 * whose call numbers are known here (sandbox/refuse.c).
 */
static bool
can_list_calls(void)
{
#if defined(__OpenBSD__) || (defined(__linux__) && defined(SANITIZED))
	return true;
#elif defined(__FreeBSD__)
	unsigned mode;

	return cap_getmode(&mode) == 0;
#elif defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
	const uint32_t action = SECCOMP_RET_KILL_PROCESS;

	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
#else
	return false;
#endif
}

/* Finds out which pieces the system has. Linux always has no_new_privs. */
void
spawn_confine_init(void)
{
#ifdef __linux__
	confine.paths = file_landlock(NULL, 0);
#endif
	confine.calls = can_list_calls();
}

/* In a child: what is not in its memory is no path, either. */
static int
looks(const struct child_args *given)
{
	(void)given;
	return access(known, F_OK) == 0 || access(known_too, F_OK) == 0;
}

/*
 * Finds out, by making a child that looks, whether children see what their
 * parent knows.
 */
static void
look(void)
{
	static const struct kind kind = { .name = "look", .main = looks };
	const struct child_args given = { .kind = &kind,
		.socket = -1,
		.uplink = spawn.ring,
		.downlink = spawn.bell,
		.bell = spawn.ring };
	int status = -1;
	pid_t pid;

	known[0] = known_too[0] = '/';
	pid = child_make(&given, 0);
	while (pid != -1 && waitpid(pid, &status, 0) == -1 && errno == EINTR)
		;
	(void)child_ready();
	child_release(0);
	spawn.is_seen = status != EXITS_DONE;
}

/*
 * Logs which pieces are missing or, if why is not null, returns false with *why
 * if one is.
 */
static bool
look_for_pieces(struct error *why)
{
	const struct {
		bool is_there;
		const char *name, *cure;
	} pieces[] = {
#ifdef APART
		{ !spawn.is_seen, "separate memory", APART_CURE },
#endif
#ifdef __linux__
		{ confine.paths != -1, "Landlock", KERNEL },
		{ confine.calls, "seccomp", KERNEL },
#else
		{ confine.calls, "list of system calls", KERNEL },
#endif
	};

	for (size_t i = 0; i < COUNT(pieces); i++) {
		if (pieces[i].is_there)
			continue;
		if (why != NULL)
			return error_set(why, EX_OSERR,
			    "sandbox: %s not available, but required: %s, or "
			    "-S on",
			    pieces[i].name, pieces[i].cure);
		LOG_AT(LEVEL_WARNING,
		    STR("sandbox: {} not available; workers run without it: {}"),
		    str_from(pieces[i].name), str_from(pieces[i].cure));
	}
	return true;
}

bool
spawn_check_confinement(enum sandbox_mode mode, struct error *why)
{
	return mode != SANDBOX_REQUIRE || look_for_pieces(why);
}

bool
spawn_confine_look(enum sandbox_mode mode, struct error *why)
{
	look();
	if (mode == SANDBOX_ON)
		(void)look_for_pieces(NULL);
	return spawn_check_confinement(mode, why);
}

const struct kind *
spawn_kind(unsigned says)
{
	for (size_t i = 1; i < COUNT(kinds); i++)
		if (kinds[i].says == says)
			return &kinds[i];
	return &kinds[0];
}

void
spawn_titles(struct title_room room)
{
	spawn.title = room;
}

/* Sets up state that exists on a fresh start and after an upgrade. */
static void
spawn_begin(void)
{
	for (int i = 0; i < CHILD_NEWBORNS; i++)
		spawn.newborn[i] = SLOT_NONE;
	watch_bell(spawn.bell, spawn.ring);
	if (child_ready_fd() != -1)
		watch_read(child_ready_fd(), true);
}

bool
spawn_init(void)
{
	int bell[2];

	if (!io_pipe(bell))
		return false;
	spawn.bell = bell[0];
	spawn.ring = bell[1];
	spawn.nice = getpriority(PRIO_PROCESS, 0); /* -1 is a valid priority */
	if (!child_init())
		return false;
	spawn_begin();
	return true;
}

void
spawn_raise_priority(size_t nice)
{
	if (nice > 0)
		(void)setpriority(PRIO_PROCESS, 0, -(int)nice); /* if we may */
}

/*
 * Returns the index of the newborn in that slot, or, for SLOT_NONE, a free
 * index; -1: none.
 */
static int
newborn_in(uint32_t slot)
{
	for (int i = 0; i < CHILD_NEWBORNS; i++)
		if (spawn.newborn[i] == slot)
			return i;
	return -1;
}

bool
spawn_busy(void)
{
	return spawn.held || newborn_in(SLOT_NONE) == -1;
}

void
spawn_forbid(bool held)
{
	spawn.held = held;
}

bool
spawn_is_quiet(void)
{
	for (int i = 0; i < CHILD_NEWBORNS; i++)
		if (spawn.newborn[i] != SLOT_NONE)
			return false;
	return true;
}

/* Handles a child that has its own descriptors now, or has ended. */
static void
settle_newborn(int newborn)
{
	const uint32_t number = spawn.newborn[newborn];
	struct slot *slot = slots_get(number);

	/* A child that is to end, or is broken, keeps its deadline. */
	if (slot->state == SLOT_OPEN && slot->up.fd != -1 &&
	    slot->down.fd != -1) {
		slot->deadline = 0;
		ticks_alarm_clear(number); /* or it causes a turn for nothing */
		uplink_check_deadlines(number);
	}
	spawn.newborn[newborn] = SLOT_NONE;
	child_release(newborn);
}

static void
look_who_is_ready(void)
{
	int newborn;

	while ((newborn = child_ready()) != -1)
		if (spawn.newborn[newborn] != SLOT_NONE)
			settle_newborn(newborn);
}

void
spawn_turn(void)
{
	const int fd = child_ready_fd();

	if (fd != -1 && watch_readable(fd) == fd)
		look_who_is_ready();
}

void
spawn_reaped(uint32_t slot)
{
	int newborn;

	if (newborn_in(slot) == -1)
		return;
	look_who_is_ready(); /* it may have reported so just before it died */
	newborn = newborn_in(slot);
	if (newborn != -1)
		settle_newborn(newborn);
}

/* Stores the parent's ends in the slot of a child that was created. */
static void
keep_parent_ends(uint32_t number, pid_t pid, int uplink, int downlink)
{
	struct slot *slot = slots_get(number);

	slot->up.fd = uplink;
	slot->down.fd = downlink;
	slot->since = clock_mono();
	slots_set_pid(number, pid);
	watch_own(uplink, number);
	watch_own(downlink, number);
	watch_read(uplink, true);
}

/*
 * The shortest time that a child gets for this; on a busy machine it may need
 * it.
 */
#define NEWBORN_LEAST (2 * SEC)

/*
 * Gives a child that shares our descriptors some time to get its own; after
 * that it is killed.
 */
static void
wait_for_ready(int newborn, uint32_t number)
{
	if (child_ready_fd() == -1)
		return;
	spawn.newborn[newborn] = number;
	disconnect_kill_after(
	    number, usec_later(config_now()->grace, NEWBORN_LEAST));
}

/*
 * The capacity of a pipe in bytes: with a smaller one busy groups take up to
 * twice as long, and the pipes of 1000 clients still fit the buffers that Linux
 * allows a user.
 */
#define PIPE_SIZE (32 * 1024)

/* Makes both pipes for a child; false with errno, and some may be open. */
static bool
pipes_open(int up[2], int down[2])
{
	if (!io_pipe(up) || !io_pipe(down))
		return false;
	/* Systems that cannot set it keep their own capacity. */
	(void)io_size_pipe(up[0], PIPE_SIZE);
	(void)io_size_pipe(down[1], PIPE_SIZE);
	return true;
}

/*
 * Fills in the arguments that are the same for all children, and creates the
 * child; false with errno.
 */
static bool
spawn_make(uint32_t number, struct child_args *given)
{
	struct slot *slot = slots_get(number);
	const int newborn = newborn_in(SLOT_NONE);
	int up[2] = { -1, -1 }, down[2] = { -1, -1 };
	pid_t pid = -1;

	assert(newborn != -1); /* spawn_busy */
	assert((given->kind->says == KIND_CLIENT) == (conn_is(slot->conn)));
	slot->kind = given->kind->says;
	slot->kind_name = given->kind->name;
	if (pipes_open(up, down)) {
		given->uplink = up[1];
		given->downlink = down[0];
		given->bell = spawn.ring;
		given->ring = (uint32_t)up[0];
		given->nice = spawn.nice;
		given->title = spawn.title;
		given->confinement = confine;
		given->confinement.wanted =
		    config_now()->sandbox != SANDBOX_OFF;
		given->grace = config_now()->grace;
		pid = child_make(given, newborn);
	}
	io_close(&up[1]);
	io_close(&down[0]);
	if (pid == -1) {
		io_close(&up[0]);
		io_close(&down[1]);
		return false;
	}
	keep_parent_ends(number, pid, up[0], down[1]);
	wait_for_ready(newborn, number);
	return true;
}

/* Sets the names and origins for browsers, if these may come. */
static void
name_web(char room[CHILD_ARGS_WEB])
{
	const struct config *config = config_now();
	const struct config_list *lists[] = { &config->web_host,
		&config->origin };
	struct buf names;

	room[0] = '\0';
	if (!config->web)
		return;
	buf_init(&names, room, CHILD_ARGS_WEB);
	(void)BUF_CAT(&names, server_name());
	for (size_t i = 0; i < COUNT(lists); i++)
		for (size_t at = 0; at < lists[i]->count; at++)
			(void)BUF_CAT(
			    &names, STR(" "), str_from(lists[i]->at[at]));
	(void)BUF_CAT(&names, STR_BYTES("")); /* fits, by CONFIG_WEB */
}
static_assert(CONFIG_WEB + LIMIT_TOKEN + 1 <= CHILD_ARGS_WEB, "it fits");

bool
spawn_worker(conn_id conn, int socket, bool local, bool forwarded)
{
	const struct config *config = config_now();
	const uint32_t slot = conns_slot(conn);
	const bool proxied = conns_get(conn)->proxy_pending;
	struct child_args given = { .kind = spawn_kind(KIND_CLIENT),
		.socket = socket,
		.chunk_time = local && !proxied ? config->chunk_time : 0,
		.proxied = proxied,
		.forwarded = forwarded,
		.native = !config->irc,
		.patience = config->stall_time };

	name_web(given.web);
	memcpy(given.peer, conns_get(conn)->peer, sizeof(given.peer));
	if (!spawn_make(slot, &given))
		return false;
	door_keepalive_start(slot);
	stats_add(STATS_CAME, 1);
	return true;
}

uint32_t
spawn_helper(struct child_args *given)
{
	const uint32_t number = slots_take();

	if (number == SLOT_NONE)
		return SLOT_NONE;
	if (spawn_make(number, given))
		return number;
	slots_release(number);
	return SLOT_NONE;
}

static const struct field saved[] = {
	FIELD(FD, struct spawn, bell),
	FIELD(FD, struct spawn, ring),
	FIELD(NUMBER, struct spawn, nice),
};

static void
spawn_loaded(struct state *state)
{
	if (spawn.bell == -1 || spawn.ring == -1 || !child_init()) {
		state_wrong(state, "no doorbell, or no place for children");
		return;
	}
	/* The names of kinds are in the program's own data. */
	FOR_EACH_SLOT(number)
		slots_get(number)->kind_name =
		    spawn_kind(slots_get(number)->kind)->name;
	spawn_begin();
}

MODULE(spawn) = { FIELDS_SECTION("children", saved, spawn),
	.loaded = spawn_loaded };
