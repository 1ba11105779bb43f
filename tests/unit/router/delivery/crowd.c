/*
 * server/router/delivery/downlink and crowd: an event that goes to a crowd is
 * written in several turns, to each once, and what goes to few does not wait
 * behind it; while others are told something, the crowd is told at a pace.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "server/base/loop/ticks.h"
#include "server/base/loop/watch.h"
#include "server/router/delivery/crowd.h"
#include "server/router/delivery/downlink.h"
#include "server/router/delivery/fanout.h"
#include "server/router/model/client_identity.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
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
		test.client[i] = clients_new(slot);
		slots_get(slot)->kind = KIND_CLIENT;
		slots_get(slot)->client = test.client[i];
		slots_get(slot)->down.fd = fd[1];
		watch_own(fd[1], slot);
		identity_new(test.client[i]);
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

/* All that is there; how much that was. */
static size_t
drain(int fd)
{
	char room[4096];
	size_t len = 0;
	ssize_t count;

	while ((count = io_read(fd, room, sizeof(room))) > 0)
		len += (size_t)count;
	return len;
}

static void
tell_the_crowd(uint32_t hall)
{
	MUST(fanout_message(hall, SAME(WORDS(STR("msg"), STR("hello")))),
	    "no memory");
	fanout_settle();
}

/* All the others wait for the clock now, at most for a second. */
static void
tell(uint32_t client)
{
	fanout_client(client, WORDS(STR("tell"), STR("you")));
	fanout_flush();
}

/* The loop's clock goes on, and what is due is written. */
static void
pass(usec time)
{
	pace(time);
	ticks_advance(0);
	fanout_flush();
}

static void
reaches_a_crowd(uint32_t hall)
{
	size_t turns = 0, got = 0;

	tell_the_crowd(hall);
	for (; got < MEMBERS && turns < MEMBERS; turns++) {
		fanout_flush();
		const size_t more = have(STR("msg hello\n"));
		MUST(more > 0, "nothing comes");
		got += more;
	}
	TAP_NUM(turns, (MEMBERS + CROWD_AT_ONCE - 1) / CROWD_AT_ONCE,
	    "where nobody else is told anything, each turn tells some");
	TAP_NUM(got, MEMBERS, "once each");
	fanout_flush();
	TAP_NUM(have(STR("msg hello\n")), 0, "and no more");
}

/* A helper, such as the journal of what the crowd is told, is no bystander. */
static void
does_not_wait_for_helpers(uint32_t hall)
{
	const uint32_t slot = slots_take();
	size_t got = 0;
	int fd[2];

	pass(2 * SEC);
	MUST(slot != SLOT_NONE && io_pipe(fd), "no slot");
	slots_get(slot)->kind = KIND_KEEPER;
	slots_get(slot)->client = CLIENT_NONE;
	slots_get(slot)->down.fd = fd[1];
	watch_own(fd[1], slot);
	tell_the_crowd(hall);
	fanout_slot(slot, WORDS(STR("ping")));
	for (size_t turns = 0; turns < 3; turns++) {
		fanout_flush();
		got += have(STR("msg hello\n"));
	}
	TAP_NUM(got, MEMBERS, "what a helper is told slows nobody down");
	TAP_OK(drain(fd[0]) > 0, "and it is told");
	slots_get(slot)->down.fd = -1;
	io_close(&fd[0]);
	watch_close(&fd[1]);
	slots_release(slot);
}

static void
lets_others_go_first(uint32_t hall)
{
	const struct str both = STR("msg hello\ntell you\n");
	char room[64];

	pass(SEC);
	tell_the_crowd(hall);
	tell(test.client[MEMBERS - 1]);
	const ssize_t len = io_read(test.end[MEMBERS - 1], room, sizeof(room));
	TAP_OK(len > 0 && str_eq((struct str) { room, (size_t)len }, both),
	    "who is told something else has all at once, in order");
	TAP_NUM(have(STR("msg hello\n")), CROWD_AT_ONCE, "others are told");
	fanout_flush();
	TAP_NUM(have(STR("msg hello\n")), 0, "but not faster than their pace");
}

