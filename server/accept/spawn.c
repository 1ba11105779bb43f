/* Creating children: see spawn.h. */
#define _GNU_SOURCE /* syscall */
#include "accept/spawn.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
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
#include "base/config/self.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/state/module.h"
#include "helpers/journal/journal.h"
#include "helpers/keeper/keeper.h"
#include "process/fork/child.h"
#include "process/fork/exits.h"
#include "process/fork/nursery.h"
#include "router/delivery/downlink.h"
#include "router/model/slots.h"
#include "router/ops/server.h"
#include "router/self/self.h"
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

#define NO_KIND 0 /* of grammar.h: it says nothing */

/*
 * The kinds of children; README says what a new one takes. A worker shuts its
 * connection down to end it, and closes it to tell the router of a hang-up; the
 * nursery has the calls of its workers.
 */
static const struct kind kinds[] = {
	{ "worker", worker_main, KIND_CLIENT, CALL_SHUTDOWN | CALL_CLOSE,
	    MEMORY, 0 },
	{ "keeper", keeper_main, KIND_KEEPER, CALL_FILES | CALL_RANDOM,
	    KEEPER_MEMORY, KEEPER_FILES },
	{ "journal", journal_main, KIND_JOURNAL, CALL_FILES | CALL_DIRECTORIES,
	    MEMORY, JOURNAL_FILES },
#ifdef NURSERY
	{ "nursery", nursery_main, NO_KIND,
	    CALL_SHUTDOWN | CALL_CLOSE | CALL_BEAR, MEMORY, 1 },
#endif
};

static struct spawn {
	int bell; /* the read end of the doorbell */
	int ring; /* the write end, for the workers */
	int nice; /* the children's: ours before spawn_raise_priority */
	bool held; /* no other child may be created */
	spawn_refused *refused;
	struct title_room title;
	struct confinement confine; /* wanted is set for each child */
	usec again; /* loop's clock: no nursery is begun before */
	usec late; /* and here it is killed, if it has not borne all */
	bool bore; /* the nursery has made a worker */

	/*
	 * The workers that the nursery has been asked for, until they are born:
	 * what each is given, the descriptors being ours.
	 */
	struct birth {
		uint32_t slot; /* SLOT_NONE: free */
		struct child_args given;
	} births[NURSERY_BIRTHS];
	size_t pending; /* of these */
} spawn = { .bell = -1, .ring = -1 };

#define KERNEL "use a kernel that has it"

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

bool
spawn_check_confinement(enum sandbox_mode mode, struct error *why)
{
	const struct {
		bool is_there;
		const char *name, *cure;
	} pieces[] = {
#ifdef NURSERY
		{ nursery_is_possible(), "separate memory", "mount /proc" },
#endif
#ifdef __linux__
		{ spawn.confine.paths, "Landlock", KERNEL },
		{ spawn.confine.calls, "seccomp", KERNEL },
#else
		{ spawn.confine.calls, "list of system calls", KERNEL },
#endif
	};

	for (size_t i = 0; mode != SANDBOX_OFF && i < COUNT(pieces); i++) {
		if (pieces[i].is_there)
			continue;
		if (why == NULL)
			LOG_AT(LEVEL_WARNING,
			    STR("sandbox: {} not available; workers run "
				"without it: {}"),
			    str_from(pieces[i].name), str_from(pieces[i].cure));
		else if (mode == SANDBOX_REQUIRE)
			return error_set(why, EX_OSERR,
			    "sandbox: %s not available, but required: %s, or "
			    "-S on",
			    pieces[i].name, pieces[i].cure);
	}
	return true;
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
#ifdef __linux__
	int rules = file_landlock(NULL, 0);

	spawn.confine.paths = rules != -1; /* it has no_new_privs as well */
	io_close(&rules);
#endif
	spawn.confine.calls = can_list_calls();
	for (size_t i = 0; i < NURSERY_BIRTHS; i++)
		spawn.births[i].slot = SLOT_NONE;
	watch_bell(spawn.bell, spawn.ring);
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
	spawn_begin();
	return true;
}

void
spawn_raise_priority(size_t nice)
{
	if (nice > 0)
		(void)setpriority(PRIO_PROCESS, 0, -(int)nice); /* if we may */
}

bool
spawn_busy(void)
{
	return spawn.held || spawn.pending == NURSERY_BIRTHS;
}

void
spawn_forbid(bool held)
{
	spawn.held = held;
}

bool
spawn_is_quiet(void)
{
	return spawn.pending == 0;
}

