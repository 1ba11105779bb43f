/*
 * One client's connection within its worker: the bytes that wait in either
 * direction, and how far the client has come with its name. Fronts put
 * commands into it; the worker's loop moves its bytes.
 */
#ifndef SERVER_WORKER_CONN_H
#define SERVER_WORKER_CONN_H

#include <stdbool.h>

#include "shared/addr.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/codes.h"
#include "shared/limits.h"

/* What one read from the router takes, and as much again at its end. */
#define CONN_DOWN ((size_t)64 * 1024)

#define CONN_IN ((size_t)16 * LIMIT_LINE)
#define CONN_UP ((size_t)17 * LIMIT_LINE)
#define CONN_OUT ((size_t)2 * LIMIT_LINE)

struct conn {
	struct buf in; /* from the client, not yet understood */
	struct buf up; /* commands for the router */
	struct buf down; /* the router's lines */
	struct buf out; /* bytes for the client, where a front makes them */
	usec chunk_time; /* 0: no chunks */
	bool header_due; /* that of the PROXY protocol */
	bool refused; /* it is to end; nothing more is read of it */
	bool held; /* a line waits for the answer to a name, or has waited */
	unsigned names_owed; /* answers to name that are to come */
	size_t name_len; /* 0: no name yet */
	char name[LIMIT_NAME];
};

/* An empty connection, with the memory of this process's one. */
void conn_init(struct conn *conn, usec chunk_time);

/*
 * May one more command be taken: is there room for it on the uplink, whatever
 * it is, and is the client neither refused nor held?
 */
bool conn_ready(const struct conn *conn);

/*
 * Does the line at the front, whole or not, belong to another protocol, before
 * the client has a name?
 */
bool conn_is_foreign(const struct conn *conn);

/*
 * May the line be looked at, whole or not? One that is foreign is the end; but
 * behind a name that has no answer yet it is held until that comes. To be
 * called only if conn_ready, which then may be false.
 */
bool conn_admits(struct conn *conn, struct str line, bool whole);

/*
 * The line at the front, as buf_line finds it; there is none that is not
 * admitted. To be called only if conn_ready.
 */
enum line conn_line(struct conn *conn, struct str *line);

/*
 * A line as the native protocol has it (without LF): it goes up if the grammar
 * passes it, else as a fault. Before the client has a name, one word alone is
 * its name. To be called only if conn_ready, with what is admitted.
 */
void conn_command(struct conn *conn, struct str line);

/*
 * For a connection whose header is due: takes that, once it is whole, from the
 * front of what has come, and says upwards whose connection it is. True if that
 * is in peer now. If the client has ended, no more of the header will come.
 */
bool conn_header(struct conn *conn, bool ended, char peer[ADDR_TEXT]);

/* A command that cannot even be shown. To be called only if conn_ready. */
void conn_refuse(struct conn *conn, enum code code);

/* The end of the client's input; or TERM has come. There is always room. */
void conn_quit(struct conn *conn);
void conn_kicked(struct conn *conn);

/*
 * A line of the router passes: answers to name are noticed. True if the
 * client's name is another one now.
 */
bool conn_heard(struct conn *conn, struct str line);

#endif