/* How many more are told in that time. */
static size_t
in_time(usec time)
{
	pass(time);
	return have(STR("msg hello\n"));
}

/* All have read what there was, and nobody has been told anything lately. */
static void
settle(void)
{
	for (int i = 0; i < 4; i++)
		pass(SEC);
	for (size_t i = 0; i < MEMBERS; i++)
		(void)drain(test.end[i]);
}

/* Lines that are long, or many, take a worker longer. */
static void
counts_bytes(uint32_t hall)
{
	static char text[2000];
	size_t told = 0;

	memset(text, 'x', sizeof(text));
	settle();
	for (int i = 0; i < 3; i++)
		MUST(fanout_message(
			 hall, SAME(WORDS(STR("msg"), { text, sizeof(text) }))),
		    "no memory");
	fanout_settle();
	tell(test.client[0]);
	for (size_t i = 1; i < MEMBERS; i++)
		told += drain(test.end[i]) > 0;
	TAP_NUM(told, CROWD_AT_ONCE / 2,
	    "half as many are told at once what is over a page");
	settle();
}

/* Whoever speaks is answered by the event. */
static void
answers_at_once(uint32_t hall)
{
	const uint32_t speaker = test.client[MEMBERS - 2];
	const struct words words = WORDS(STR("msg"), STR("hello"));
	char room[64];

	pass(2 * SEC);
	tell_the_crowd(hall);
	tell(test.client[0]);
	(void)have(STR(""));
	MUST(fanout_message(hall, EVENT(words, words, speaker)), "no memory");
	fanout_flush();
	TAP_OK(io_read(test.end[MEMBERS - 2], room, sizeof(room)) > 0,
	    "whoever speaks to the crowd does not wait for it");
	TAP_NUM(have(STR("msg hello\n")), 0, "which waits");
}

static void
keeps_a_pace(void)
{
	const size_t in_2_ms = in_time(2 * MSEC);
	size_t got = CROWD_AT_ONCE + in_2_ms, count;

	TAP_OK(in_2_ms > 0 && in_2_ms % 16 == 0,
	    "in 2 ms 16 for each processor: %zu", in_2_ms);
	while (got < MEMBERS - 1 && (count = in_time(2 * MSEC)) > 0)
		got += count;
	TAP_NUM(got, MEMBERS - 1, "and each in the end, once");
}

static void
forgets_it(uint32_t hall)
{
	tell_the_crowd(hall);
	tell(test.client[0]);
	(void)have(STR("msg hello\n"));
	TAP_OK(in_time(SEC) > 0, "when nobody else has been told anything");
	fanout_flush();
	TAP_OK(
	    have(STR("msg hello\n")) > 0, "for a second, it goes on at once");
	for (int i = 0; i < 3; i++)
		fanout_flush();
	(void)have(STR(""));
}

/* Whoever the crowd's event was too much for is still one of it. */
static void
counts_who_was_full(uint32_t hall)
{
	const uint32_t slot = clients_slot(test.client[1]);
	const struct downlink *down = &slots_get(slot)->down;
	const char byte = 'x';

	pass(2 * SEC);
	while (io_write(down->fd, &byte, 1) == 1)
		continue;
	tell_the_crowd(hall);
	tell(test.client[0]);
	TAP_OK(down->full, "a pipe is full");
	(void)drain(test.end[1]);
	downlink_writable(slot);
	fanout_flush();
	TAP_NUM(drain(test.end[1]), 0,
	    "when it has room again it waits as the rest of the crowd does");
	for (int i = 0; i < 1000 && down->dirty; i++)
		pass(2 * MSEC);
	TAP_NUM(drain(test.end[1]), strlen("msg hello\n"), "and is told");
}

int
main(void)
{
	bulk();
	stage_begin(options);
	const uint32_t hall = groups_make(STR("hall"));
	enter(hall);
	reaches_a_crowd(hall);
	does_not_wait_for_helpers(hall);
	lets_others_go_first(hall);
	keeps_a_pace();
	forgets_it(hall);
	counts_who_was_full(hall);
	answers_at_once(hall);
	counts_bytes(hall);
	return tap_done();
}
