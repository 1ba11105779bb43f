/*
 * server/upgrade/handover: a server with every kind of state in memory is
 * saved. A process that knows nothing loads it and saves the same bytes, and
 * queues still share their chunks. A wrong change to the bytes is refused.
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "server/upgrade/handover.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "server/base/log/log.h"
#include "server/base/state/module.h"
#include "server/base/system/files.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "server/router/queue/outq.h"
#include "shared/io.h"
#include "tests/lib/changed.h"
#include "tests/lib/child.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/top/full.h"

#define UPTIME (5000 * SEC)

/* Facts about the full server for the process that loads it. */
struct facts {
	size_t held;
	size_t waiting;
	size_t clients;
	size_t groups;
	size_t members; /* of the group of all */
	size_t over; /* clients with more than the mark */
	uint64_t sum; /* of what all slots have, in their order */
};

static struct {
	int fd; /* of the state */
	struct facts *facts; /* shared */
	char *text; /* the state, or one that was made of it */
	char *again; /* as it was saved again */
	size_t len;
	const char *wanted; /* of who loads a changed one */
} test;

/*
 * A field missing from a table would be lost in saving and in loading, so the
 * bytes alone would not show it.
 */
static void
add_slot(uint64_t *sum, const struct slot *slot)
{
	const struct uplink *up = &slot->up;
	const struct downlink *down = &slot->down;
	const uint64_t words[] = { slot->state, slot->kind, slot->client,
		(uint64_t)slot->pid, (uint64_t)slot->log_pid,
		(uint64_t)slot->status, slot->deadline, slot->spoke,
		slot->pinged, (uint64_t)up->fd, up->paused, up->held_since,
		up->hung_until, up->lines, up->bytes, up->refused,
		(uint64_t)down->fd, down->lines, down->bytes, down->over_mark };

	for (size_t i = 0; i < COUNT(words); i++)
		*sum = (*sum ^ words[i]) * 0x100000001b3;
}

static void
note_facts(void)
{
	const uint32_t all = groups_find(STR("all"));

	*test.facts = (struct facts) { .held = segments_held(),
		.waiting = outq_waiting(),
		.clients = clients_used(),
		.groups = groups_count(),
		.members = groups_members(all)->count };
	for (uint32_t number = slots_next(0); number != SLOT_NONE;
	     number = slots_next(number + 1)) {
		test.facts->over += slots_get(number)->down.over_mark;
		add_slot(&test.facts->sum, slots_get(number));
	}
}

static int
fill_and_save(void)
{
	const struct handover handover = { .version = "0.1" };
	struct state state;

	full_fill();
	sane_check();
	note_facts();
	MUST(handover_save(&state, test.fd, &handover), "%s", state.why.text);
	state_free(&state);
	return 0;
}

static void
begin_tables(void)
{
	MUST(modules_init(), "no memory");
}

static bool
has_facts(void)
{
	struct facts wanted = *test.facts;

	note_facts();
	return memcmp(&wanted, test.facts, sizeof(wanted)) == 0;
}

/* In a child: 0 if it is saved as it was, or the number of what is wrong. */
static int
load_and_save(void)
{
	const int again = memfd_open("again");
	struct handover handover;
	struct state state;

	test.again = malloc(test.len);
	begin_tables();
	if (!handover_begin(&state, test.fd, &handover) ||
	    !handover_load(&state))
		return 1;
	state_free(&state);
	sane_check();
	if (!has_facts())
		return 2;
	if (!handover_save(&state, again, &handover) ||
	    lseek(again, 0, SEEK_END) != (off_t)test.len)
		return 3;
	if (test.again == NULL ||
	    pread(again, test.again, test.len, 0) != (ssize_t)test.len ||
	    memcmp(test.again, test.text, test.len) != 0)
		return 4;
	return 0;
}

static const char *const wrongs[] = { "it is", "it is refused",
	"its tables are others", "it has another length",
	"it has other bytes" };