/*
 * The capacity of a pipe in bytes: with a smaller one busy groups take up to
 * twice as long, and the pipes of 1000 clients still fit the buffers that Linux
 * allows a user.
 */
#define PIPE_SIZE (32 * 1024)

/* Fills in the arguments that are the same for all children. */
static void
give(struct child_args *given)
{
	given->fd[CHILD_BELL] = spawn.ring;
	given->fd[CHILD_HEARS] = -1;
	given->nice = spawn.nice;
	given->title = spawn.title;
	given->confinement = spawn.confine;
	given->confinement.wanted = config_now()->sandbox != SANDBOX_OFF;
	given->confinement.hidden = self_now()->was_root;
	given->grace = config_now()->grace;
}

/*
 * Makes the pipes of a child. Ours go to its slot, which has them even if there
 * is no child in the end; theirs to *given. False with errno.
 */
static bool
connect_child(uint32_t number, struct child_args *given)
{
	struct slot *slot = slots_get(number);
	int up[2] = { -1, -1 }, down[2] = { -1, -1 };
	const bool good = io_pipe(up) && io_pipe(down);

	assert((given->kind->says == KIND_CLIENT) == (conn_is(slot->conn)));
	give(given);
	given->fd[CHILD_UPLINK] = up[1];
	given->fd[CHILD_DOWNLINK] = down[0];
	given->ring = (uint32_t)up[0];
	slot->kind = given->kind->says;
	slot->kind_name = given->kind->name;
	slot->since = clock_mono();
	slot->up.fd = up[0];
	slot->down.fd = down[1];
	if (!good)
		return false;
	/* Systems that cannot set it keep their own capacity. */
	(void)io_size_pipe(up[0], PIPE_SIZE);
	(void)io_size_pipe(down[1], PIPE_SIZE);
	watch_own(up[0], number);
	watch_own(down[1], number);
	watch_read(up[0], true);
	return true;
}

/* Closes the ends of a child's pipes that we have no use for. */
static void
close_theirs(struct child_args *given)
{
	const int saved = errno;

	io_close(&given->fd[CHILD_UPLINK]);
	io_close(&given->fd[CHILD_DOWNLINK]);
	errno = saved;
}

static void
close_ours(uint32_t number)
{
	struct slot *slot = slots_get(number);

	watch_close(&slot->up.fd);
	watch_close(&slot->down.fd);
}

/* Forgets a birth that is over. */
static void
settle(struct birth *birth)
{
	close_theirs(&birth->given);
	io_close(&birth->given.fd[CHILD_SOCKET]);
	birth->slot = SLOT_NONE;
	if (--spawn.pending == 0)
		ticks_alarm_clear(ALARM_BIRTHS);
}

static void
worker_born(struct birth *birth, pid_t pid)
{
	slots_set_pid(birth->slot, pid);
	door_keepalive_start(birth->slot);
	stats_add(STATS_CAME, 1);
	settle(birth);
}

/*
 * The shortest time that the nursery gets for a birth; on a busy machine it may
 * need it.
 */
#define BIRTH_LEAST (2 * SEC)

/* How long there is no nursery after one that could make no worker. */
#define NURSERY_PAUSE (5 * SEC)

/* Begins the nursery, unless there is one, or it is too soon. */
static void
begin_nursery(void)
{
	struct child_args given = { .kind = spawn_kind(NO_KIND),
		.fd = { -1, -1, -1, -1, -1 } };

	if (nursery_pid() != 0 || !nursery_is_possible())
		return;
	if (ticks_now() < spawn.again) {
		ticks_alarm(ALARM_BIRTHS, spawn.again);
		return;
	}
	give(&given);
	if (nursery_begin(&given))
		return;
	spawn.again = ticks_now() + NURSERY_PAUSE;
	LOG_AT(LEVEL_ERR, STR("nursery: cannot start: {reason}"),
	    str_from(strerror(errno)));
}

/*
 * Has the nursery bear the worker or, if it cannot, forks it, unless it must
 * not have our memory. False with errno.
 */
static bool
bear(struct birth *birth)
{
	pid_t pid = -1;

	/* The next one bears whom this one cannot, as it has died. */
	if (nursery_pid() != 0 &&
	    (nursery_ask(&birth->given, (size_t)(birth - spawn.births)) ||
		errno == EPIPE)) {
		spawn.late =
		    ticks_now() + usec_later(config_now()->grace, BIRTH_LEAST);
		ticks_alarm(ALARM_BIRTHS, spawn.late);
		return true;
	}
#ifdef NURSERY
	errno = EAGAIN;
	if (config_now()->sandbox != SANDBOX_REQUIRE)
#endif
		pid = child_fork(&birth->given);
	if (pid != -1)
		worker_born(birth, pid);
	return pid != -1;
}

