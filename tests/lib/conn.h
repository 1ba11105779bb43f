/*
 * A raw connection of a test to the server: what netcat would be to a person.
 * Every wait has a deadline; what does not come as expected ends the test with
 * both texts.
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
	struct buf in; /* what has come and was not looked at */
	struct str line; /* what conn_line gave last; still in the buffer */
	struct conn *next; /* in the list of all that are open */
	char data[CONN_ROOM];
};

/* Connects to the server's first address, or to any. */
struct conn *conn_open(const struct server *server);
struct conn *conn_open_at(const char *address);

/*
 * To the first one from an address of 127.0.0.0/8, with port 0; the test is
 * skipped where this machine has not all of them.
 */
struct conn *conn_open_from(const struct server *server, const char *from);

/*
 * To an address, with a receive buffer as small as the system allows: what is
 * not read by the test soon waits in the server.
 */
struct conn *conn_open_small(const char *address);

/* Connects and takes a name. */
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

/* Closes it and frees all of it. The server may notice later. */
void conn_close(struct conn *conn);

/*
 * Says quit, waits for the server's bye, and closes: all others know by then.
 */
#define conn_quit(conn) conn_quit_at(HERE, conn)
void conn_quit_at(const char *where, struct conn *conn);

/*
 * Closes the connection with a reset, as if the client's machine had crashed.
 */
void conn_reset(struct conn *conn);

/* Nothing more will be sent. */
void conn_finish(struct conn *conn);

/* Sends a line: LF is added. */
void conn_say(struct conn *conn, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Sends bytes as they are; ends the test if they are not taken in time. */
void conn_send(struct conn *conn, const void *data, size_t len);

/*
 * Sends what is taken without waiting, or within the time: the number of
 * bytes. A connection that the server has closed takes nothing.
 */
size_t conn_push(struct conn *conn, const void *data, size_t len, usec time);

/* Waits for the next line, whatever it is; valid until the next call. */
#define conn_line(conn) conn_line_at(HERE, conn)
struct str conn_line_at(const char *where, struct conn *conn);

/* The next line if it is there already; false if not, or at the end. */
bool conn_has_line(struct conn *conn, struct str *line);

/* The next line must match the pattern ("*", "...": pattern.h). */
#define conn_expect(conn, ...) conn_expect_at(HERE, conn, __VA_ARGS__)
void conn_expect_at(const char *where, struct conn *conn, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/*
 * Expects that the newcomer is turned away with a text that matches, first in
 * IRC's form, then in the native one.
 */
#define conn_expect_turned_away(conn, ...) \
	conn_expect_turned_away_at(HERE, conn, __VA_ARGS__)
void conn_expect_turned_away_at(const char *where, struct conn *conn,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Says a line and expects another: the most frequent step of a test. */
#define conn_ask(conn, line, ...) conn_ask_at(HERE, conn, line, __VA_ARGS__)
void conn_ask_at(const char *where, struct conn *conn, const char *line,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* A dialogue as a table: what is said, and the pattern of the answer. */
struct step {
	const char *say;
	const char *answer;
};
#define conn_steps(conn, steps) conn_steps_at(HERE, conn, steps, COUNT(steps))
void conn_steps_at(const char *where, struct conn *conn,
    const struct step *steps, size_t count);

/* Reads lines until one matches. */
#define conn_wait_for(conn, ...) conn_wait_for_at(HERE, conn, __VA_ARGS__)
void conn_wait_for_at(const char *where, struct conn *conn, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/*
 * Says "boxes" until that has a line that matches, as "box tea 1 0 0", or
 * "ok boxes 0".
 */
#define conn_await_box(conn, pattern) conn_await_box_at(HERE, conn, pattern)
void conn_await_box_at(
    const char *where, struct conn *conn, const char *pattern);

/* Nothing may have been sent to it: told by a ping, not by waiting. */
#define conn_expect_nothing(conn) conn_expect_nothing_at(HERE, conn)
void conn_expect_nothing_at(const char *where, struct conn *conn);

/* The server must close the connection now, in order and not by a reset. */
#define conn_expect_end(conn) conn_expect_end_at(HERE, conn)
void conn_expect_end_at(const char *where, struct conn *conn);

/* Just these bytes must come next, with no line end behind them. */
#define conn_expect_bytes(conn, text) conn_expect_bytes_at(HERE, conn, text)
void conn_expect_bytes_at(
    const char *where, struct conn *conn, const char *text);

/* The number that is the second word of the last line: an event's ID. */
uint64_t conn_id(const struct conn *conn);

#endif
