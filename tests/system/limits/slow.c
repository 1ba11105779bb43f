/*
 * Clients that do not read: the other members of a group do not notice one, and
 * wait for the majority; after stall_time, or when its queue or all queues are
 * too long, one gets a bye, without a gap before it if it reads within grace;
 * and its worker is killed if it does not. After it, little of it is read.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/filler.h"
#include "tests/lib/flood.h"
#include "tests/lib/pattern.h"
#include "tests/lib/proc.h"
#include "tests/lib/scratch.h"

#define READERS 2
#define MUCH 700 /* messages, which fill a pipe and a socket */
#define ENDLESS 100000
#define QUIET (300 * MSEC)
#define FLOOD ((size_t)256 << 20) /* more than buffers hold */
#define MORE 5
#define MEMORY_KB (8 * 1024)

static char path[SCRATCH_PATH];

/* A server, who speaks in the group 1, and who reads there. */
static struct {
	struct server *server;
	struct conn *javad;
	struct conn *reader[READERS];
	struct flood flood;
} all;

static void
start(const char *config)
{
	all.server =
	    server_start(&(struct setup) { .listen = { path, "127.0.0.1:0" },
		.config = config,
		.paced = true });
	all.javad = conn_member(all.server, "javad", "1");
	all.reader[0] = conn_member(all.server, "ali", "1");
	all.reader[1] = conn_member(all.server, "reza", "1");
	conn_wait_for(all.reader[0], "join * 1 reza");
	flood_init(&all.flood, all.javad, "1", 1000);
}

/* Whoever does not read would be waited for. */
static void
stop(void)
{
	conn_close(all.javad);
	for (size_t i = 0; i < READERS; i++)
		conn_close(all.reader[i]);
	server_stop(all.server);
}

/* All that are well read so many. */
static void
talk(size_t messages)
{
	flood_all(&all.flood, all.reader, READERS, messages);
}

static void
is_given_up(void)
{
	start("stall_time 60\ngrace 600\n");
	struct conn *deaf = conn_member(all.server, "deaf", "1");

	talk(MUCH);
	server_pace(all.server, 59 * SEC);
	talk(MUCH);
	PASS("the others got every message");
	TAP_NUM(
	    server_logged(all.server, "deaf: quit"), 0, "there is still time");
	server_pace(all.server, 2 * SEC);
	server_expect(all.server, "deaf: quit");
	const size_t got = flood_read(&all.flood, deaf, 0);
	TAP_OK(pattern_matches("bye slow-reader ...", deaf->line) && got > 0 &&
		got < all.flood.said,
	    "it got %zu of %zu messages without a gap, then bye slow-reader",
	    got, all.flood.said);
	conn_expect_end(deaf);
	conn_close(deaf);
	server_expect(all.server, "ended: deaf * pid *, bye slow-reader, ...");
	stop();
}

/* The phone does not read; the laptop of the same client does. */
static void
is_one_of_two(void)
{
	start("stall_time 60\ngrace 600\nhash_rounds 4096\n");
	struct conn *phone = conn_open_at(all.server->address[0]);
	struct conn *const readers[] = { all.reader[0], all.reader[1],
		conn_member(all.server, "sara", "1") };

	conn_wait_for(all.reader[0], "join * 1 sara");
	conn_wait_for(all.reader[1], "join * 1 sara");
	conn_ask(all.reader[0], "register pw", "ok register ali");
	conn_ask(phone, "login ali pw", "ok login ali");
	conn_ask(phone, "ali", "ok name ali");
	conn_expect(phone, "join * 1 ali");
	flood_all(&all.flood, readers, READERS + 1, MUCH);
	conn_ask(all.reader[1], "tell ali hello", "err tell slow-down ...");
	server_pace(all.server, 61 * SEC);
	const size_t got = flood_read(&all.flood, phone, 0);
	TAP_OK(pattern_matches("bye slow-reader ...", phone->line) && got > 0 &&
		got < MUCH,
	    "one connection gets %zu of %d messages, and its goodbye", got,
	    MUCH);
	conn_expect_end(phone);
	conn_close(phone);
	server_expect(all.server, "ended: ali * pid *, bye slow-reader, ...");
	flood_all(&all.flood, readers, READERS + 1, MUCH);
	conn_ask(all.reader[1], "tell ali hello", "tell * reza ali hello");
	conn_expect(all.reader[0], "tell * reza ali hello");
	TAP_NUM(server_logged(all.server, "ali: quit"), 0,
	    "the other one reads on, and the client is here");
	conn_close(readers[READERS]);
	stop();
}

