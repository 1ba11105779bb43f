/*
 * An address for echo: its clients get back what they send, byte by byte, until
 * they are silent for hello_time or begin like another protocol.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/upgrade.h"

#define MUCH ((size_t)1 << 20)

static struct server *server;

static struct conn *
open_echo(void)
{
	return conn_open_at(server->address[1]);
}

static void
expect_closed(struct conn *conn)
{
	conn_expect_end(conn);
	conn_close(conn);
}

static void
small(void)
{
	static const char *const texts[] = { "Echo this!", "name javad\n",
		"join 1\nquit\n", "getting on", "GET", "\xff\xfe\x01",
		"NICK a\r\n", " ", "ssh -2", "*", "\n" };

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct conn *conn = open_echo();
		conn_send(conn, texts[i], strlen(texts[i]));
		conn_expect_bytes(conn, texts[i]);
		conn_send(conn, "and more", 8);
		conn_expect_bytes(conn, "and more");
		conn_send(conn, "the last", 8);
		conn_finish(conn);
		conn_expect_bytes(conn, "the last");
		expect_closed(conn);
	}
	PASS("each text comes back, and nothing else");
}

/* Returns the number of bytes of the pattern, from at on, that were there. */
static size_t
take_back(struct conn *conn, const char *much, size_t at)
{
	char room[8192];
	const ssize_t count = read(conn->fd, room, sizeof(room));

	if (count <= 0)
		return 0;
	MUST(at + (size_t)count <= MUCH &&
		memcmp(much + at, room, (size_t)count) == 0,
	    "other bytes at %zu", at);
	return (size_t)count;
}

/* More than all buffers hold, in both directions at once. */
static void
large(void)
{
	static char much[MUCH];
	struct conn *conn = open_echo();
	size_t sent = 0, back = 0;

	for (size_t i = 0; i < MUCH; i++)
		much[i] = (char)(i * 7 + i / 251);
	while (back < MUCH) {
		if (sent < MUCH)
			sent += conn_push(conn, much + sent, MUCH - sent, 0);
		back += take_back(conn, much, back);
	}
	conn_finish(conn);
	expect_closed(conn);
	PASS("a megabyte of any bytes");
}

static void
foreign(void)
{
	static const char *const begins[] = { "GET / HTTP/1.1\r\n\r\nsecret",
		"post /x HTTP/1.1\r\n", "OPTIONS * HTTP/1.1\r\n",
		"PRI * HTTP/2.0\r\n", "EHLO x\r\n", "*1\r\n$4\r\nPING\r\n",
		"\x16\x03\x01\x02", "SSH-2.0-x\r\n" };

	for (size_t i = 0; i < COUNT(begins); i++) {
		struct conn *conn = open_echo();
		conn_send(conn, begins[i], strlen(begins[i]));
		expect_closed(conn);
		server_expect(server, "ended: - * pid *, bye protocol, ...");
	}
	PASS("another protocol is not echoed");
	struct conn *conn = open_echo();
	conn_send(conn, "GE", 2);
	conn_expect_bytes(conn, "GE");
	conn_send(conn, "T / HTTP/1.1\r\n", 14);
	expect_closed(conn);
	PASS("nor is the rest of one");
}

/* Sends until nothing more is read; returns the number of bytes. */
static size_t
fill(struct conn *conn)
{
	static const char bytes[65536];
	size_t sent = 0, more;
	bool rests;

	do {
		rests = !server_any_runs();
		more = conn_push(conn, bytes, sizeof(bytes), 10 * MSEC);
		sent += more;
	} while (more > 0 || !rests);
	return sent;
}

/* Reads to the end; returns the number of bytes. */
static size_t
read_all(struct conn *conn)
{
	const usec end = deadline();
	char room[8192];
	size_t len = 0;
	ssize_t count;

	while ((count = read(conn->fd, room, sizeof(room))) != 0) {
		MUST(count > 0 || errno == EAGAIN, "no end, but a reset");
		len += count > 0 ? (size_t)count : 0;
		MUST(count > 0 || deadline_poll(conn->fd, POLLIN, end),
		    "no end");
	}
	return len;
}

/* One never speaks, one does not read; another is never silent for long. */
static void
silent(void)
{
	struct conn *busy = open_echo();
	struct conn *quiet = open_echo();
	struct conn *deaf = conn_open_at(server->address[2]);

	conn_send(busy, "x", 1);
	conn_expect_bytes(busy, "x");
	conn_send(quiet, "x", 1);
	conn_expect_bytes(quiet, "x");
	const size_t sent = fill(deaf);
	server_expect_workers(server, 3);
	server_pace_all(server, 540 * SEC);
	TAP_NUM(server_logged(server, "ended: ..."), 0, "there is still time");
	conn_send(busy, "x", 1);
	conn_expect_bytes(busy, "x");
	server_pace_all(server, 60 * SEC);
	conn_expect_end(quiet);
	conn_close(quiet);
	PASS("silence ends it");
	server_expect(server, "ended: - * pid *, bye idle, ...");
	TAP_OK(read_all(deaf) < sent, "also where the client does not read");
	conn_close(deaf);
	server_expect(server, "ended: - * pid *, bye idle, ...");
	conn_send(busy, "y", 1);
	conn_expect_bytes(busy, "y");
	PASS("a client that speaks stays");
	upgrade_to(server, UPGRADE_PACED);
	conn_send(busy, "z", 1);
	conn_expect_bytes(busy, "z");
	conn_close(busy);
	PASS("over an upgrade, too");
}

/* The worker needs nobody else. */
static void
stopped(void)
{
	struct conn *conn = open_echo();

	conn_send(conn, "a", 1);
	conn_expect_bytes(conn, "a");
	server_signal(server, SIGSTOP);
	conn_send(conn, "Echo this!", 10);
	conn_expect_bytes(conn, "Echo this!");
	server_signal(server, SIGCONT);
	conn_close(conn);
	PASS("even while the server is stopped");
}

int
main(void)
{
	char path[SCRATCH_PATH], local[SCRATCH_PATH + 8];

	server = server_start(&(struct setup) { .config = "hello_time 600\n",
	    .listen = { "127.0.0.1:0", "127.0.0.3:0 echo" } });
	small();
	large();
	foreign();
	stopped();
	server_stop(server);
	scratch_path(path, "socket");
	(void)snprintf(local, sizeof(local), "%s echo", path); /* fits */
	server = server_start(
	    &(struct setup) { .config = "hello_time 600\ngrace 600\n",
		.listen = { "127.0.0.1:0", "127.0.0.3:0 echo", local },
		.paced = true });
	silent();
	server_stop(server);
	return tap_done();
}
