/*
 * password_time: nobody can guess the password, from one address or over many
 * connections at once, and clients from elsewhere do not notice the attempts.
 */
#include <stdio.h>
#include <sys/stat.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/pattern.h"

#define SECRET "open-sesame"
#define UNIT (500 * MSEC) /* password_time */
#define FROM(ip) "PROXY TCP4 " ip " 192.0.2.1 40000 1234\r\n"
#define CROWD 20

static char config[2 * SCRATCH_PATH];

static struct server *
start(const char *listen)
{
	return server_start(
	    &(struct setup) { .config = config, .listen = { listen } });
}

/*
 * One says a wrong one; then one from elsewhere and one from its own address
 * say the right one.
 */
static void
say_all(struct server *server, struct conn *wrong, struct conn *elsewhere,
    struct conn *own)
{
	const usec start = clock_mono();
	struct str line;

	conn_say(wrong, "pass sesame");
	conn_say(wrong, "ping");
	server_expect(server, "refused: * (wrong password)");
	conn_ask(elsewhere, "pass " SECRET, "ok pass");
	conn_say(own, "pass " SECRET);
	const bool told = conn_has_line(wrong, &line);
	TAP_OK(!told || clock_mono() - start >= UNIT,
	    "who comes from elsewhere does not wait");
	if (!told)
		line = conn_line(wrong);
	MUST(pattern_matches("err pass not-allowed wrong password", line),
	    "no answer");
	conn_expect(own, "ok pass");
	TAP_OK(clock_mono() - start >= UNIT,
	    "who comes from the same address does");
	conn_expect(wrong, "ok ping");
	conn_ask(wrong, "pass " SECRET, "ok pass");
	PASS("a wrong one is answered late, and what is behind it in its turn");
}

static void
test_addresses(void)
{
	struct server *server = start("127.0.0.1:0");
	struct conn *wrong = conn_open(server);
	struct conn *own = conn_open(server);

	say_all(server, wrong, conn_open_from(server, "127.0.0.2:0"), own);
	server_stop(server);
}

static struct conn *
open_by_proxy(const struct server *server, const char *header)
{
	struct conn *conn = conn_open(server);

	conn_send(conn, header, strlen(header));
	conn_ask(conn, "ping", "ok ping");
	return conn;
}

static void
test_proxied(void)
{
	struct server *server = start("127.0.0.1:0 proxy");
	struct conn *wrong = open_by_proxy(server, FROM("192.0.2.7"));
	struct conn *own = open_by_proxy(server, FROM("192.0.2.7"));

	say_all(server, wrong, open_by_proxy(server, FROM("192.0.2.8")), own);
	server_stop(server);
}

/*
 * Sends a wrong guess, and returns whether there is a reply. A kicked client
 * connects again.
 */
static bool
guess(const struct server *server, struct conn **conn)
{
	struct str line;

	if (*conn == NULL) {
		*conn = conn_open(server);
		conn_say(*conn, "pass a\npass b\npass c");
	}
	if (!conn_has_line(*conn, &line))
		return false;
	if (line.len > 3 && memcmp(line.at, "bye", 3) == 0) {
		conn_close(*conn);
		*conn = NULL;
	}
	return true;
}

/* The n-th answer comes after 1 + 2 + ... units of time, 5 from the fifth on.
 */
static size_t
most_answers(usec time)
{
	size_t count = 0;

	for (usec due = UNIT; due <= time;
	     due += (count < 5 ? count + 1 : 5) * UNIT)
		count++;
	return count;
}

/* An exempt address, over many connections at once, as fast as it can. */
static void
test_crowd(void)
{
	struct server *server = start("127.0.0.1:0");
	struct conn *within = conn_open_from(server, "127.0.0.2:0");
	struct conn *crowd[CROWD] = { NULL };
	const usec start_time = clock_mono();
	size_t answers = 0;

	conn_ask(within, "pass " SECRET, "ok pass");
	conn_ask(within, "within", "ok name within");
	while (clock_mono() - start_time < 3 * UNIT + UNIT / 2) {
		for (size_t i = 0; i < CROWD; i++)
			answers += guess(server, &crowd[i]);
		conn_ask(within, "ping", "ok ping");
		pass_time(10 * MSEC);
	}
	const usec took = clock_mono() - start_time;
	TAP_OK(answers > 0 && answers <= most_answers(took),
	    "%d connections got %zu answers in %llu ms, at most %zu", CROWD,
	    answers, (unsigned long long)(took / MSEC), most_answers(took));
	struct conn *late = conn_open_from(server, "127.0.0.3:0");
	conn_ask(late, "pass " SECRET, "ok pass");
	PASS("meanwhile all others are served");
	server_stop(server);
}

static void
test_gone(void)
{
	struct server *server = start("127.0.0.1:0");
	const usec start_time = clock_mono();
	struct conn *conn = conn_open(server);

	conn_say(conn, "pass sesame");
	server_expect(server, "refused: 127.0.0.1:* (wrong password)");
	conn_close(conn);
	conn = conn_open(server);
	conn_ask(conn, "pass " SECRET, "ok pass");
	TAP_OK(clock_mono() - start_time >= UNIT,
	    "who goes and comes again waits too");
	server_stop(server);
}

int
main(void)
{
	char file[SCRATCH_PATH];

	scratch_path(file, "password");
	scratch_write(file, SECRET "\n");
	MUST(chmod(file, 0600) == 0, "chmod fails");
	(void)snprintf(config, sizeof(config),
	    "password_file %s\npassword_time 0.5\n", file);
	test_addresses();
	test_proxied();
	test_crowd();
	test_gone();
	return tap_done();
}