/* A single change to the state, and the expected reason; null: none. */
static const struct {
	const char *from;
	const char *to;
	const char *said;
} changes[] = {
	{ "forkcast-state 3 ", "forkcast-state 4 ", "unsupported format" },
	{ "forkcast-state 3 ", "forkcast 1 ", "not a state" },
	{ "forkcast-state 3 0.1 0 ", "forkcast-state 3 0.1 x ", "not a state" },
	{ "forkcast-state 3 0.1 0 ", "forkcast-state 3 0.1-is-much-too-long 0 ",
	    "not a state" },
	{ "section groups", "section new", "unknown or misplaced" },
	{ "section groups", "section slots", "unknown or misplaced" },
	{ "end of-state", "section new\nend of-state", "unknown or misplaced" },
	{ "end of-state", "section groups\nend of-state",
	    "unknown or misplaced" },
	{ "end of-state", "", "unexpected end" },
	{ "section groups\n", "section groups\nnew 1\nnew: 3\na\nb\n", NULL },
	{ "name all\n", "", "without a name" },
	{ "name all\n", "name all\nname all\n",
	    "invalid or duplicate group name" },
	{ "name all\n", "name a\1ll\n", "invalid or duplicate group name" },
	{ "name all\n", "name other\n", "invalid or duplicate group name" },
	{ "name bob\n", "name Ada\n", "name already in use" },
	{ "name bob\n", "name b\1b\n", "invalid or duplicate name" },
	{ "name bob\n", "", "no such named client" },
	{ "client 1\n", "client 1\nclient 1\n", "number invalid or in use" },
	{ "client 1\n", "client 99999\n", "number invalid or in use" },
	{ "client 1\n", "client 1\norigin 0\n", "unknown or duplicate origin" },
	{ "client 1\n", "client 1\norigin 77\n",
	    "unknown or duplicate origin" },
	{ "section slots\n", "section slots\nslot 0\n",
	    "slot without a state" },
	{ "section slots\nslot 0\nstate 1\n", "section slots\nslot 0\n",
	    "slot without a state" },
	{ "section slots\nslot 0\nstate 1\n",
	    "section slots\nslot 0\nstate 4\n", "too large" },
	{ "section slots\nslot 0\nstate 1\n",
	    "section slots\nslot 0\nstate 2\n", "without its client" },
	{ "section slots\nslot 0\nstate 1\nkind 1\n",
	    "section slots\nslot 0\nstate 1\nkind 2\n", "without its client" },
	{ "\nmember 0 ", "\nmember 99 ", "no such named client" },
	{ "\nmember 0 ", "\nmember x ", "missing or invalid number" },
	{ "range 1 ", "range 2 ", "invalid range of a segment" },
	{ "range 1 ", "range 99 ", "invalid range of a segment" },
	{ "range 1 ", "range 1 9999999 ", "invalid range of a segment" },
	{ "in: 18\n", "in: 17\n", "wrong number of bytes" },
	{ "section children\n", "section children\nbell 1\n",
	    "invalid descriptor" },
	{ "section listeners\nlistener 0\n", "section listeners\nlistener 1\n",
	    "out of sequence" },
	{ "section log\n", "section log\nlost x\n", "not a number" },
	{ "section upgrade\n", "section upgrade\nrunning 2\n", "too large" },
};

/* In a child: 0 if what is said of it is what is wanted. */
static int
load_changed(void)
{
	struct handover handover;
	struct state state;

	begin_tables();
	if (handover_begin(&state, test.fd, &handover) && handover_load(&state))
		return test.wanted == NULL ? 0 : 1;
	(void)printf("# %s\n", state.why.text);
	(void)fflush(stdout);
	return test.wanted != NULL &&
		strstr(state.why.text, test.wanted) != NULL ?
	    0 :
	    2;
}

static void
try_changes(void)
{
	for (size_t i = 0; i < COUNT(changes); i++) {
		/* Into the object that all load. */
		changed_write(test.fd, (struct str) { test.text, test.len },
		    changes[i].from, changes[i].to);
		test.wanted = changes[i].said;
		(void)TAP_NUM(child_run(load_changed), 0, "change %zu: %s",
		    i + 1, changes[i].said != NULL ? changes[i].said : "none");
	}
}

int
main(void)
{
	int code;

	pace(UPTIME);
	full_begin();
	test.fd = memfd_open("state");
	test.facts = mmap(NULL, sizeof(*test.facts), PROT_READ | PROT_WRITE,
	    /* cppcheck-suppress invalidFunctionArg ; there is no file */
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	MUST(test.fd != -1 && test.facts != MAP_FAILED, "no memory");
	if (!TAP_NUM(child_run(fill_and_save), 0, "a full server is saved"))
		return tap_done();
	test.text = changed_read(test.fd, &test.len);
	(void)TAP_OK(test.facts->over > 0 && test.facts->waiting > 0 &&
		test.facts->held < test.facts->waiting,
	    "much waits in it, and some have read too little");
	code = child_run(load_and_save);
	(void)TAP_NUM(code, 0, "loaded and saved, %s the same",
	    (size_t)code < COUNT(wrongs) ? wrongs[code] : "it is not");
	try_changes();
	return tap_done();
}
