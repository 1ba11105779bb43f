/*
 * server/router/downlink: an event that goes to a crowd is written in several
 * turns, to each once, and what goes to few does not wait behind it.
 */
#include <stdio.h>
#include <unistd.h>

#include "server/base/watch.h"
#include "server/router/clients.h"
#include "server/router/fanout.h"
#include "server/router/groups.h"
#include "server/router/people.h"
#include "server/router/slots.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/router/stage.h"

#define MEMBERS 1300

static const struct config_option options[] = { { "max_clients", "2000" },
	{ "hello_time", "0" }, { NULL, NULL } };

static struct {
	uint32_t client[MEMBERS];
	int end[MEMBERS]; /* to be read from */
} test;

static void
enter(uint32_t hall)
{
	char name[32];
	int fd[2];

	for (size_t i = 0; i < MEMBERS; i++) {
		const uint32_t slot = slots_take();
		MUST(slot != SLOT_NONE && io_pipe(fd), "no slot");
		test.end[i] = fd[0];
		test.client[i] = clients_take(slot);
		slots_get(slot)->kind = KIND_CLIENT;
		slots_get(slot)->client = test.client[i];
		slots_get(slot)->down.fd = fd[1];
		watch_own(fd[1], slot);
		people_come(test.client[i]);
		(void)snprintf(name, sizeof(name), "member%zu", i); /* fits */
		MUST(clients_set_name(test.client[i], str_from(name)) &&
			groups_enter(hall, test.client[i]),
		    "no member");
	}
}

/* How many have just that to read; what they have is read. */
static size_t
have(struct str text)
{
	char room[64];
	size_t count = 0;

	for (size_t i = 0; i < MEMBERS; i++) {
		const ssize_t len = io_read(test.end[i], room, sizeof(room));
		count +=
		    len > 0 && str_eq((struct str) { room, (size_t)len }, text);
	}
	return count;
}

static void
reaches_a_crowd(uint32_t hall)
{
	const struct str both = STR("msg hello\ntell you\n");
	char room[64];
	size_t turns = 0, got = 0;

	MUST(fan_message(hall, SAME(WORDS(STR("msg"), STR("hello")))),
	    "no memory");
	fan_settle();
	MUST(fan_one(test.client[MEMBERS - 1], WORDS(STR("tell"), STR("you"))),
	    "no memory");
	fan_flush();
	const ssize_t len = io_read(test.end[MEMBERS - 1], room, sizeof(room));
	TAP_OK(len > 0 && str_eq((struct str) { room, (size_t)len }, both),
	    "who is told something else has all at once, in order");
	for (; got < MEMBERS - 1 && turns < MEMBERS; turns++) {
		const size_t more = have(STR("msg hello\n"));
		MUST(more > 0, "nothing comes");
		got += more;
		fan_flush();
	}
	TAP_OK(turns > 1 && turns < 10, "the others in %zu turns", turns);
	TAP_NUM(got, MEMBERS - 1, "once each");
	TAP_NUM(have(STR("msg hello\n")), 0, "and no more");
}

int
main(void)
{
	stage_begin(options);
	const uint32_t hall = groups_make(STR("hall"));
	enter(hall);
	reaches_a_crowd(hall);
	return tap_done();
}