/* It does not even take the bye. */
static void
is_killed(void)
{
	start("stall_time 60\ngrace 60\n");
	struct conn *deaf = conn_member(all.server, "deaf", "1");
	/* It hears of the end at any time, and nothing of the flood. */
	struct conn *witness = conn_member(all.server, "witness", "2");

	conn_say(deaf, "join 2");
	conn_expect(witness, "join * 2 deaf");
	talk(MUCH);
	server_pace(all.server, 61 * SEC);
	conn_expect(witness, "quit * deaf slow-reader");
	server_pace(all.server, 61 * SEC);
	server_expect(all.server,
	    "ended: deaf * pid *, bye slow-reader and signal 9, lived ...");
	server_expect_workers(all.server, 2 + READERS);
	PASS("it is ended, and the others are told");
	conn_close(deaf);
	conn_close(conn_member(all.server, "deaf", "1"));
	PASS("its name is free again");
	stop();
}

/* What passes while the server is stopped is not counted. */
static void
has_its_time(void)
{
	start("stall_time 60\n");
	struct conn *late = conn_member(all.server, "late", "1");

	talk(MUCH);
	server_signal(all.server, SIGSTOP);
	server_leap(all.server, 600 * SEC);
	server_signal(all.server, SIGCONT);
	conn_say(all.reader[1], "ping");
	conn_wait_for(all.reader[1], "ok ping");
	server_pace(all.server, 58 * SEC);
	conn_expect_nothing(all.reader[0]);
	flood_expect(&all.flood, late, 0, MUCH);
	PASS("a reader who was late before a stop is still there after it");
	stop();
}

static void
has_too_much(void)
{
	start("queue_max 1M\ngrace 60\n");
	struct conn *deaf = conn_open_small(all.server->address[1]);

	conn_ask(deaf, "deaf", "ok name deaf");
	conn_ask(deaf, "join 1", "join * 1 deaf");
	const long before = proc_status(all.server->pid, "VmRSS");
	talk(10000); /* 10 MB are said; of these one may wait */
	server_expect(all.server, "deaf: quit");
	PASS("who does not read is given up, however long it may stall");
	const long after = proc_status(all.server->pid, "VmHWM");
	if (before != -1 && !sanitized())
		TAP_OK(after - before < MEMORY_KB,
		    "the server has grown by %ld KiB", after - before);
	server_pace(all.server, 60 * SEC); /* if it does not take its goodbye */
	server_expect(all.server, "ended: deaf ...");
	conn_close(deaf);
	stop();
}

/* Of all queues, that of who has waited longest is too much. */
static void
all_have_too_much(void)
{
	struct flood coffee;

	start("queue_total 1M\ngrace 600\n");
	struct conn *sara = conn_member(all.server, "sara", "coffee");
	struct conn *const readers[] = { conn_member(
					     all.server, "bob", "coffee"),
		conn_member(all.server, "eve", "coffee") };
	struct conn *first = conn_member(all.server, "first", "1");
	struct conn *second = conn_member(all.server, "second", "coffee");

	flood_init(&coffee, sara, "coffee", 1000);
	talk(MUCH);
	server_pace(all.server, 2 * SEC); /* ages are kept to a second */
	MUST(server_logged(all.server, "*: quit") == 0, "somebody went early");
	while (server_logged(all.server, "*: quit") == 0)
		flood_all(&coffee, readers, READERS, 20);
	TAP_NUM(server_logged(all.server, "first: quit"), 1,
	    "the one who has waited longest goes");
	(void)flood_read(&all.flood, first, 0);
	flood_expect(&coffee, second, 0, coffee.said);
	conn_expect_nothing(second);
	PASS("the other one has lost nothing");
	conn_close(first);
	stop();
}

/* Nobody reads but who speaks. */
static void
holds_up_a_group(void)
{
	start("");
	const long before = proc_status(all.server->pid, "VmRSS");
	struct conn *sara = conn_member(all.server, "sara", "1");
	struct conn *bob = conn_member(all.server, "bob", "3");

	conn_say(all.reader[0], "join 3");
	conn_wait_for(all.reader[0], "join * 3 ali");
	conn_say(all.reader[1], "join 3");
	conn_wait_for(all.reader[1], "join * 3 reza");
	conn_wait_for(bob, "join * 3 reza");
	conn_ask(sara, "join 2", "join * 2 sara");
	TAP_OK(!flood_run(&all.flood, ENDLESS, QUIET),
	    "the sender is stopped: %zu messages said, %zu heard",
	    all.flood.said, all.flood.heard);
	conn_say(sara, "mode 1");
	conn_wait_for(sara, "ok mode 1 ...");
	conn_say(sara, "send 2 hello");
	conn_wait_for(sara, "msg * 2 sara hello");
	conn_ask(bob, "send 3 hello", "msg * 3 bob hello");
	PASS("neither another group nor a query notices it");
	const long after = proc_status(all.server->pid, "VmRSS");
	if (before != -1 && !sanitized())
		TAP_OK(after - before < MEMORY_KB,
		    "the server has grown by %ld KiB", after - before);
	conn_close(sara);
	stop();
}