/* The worker cannot be made, for errno: its client is turned away. */
static void
give_up(struct birth *birth)
{
	const uint32_t number = birth->slot;
	const conn_id conn = slots_get(number)->conn;
	int socket = birth->given.fd[CHILD_SOCKET];

	birth->given.fd[CHILD_SOCKET] = -1;
	spawn.refused(socket, conns_get(conn)->peer, errno);
	settle(birth);
	downlink_forget(number);
	close_ours(number);
	ticks_alarm_clear(number);
	slots_release(number);
	clients_release(conn);
}

static void
note_births(void)
{
	for (size_t i = 0; i < NURSERY_BIRTHS; i++) {
		struct birth *birth = &spawn.births[i];
		const pid_t told =
		    birth->slot != SLOT_NONE ? nursery_told(i) : 0;
		if (told > 0) {
			spawn.bore = true;
			worker_born(birth, told);
		} else if (told < 0) {
			errno = -told;
			give_up(birth);
		}
	}
}

void
spawn_turn(void)
{
	nursery_hear();
	note_births();
	begin_nursery();
}

/* A nursery that takes too long is killed; then another does its work. */
static void
spawn_alarm(void)
{
	if (spawn.pending == 0 || nursery_pid() == 0)
		return;
	if (spawn.late > ticks_now())
		ticks_alarm(ALARM_BIRTHS, spawn.late);
	else
		(void)kill(nursery_pid(), SIGKILL); /* ours, not reaped */
}

void
spawn_reaped(pid_t pid, int status)
{
	struct buf *line;

	if (pid != nursery_pid())
		return;
	line = log_begin(LEVEL_WARNING);
	(void)BUF_CAT(line, STR("nursery: pid "), DECIMAL((uint64_t)pid),
	    STR(" ended, "));
	exits_describe(line, status);
	log_end();
	note_births(); /* the last ones */
	if (!spawn.bore)
		spawn.again = ticks_now() + NURSERY_PAUSE;
	spawn.bore = false;
	nursery_ended();
	begin_nursery();
	for (size_t i = 0; i < NURSERY_BIRTHS; i++)
		if (spawn.births[i].slot != SLOT_NONE &&
		    !bear(&spawn.births[i]))
			give_up(&spawn.births[i]);
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

void
spawn_worker(conn_id conn, int socket, bool local, bool forwarded,
    spawn_refused *refused)
{
	const struct config *config = config_now();
	const uint32_t slot = conns_slot(conn);
	const bool proxied = conns_get(conn)->proxy_pending;
	struct birth *birth = spawn.births;

	assert(spawn.pending < NURSERY_BIRTHS); /* spawn_busy */
	spawn.refused = refused;
	while (birth->slot != SLOT_NONE)
		birth++;
	spawn.pending++;
	birth->slot = slot;
	birth->given = (struct child_args) { .kind = spawn_kind(KIND_CLIENT),
		.fd = { [CHILD_SOCKET] = socket },
		.chunk_time = local && !proxied ? config->chunk_time : 0,
		.proxied = proxied,
		.forwarded = forwarded,
		.native = !config->irc,
		.patience = config->stall_time };
	name_web(birth->given.web);
	memcpy(birth->given.peer, conns_get(conn)->peer, ADDR_TEXT);
	if (!connect_child(slot, &birth->given) || !bear(birth))
		give_up(birth);
}

uint32_t
spawn_helper(struct child_args *given)
{
	const uint32_t number = slots_take();
	pid_t pid = -1;

	if (number == SLOT_NONE)
		return SLOT_NONE;
	if (connect_child(number, given))
		pid = nursery_exec(given, NULL);
	close_theirs(given);
	if (pid != -1) {
		slots_set_pid(number, pid);
		return number;
	}
	close_ours(number);
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
	if (spawn.bell == -1 || spawn.ring == -1) {
		state_wrong(state, "no doorbell");
		return;
	}
	/* The names of kinds are in the program's own data. */
	FOR_EACH_SLOT(number)
		slots_get(number)->kind_name =
		    spawn_kind(slots_get(number)->kind)->name;
	spawn_begin();
}

MODULE(spawn) = { FIELDS_SECTION("children", saved, spawn),
	.loaded = spawn_loaded, ON_ALARM(ALARM_BIRTHS, spawn_alarm) };
