/*
 * password_time: nobody can guess the password, from one address or over many
 * connections at once, and clients from elsewhere do not notice the attempts.
 */
#include <stdio.h>
#include <sys/stat.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"

#define SECRET "open-sesame"
#define UNIT (60 * SEC) /* password_time */
#define FROM(ip) "PROXY TCP4 " ip " 192.0.2.1 40000 1234\r\n"
#define CROWD 20
#define ANSWERS 3

static char config[2 * SCRATCH_PATH];

static struct server *
start(const char *listen)
{
	return server_start(&(struct setup) {
	    .config = config, .listen = { listen }, .paced = true });
}

/* Says the right one, which is not answered yet. */
static void
say_right(struct conn *conn)
{
	conn_ask(conn, "ping\npass " SECRET, "ok ping");
}

static bool
is_silent(struct conn *conn)
{
	struct str line;

	return !conn_has_line(conn, &line);
}

/*
 * One says a wrong one; then one from elsewhere and one from its own address
 * say the right one.
 */
static void
say_all(struct server *server, struct conn *wrong, struct conn *elsewhere,
    struct conn *own)
{
	conn_say(wrong, "pass sesame");
	conn_say(wrong, "ping");
	server_expect(server, "refused: * (wrong password)");
	say_right(own);
	conn_ask(elsewhere, "pass " SECRET, "ok pass");
	PASS("who comes from elsewhere does not wait");
	server_pace(server, UNIT / 2);
	conn_ask(elsewhere, "ping", "ok ping");
	TAP_OK(is_silent(wrong) && is_silent(own),
	    "who comes from the same address does");
	server_pace(server, UNIT / 2);
	conn_expect(wrong, "err pass not-allowed wrong password");
	conn_expect(own, "ok pass");
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

/* Which of them are answered. */
static size_t
guess_all(const struct server *server, struct conn *crowd[CROWD])
{
	size_t answers = 0;

	for (size_t i = 0; i < CROWD; i++)
		answers += guess(server, &crowd[i]);
	return answers;
}

/*
 * An exempt address, over many connections at once, as fast as it can. The n-th
 * answer comes n units after the one before.
 */
static void
test_crowd(void)
{
	struct server *server = start("127.0.0.1:0");
	struct conn *within = conn_open_from(server, "127.0.0.2:0");
	struct conn *crowd[CROWD] = { NULL };
	size_t answers = 0;

	conn_ask(within, "pass " SECRET, "ok pass");
	conn_ask(within, "within", "ok name within");
	(void)guess_all(server, crowd);
	server_expect(server, "refused: 127.0.0.1:* (wrong password)");
	for (size_t n = 1; n <= ANSWERS; n++) {
		const usec end = deadline();
		server_pace(server, (usec)(n - 1) * UNIT + UNIT / 2);
		conn_ask(within, "ping", "ok ping");
		MUST(guess_all(server, crowd) == 0, "%zu: too soon", n);
		server_pace(server, UNIT / 2);
		while ((answers = guess_all(server, crowd)) == 0)
			MUST(deadline_pause(end), "%zu: no answer", n);
		MUST(answers == 1, "%zu: more than one", n);
		server_expect(server, "refused: 127.0.0.1:* (wrong password)");
	}
	TAP_NUM(server_logged(server, "refused: ..."), ANSWERS + 1,
	    "%d connections get one answer after the other", CROWD);
	struct conn *late = conn_open_from(server, "127.0.0.3:0");
	conn_ask(late, "pass " SECRET, "ok pass");
	PASS("meanwhile all others are served");
	server_stop(server);
}

static void
test_gone(void)
{
	struct server *server = start("127.0.0.1:0");
	struct conn *elsewhere = conn_open_from(server, "127.0.0.2:0");
	struct conn *conn = conn_open(server);

	conn_say(conn, "pass sesame");
	server_expect(server, "refused: 127.0.0.1:* (wrong password)");
	conn_close(conn);
	conn = conn_open(server);
	say_right(conn);
	server_pace(server, UNIT / 2);
	conn_ask(elsewhere, "ping", "ok ping");
	TAP_OK(is_silent(conn), "who goes and comes again waits too");
	server_pace(server, UNIT / 2);
	conn_expect(conn, "ok pass");
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
	    "password_file %s\npassword_time 60\ngrace 600\n", file);
	test_addresses();
	test_proxied();
	test_crowd();
	test_gone();
	return tap_done();
}