static void
go_on(void)
{
	start("");
	MUST(!flood_run(&all.flood, ENDLESS, QUIET), "nothing stops it");
	/* They begin to read, and the sender can go on. */
	const size_t stopped = all.flood.heard;
	flood_expect(&all.flood, all.reader[0], 0, stopped);
	flood_expect(&all.flood, all.reader[1], 0, stopped);
	while (all.flood.heard < all.flood.said ||
	    all.flood.heard < stopped + 100) {
		const size_t before = all.flood.heard;
		(void)flood_run(&all.flood, 1, QUIET);
		for (size_t i = 0; i < READERS; i++)
			flood_expect(&all.flood, all.reader[i], before,
			    all.flood.heard - before);
	}
	PASS("all %zu messages have reached the late ones", all.flood.heard);
	stop();
}

static void
are_refused(void)
{
	start("hold_time 60\n");
	struct conn *sara = conn_member(all.server, "sara", "1");

	MUST(!flood_run(&all.flood, ENDLESS, QUIET), "nothing stops it");
	flood_expect(&all.flood, sara, 0, all.flood.heard);
	for (int i = 0; i < MORE; i++) { /* all but one stay in its pipe */
		conn_say(sara, "send 1 %s", filler(1000));
		struct conn *bob = conn_member(all.server, "bob", "2");
		conn_ask(bob, "quit", "bye quit ..."); /* frees the name */
		conn_close(bob);
	}
	server_pace_later(all.server, 61 * SEC);
	conn_expect(all.javad, "err send slow-down ...");
	conn_expect(all.javad, "err send slow-down ...");
	PASS("after hold_time a line is refused, with those behind it");
	conn_close(all.javad);
	for (size_t i = 0; i < READERS; i++)
		conn_close(all.reader[i]);
	for (int i = 0; i < MORE; i++)
		conn_wait_for(sara, "err send slow-down ...");
	server_expect_workers(all.server, 1);
	server_pace(all.server, 12 * SEC);
	all.javad = conn_member(all.server, "javad", "1");
	all.reader[0] = conn_member(all.server, "ali", "1");
	all.reader[1] = conn_member(all.server, "reza", "1");
	conn_wait_for(sara, "join * 1 reza");
	conn_ask(sara, "send 1 hello", "msg * 1 sara hello");
	PASS("once it has been silent, and they have left, it can speak again");
	conn_close(sara);
	stop();
}

static void
gets_no_tell(void)
{
	start("");
	struct conn *late = conn_member(all.server, "late", "1");

	talk(MUCH);
	conn_ask(all.javad, "tell late hello", "err tell slow-down ...");
	conn_ask(all.javad, "tell ali hello", "tell * javad ali hello");
	conn_expect(all.reader[0], "tell * javad ali hello");
	flood_expect(&all.flood, late, 0, MUCH);
	conn_ask(all.javad, "tell late hello", "tell * javad late hello");
	conn_expect(late, "tell * javad late hello");
	PASS("when it has read it can be told again");
	stop();
}

/* A reset, for there is unread input. */
static void
closes_with_last_words(void)
{
	start("");
	struct conn *deaf = conn_open_small(all.server->address[1]);

	conn_ask(deaf, "deaf", "ok name deaf");
	conn_ask(deaf, "join 1", "join * 1 deaf");
	talk(3000);
	conn_say(deaf, "tell ali last words");
	conn_close(deaf);
	conn_expect(all.reader[0], "tell * deaf ali last words");
	conn_expect(all.reader[0], "quit * deaf...");
	server_expect(all.server, "ended: deaf * pid *, bye quit, lived ...");
	server_expect_workers(all.server, 1 + READERS);
	PASS("its last words and its end have come");
	stop();
}

static void
are_not_read(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "listen 127.0.0.1:0 date\nlisten 127.0.0.2:0 echo\n"
		      "hello_time 600\ngrace 600\nstall_time 600\n",
	    .file_listens = true,
	    .paced = true });
	struct conn *to[] = { conn_open_at(server->address[0]),
		conn_open_at(server->address[1]) };

	(void)conn_line(to[0]);
	for (size_t i = 0; i < 3; i++) {
		size_t said = 0, more = 1;
		for (; more > 0 && said < FLOOD; said += more)
			more = conn_push(to[i > 0], filler(8000), 8000, QUIET);
		TAP_OK(said < FLOOD, "nor after the end of a service: %zu", i);
		if (i == 1)
			server_pace_all(server, 600 * SEC);
		server_await_rest();
	}
	server_pace(server, 600 * SEC); /* its worker is killed */
	server_stop(server);
}

int
main(void)
{
	bulk();
	scratch_path(path, "socket"); /* its buffers are small */
	is_given_up();
	is_one_of_two();
	is_killed();
	has_its_time();
	has_too_much();
	all_have_too_much();
	holds_up_a_group();
	go_on();
	are_refused();
	gets_no_tell();
	closes_with_last_words();
	are_not_read();
	return tap_done();
}
