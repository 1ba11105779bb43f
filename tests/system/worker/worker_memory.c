/*
 * No worker has other clients' data in its memory: names, groups, texts,
 * topics, addresses, the configuration and the environment, whoever came first
 * and however much was sent. All of it begins with a word that changes with
 * each run.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/proc.h"
#include "tests/lib/scan.h"

#define CLIENTS 12
#define ROUNDS 40
#define MESSAGES 5 /* by each client in each round */

static struct {
	struct server *server;
	struct conn *client[CLIENTS];
	unsigned number; /* of what has been made up */
	char word[12]; /* which all of it begins with */
	char from[24]; /* an address */
} secret;

static void
make_word(void)
{
	memcpy(secret.word, "zq", 2);
	for (size_t i = 2; i < sizeof(secret.word) - 1; i++)
		secret.word[i] = (char)('a' + (int)dice(26));
	(void)snprintf(secret.from, sizeof(secret.from), "127.%u.%u.%u",
	    100 + dice(100), 100 + dice(100), 100 + dice(100));
}

/* A new one; valid until the eighth from here on. */
static const char *
another(char kind)
{
	static char text[8][32];
	char *at = text[secret.number % COUNT(text)];

	(void)snprintf(
	    at, sizeof(text[0]), "%s%c%u", secret.word, kind, secret.number++);
	return at;
}

static void
enter(struct conn **conn)
{
	*conn = conn_named(secret.server, another('n'));
	conn_say(*conn, "join lobby");
	conn_wait_for(*conn, "join * lobby *");
}

/* Sends texts that end up in a log line, a reply, an event or nothing. */
static void
say_all(struct conn *conn)
{
	const char *group = another('g');

	conn_say(conn, "join %s", group);
	conn_say(conn, "topic %s %s", group, another('t'));
	for (int i = 0; i < MESSAGES; i++) {
		conn_say(conn, "send %s %s", group, another('m'));
		conn_say(conn, "send lobby %s", another('m'));
	}
	conn_say(conn, "tell %s %s", another('n'), another('x'));
	conn_say(conn, "send lobby %s\x1b", another('b'));
	conn_say(conn, "%s %s", another('c'), another('c'));
	conn_say(conn, "names %s", group);
	conn_say(conn, "leave %s %s", group, another('l'));
	conn_say(conn, "join !%s", another('g'));
	conn_say(conn, "name %s", another('n'));
	conn_say(conn, "groups");
	conn_say(conn, "ping end");
}

static void
go_and_come(size_t which)
{
	struct conn **conn = &secret.client[which];

	if (dice_once_in(2))
		conn_say(*conn, "quit %s", another('q'));
	else
		conn_reset(*conn);
	if (dice_once_in(2))
		conn_wait_for(secret.client[(which + 1) % CLIENTS], "quit ...");
	enter(conn);
}

static void
talk(void)
{
	for (unsigned round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < CLIENTS; i++)
			say_all(secret.client[i]);
		for (size_t i = 0; i < CLIENTS; i++)
			conn_wait_for(secret.client[i], "ok ping end");
	}
}

/* A connection from an address that is nobody else's. */
static void
come_from_afar(void)
{
	const char *port = strrchr(secret.server->address[0], ':');
	char text[64], data[64];
	struct addr from, to;

	(void)snprintf(text, sizeof(text), "%s:0", secret.from);
	MUST(addr_parse(&from, text) == NULL &&
		addr_parse(&to, secret.server->address[0]) == NULL &&
		port != NULL,
	    "no address");
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	MUST(fd != -1 && bind(fd, &from.to.any, from.len) == 0 &&
		connect(fd, &to.to.any, to.len) == 0,
	    "cannot connect from %s", text);
	MUST(io_write_all(fd, "ping\nquit\n", 10), "cannot write");
	while (io_read(fd, data, sizeof(data)) > 0)
		continue;
	io_close(&fd);
	server_expect(secret.server, "ended: - %s:* ...", secret.from);
}

/* One that is good and one that is not. */
static void
reload(void)
{
	char config[256];

	(void)snprintf(config, sizeof(config), "group %s\ngroup lobby\n# %s\n",
	    another('g'), another('#'));
	scratch_write(secret.server->config, config);
	server_signal(secret.server, SIGHUP);
	server_expect(secret.server, "reload: done");
	(void)snprintf(config, sizeof(config), "group %s\n%s %s\n",
	    another('g'), another('k'), another('v'));
	scratch_write(secret.server->config, config);
	server_signal(secret.server, SIGHUP);
	server_expect(secret.server, "reload: refused: ...");
}

static void
expect_none(const char *name, const char *when)
{
	const pid_t worker = server_worker(secret.server, name);

	TAP_NUM(
	    scan_process(worker, secret.word, true), 0, "%s: %s", name, when);
	TAP_NUM(scan_process(worker, secret.from, true), 0,
	    "%s: nor an address", name);
}

static void
start(void)
{
	char config[128];

	(void)snprintf(config, sizeof(config), "group %s\n", another('g'));
	MUST(setenv("FORKCAST_TEST", another('e'), 1) == 0, "out of memory");
	secret.server = server_start(&(struct setup) {
	    .config = config, .args = { "-v" }, .visible = true });
}

int
main(void)
{
	if (!proc_is_there() || sanitized())
		tap_skip("needs /proc and a build without sanitizers");
	dice_begin();
	make_word();
	start();
	struct conn *early = conn_named(secret.server, "early");
	if (scan_process(
		server_worker(secret.server, "early"), "early", false) == -1)
		tap_skip("needs the right to read /proc/PID/mem");
	for (size_t i = 0; i < CLIENTS; i++)
		enter(&secret.client[i]);
	come_from_afar();
	talk();
	struct conn *amid = conn_named(secret.server, "amid");
	expect_none("amid", "nothing of what was said before");
	for (size_t i = 0; i < CLIENTS; i++)
		go_and_come(i);
	server_memory(secret.server); /* the summary names them too */
	reload();
	talk();
	struct conn *late = conn_named(secret.server, "late");
	expect_none("early", "nothing of what was said afterwards");
	expect_none("amid", "nor of that in the middle of it");
	expect_none("late", "nothing of all that");
	conn_expect_nothing(early);
	conn_expect_nothing(amid);
	conn_expect_nothing(late);
	TAP_OK(scan_process(
		   server_worker(secret.server, "late"), "late", false) > 0,
	    "its own name can be found in a worker");
	TAP_OK(scan_process(secret.server->pid, secret.word, false) > 0,
	    "and what all have said in the server");
	server_stop(secret.server);
	return tap_done();
}
