/*
 * A raw connection of a test to the server, as a person has with netcat. Every
 * wait has a deadline. If something other than the expected comes, the test
 * ends and shows both.
 */
#ifndef TESTS_LIB_CONN_H
#define TESTS_LIB_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server.h"
#include "shared/buf.h"
#include "shared/clock.h"

#define CONN_ROOM 16384
#define CONN_LABEL 40

struct conn {
	int fd; /* non-blocking; -1 once closed */
	char label[CONN_LABEL]; /* whose it is, for messages */
	struct buf in; /* received and not yet taken */
	struct str line; /* the last line of conn_line, within in */
	struct browser *browser; /* its WebSocket; null: it has none */
	struct conn *next; /* in the list of all that are open */
	char data[CONN_ROOM];
};

/* Connects to the server's first address, or to any. */
struct conn *conn_open(const struct server *server);
struct conn *conn_open_at(const char *address);

/*
 * Connects to the server's first address from an address of 127.0.0.0/8, with
 * port 0. Skips the test if this machine does not have all of them.
 */
struct conn *conn_open_from(const struct server *server, const char *from);

/*
 * Connects to the server's first address, and asks for a WebSocket with that
 * subprotocol, if any: lines are messages from then on, and what else comes is
 * shown as a line (browser.h). conn_send sends bytes as they are.
 */
struct conn *conn_browse(const struct server *server, const char *protocol);

/*
 * Connects to an address with the smallest receive buffer that the system
 * allows: what the test does not read soon waits in the server.
 */
struct conn *conn_open_small(const char *address);

/* Connects and sets the name. */
#define conn_named(server, name) conn_named_at(HERE, server, name)
struct conn *conn_named_at(
    const char *where, const struct server *server, const char *name);

/*
 * Connects, sets the name, joins the group, and reads everything up to there.
 */
#define conn_member(server, name, group) \
	conn_member_at(HERE, server, name, group)
struct conn *conn_member_at(const char *where, const struct server *server,
    const char *name, const char *group);

/* Closes the connection and frees it. The server may notice later. */
void conn_close(struct conn *conn);

/*
 * Sends quit, waits for the server's bye, and closes: by then all others know.
 */
#define conn_quit(conn) conn_quit_at(HERE, conn)
void conn_quit_at(const char *where, struct conn *conn);

/*
 * Closes the connection with a reset, as if the client's machine had crashed.
 */
void conn_reset(struct conn *conn);

/* Shuts down the sending side. */
void conn_finish(struct conn *conn);

/* Sends a line: LF is added. */
void conn_say(struct conn *conn, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Sends bytes as they are; ends the test if they are not taken in time. */
void conn_send(struct conn *conn, const void *data, size_t len);

/*
 * Sends what the socket takes within the time, or at once if it is 0. Returns
 * the number of bytes. A connection that the server has closed takes nothing.
 */
size_t conn_push(struct conn *conn, const void *data, size_t len, usec time);

/* Waits for the next line and returns it; valid until the next call. */
#define conn_line(conn) conn_line_at(HERE, conn)
struct str conn_line_at(const char *where, struct conn *conn);

/* The same, of a control socket, which says meanwhile that it is working. */
struct str conn_answer_at(const char *where, struct conn *conn);

/* Takes the next line if it has arrived; false if not, or at the end. */
bool conn_has_line(struct conn *conn, struct str *line);

/* Expects that the next line matches the pattern (pattern.h). */
#define conn_expect(conn, ...) conn_expect_at(HERE, conn, __VA_ARGS__)
void conn_expect_at(const char *where, struct conn *conn, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/*
 * Expects that the server turns the newcomer away with a text that matches,
 * first in IRC's form, then in the native one.
 */
#define conn_expect_turned_away(conn, ...) \
	conn_expect_turned_away_at(HERE, conn, __VA_ARGS__)
void conn_expect_turned_away_at(const char *where, struct conn *conn,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Sends a line and expects the next: the most frequent step of a test. */
#define conn_ask(conn, line, ...) conn_ask_at(HERE, conn, line, __VA_ARGS__)
void conn_ask_at(const char *where, struct conn *conn, const char *line,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Reads lines until one matches. */
#define conn_wait_for(conn, ...) conn_wait_for_at(HERE, conn, __VA_ARGS__)
void conn_wait_for_at(const char *where, struct conn *conn, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/* Expects that the server has sent nothing; a ping tells, not a pause. */
#define conn_expect_nothing(conn) conn_expect_nothing_at(HERE, conn)
void conn_expect_nothing_at(const char *where, struct conn *conn);

/*
 * Expects that the server closes the connection, in order and not by a reset.
 */
#define conn_expect_end(conn) conn_expect_end_at(HERE, conn)
void conn_expect_end_at(const char *where, struct conn *conn);

/* Expects exactly these bytes next, without a line end after them. */
void conn_expect_bytes(struct conn *conn, const char *text);

/* Returns the second word of the last line, the event's ID. */
uint64_t conn_id(const struct conn *conn);

#endif
