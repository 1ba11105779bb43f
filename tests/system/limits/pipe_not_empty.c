/*
 * A message to many members also goes to members whose pipes are not empty,
 * because their workers are stopped. Once they continue, they get every byte,
 * and the other members have missed none meanwhile.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/filler.h"

#define READERS 6
#define STOPPED 2 /* the last ones of them */
#define TURNS 8 /* while they are stopped */
#define ROUNDS 6
#define MESSAGES_MOST 65536

static struct {
	struct server *server;
	struct conn *sender;
	struct conn *reader[READERS];
	pid_t worker[READERS];
	size_t number; /* of the next message */
	size_t size[MESSAGES_MOST]; /* of each message's text */
} test;

/* The router finds all of them in one turn: it is stopped meanwhile. */
static void
say_at_once(size_t count, size_t size)
{
	server_signal(test.server, SIGSTOP);
	for (size_t i = 0; i < count; i++) {
		MUST(test.number < MESSAGES_MOST, "too many messages");
		test.size[test.number] = size;
		conn_say(
		    test.sender, "send 1 %zu %s", test.number, filler(size));
		test.number++;
	}
	server_await_rest();
	server_signal(test.server, SIGCONT);
}

static void
expect(struct conn *conn, size_t first, size_t count)
{
	for (size_t i = first; i < first + count; i++)
		conn_expect(
		    conn, "msg * 1 javad %zu %s", i, filler(test.size[i]));
}

/* Everybody from the first reader up to the last gets what is said. */
static void
say_to(size_t readers, size_t count, size_t size)
{
	const size_t first = test.number;

	say_at_once(count, size);
	expect(test.sender, first, count);
	for (size_t i = 0; i < readers; i++)
		expect(test.reader[i], first, count);
}

/* Different messages of the same length, at the same place in memory. */
static void
talk_alike(void)
{
	for (size_t i = 0; i < TURNS; i++)
		say_to(READERS, 4, 1000);
}

static void
talk(void)
{
	static const size_t bytes[] = { 100, 1100, 4096, 9000, 30000 };

	for (size_t i = 0; i < TURNS; i++) {
		const size_t size = 20 + dice(1500);
		say_to(READERS - STOPPED, 1 + bytes[dice(COUNT(bytes))] / size,
		    size);
	}
}

static void
signal_some(int number)
{
	for (size_t i = READERS - STOPPED; i < READERS; i++)
		MUST(kill(test.worker[i], number) == 0, "no worker");
}

static void
try(void)
{
	talk_alike();
	const size_t first = test.number;
	signal_some(SIGSTOP);
	talk();
	signal_some(SIGCONT);
	for (size_t i = READERS - STOPPED; i < READERS; i++)
		expect(test.reader[i], first, test.number - first);
}

static void
enter(void)
{
	static const char *const names[READERS] = { "ali", "reza", "sara",
		"maryam", "bob", "eve" };

	test.sender = conn_member(test.server, "javad", "1");
	for (size_t i = 0; i < READERS; i++) {
		test.reader[i] = conn_member(test.server, names[i], "1");
		conn_expect(test.sender, "join * 1 %s", names[i]);
		for (size_t r = 0; r < i; r++)
			conn_expect(test.reader[r], "join * 1 %s", names[i]);
		test.worker[i] = server_worker(test.server, names[i]);
	}
}

int
main(void)
{
	dice_begin();
	test.server = server_start(NULL);
	enter();
	for (unsigned i = 0; i < ROUNDS; i++)
		try();
	for (size_t i = 0; i < READERS; i++)
		conn_expect_nothing(test.reader[i]);
	PASS("%d members, %d of whose workers are stopped at times, get all "
	     "of %zu messages",
	    READERS, STOPPED, test.number);
	server_stop(test.server);
	return tap_done();
}
