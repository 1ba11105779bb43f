/*
 * One client's connection within its worker: the bytes that wait in either
 * direction, what has gone up and is not answered yet, and the client's name. A
 * front puts commands into it; the worker's loop moves its bytes.
 */
#ifndef SERVER_WORKER_CONN_CONN_H
#define SERVER_WORKER_CONN_CONN_H

#include <stdbool.h>

#include "shared/addr.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/codes.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "worker/conn/asked.h"

/* What one read from the router takes, and as much again at its end. */
#define CONN_DOWN ((size_t)64 * 1024)

#define CONN_IN ((size_t)16 * LIMIT_LINE)
#define CONN_UP ((size_t)17 * LIMIT_LINE)
#define CONN_OUT ((size_t)16 * LIMIT_LINE)

/* What each of in, up and down begins with: enough for a quiet client. */
#define CONN_FIRST ((size_t)600)

/* The most that a front makes of one line, or replies to one, in bytes. */
#define CONN_MADE ((size_t)4 * LIMIT_LINE)

/* A front's own memory, bytes. */
#define CONN_STATE ((size_t)40 * 1024)

struct front;
struct transport;

struct conn {
	struct buf in; /* from the client, not yet understood */
	struct buf up; /* commands for the router */
	struct buf down; /* the router's lines */
	struct buf out; /* bytes for the client, where a front makes them */
	const struct transport *transport; /* null: none any more */
	const struct front *front; /* null: not known yet */
	void *state; /* the front's own: all zero at first */
	struct asked *asked; /* if the front asks */
	bool native; /* no IRC */
	usec chunk_time; /* 0: no chunks */
	bool refused; /* it is to end; nothing more is read of it */
	const struct rule *hint; /* of the line that was heard last */
	bool drains; /* nothing more is taken until all is answered: asked */
	bool held; /* a line waits for the answer to a name, or has waited */
	unsigned names_owed; /* answers to name that are to come */
	size_t name_len; /* 0: no name yet */
	char name[LIMIT_NAME];
	char peer[ADDR_TEXT]; /* where it comes from */
	char first_in[CONN_FIRST];
	char first_up[CONN_FIRST];
	char first_down[CONN_FIRST];
};

/*
 * An empty connection, with the memory of this process's one; it must stay
 * where it is.
 */
void conn_init(struct conn *conn, usec chunk_time);

/* The front has it from now on. */
void conn_begin(struct conn *conn, const struct front *front);

/*
 * May one more command be taken: is there room for it on the uplink, whatever
 * it is, and for a reply, and is the client neither refused nor held?
 */
bool conn_ready(const struct conn *conn);

/*
 * Nobody answers any more, for nobody hears it: what was asked is forgotten, so
 * that what waited for room, or for its turn to be answered, goes on. False:
 * what the client says next can be understood only with an answer, or not at
 * all.
 */
bool conn_goes_on_unheard(struct conn *conn);

/* The line at the front, as buf_line finds it, as long as its front takes it.
 */
enum line_found conn_line(struct conn *conn, struct str *line);

/*
 * All of these are to be called only if conn_ready.
 *
 * A command (without LF): it goes up if the grammar passes it, else as a fault.
 * The command name, of a name that is one. A command that is refused here, as a
 * fault of its verb, or of none with VERB_NONE; with what was over which
 * limit.
 */
void conn_command(struct conn *conn, struct str line);
void conn_name(struct conn *conn, struct str name);
void conn_refuse(struct conn *conn, enum verb verb, enum code code);
void conn_refuse_over(
    struct conn *conn, enum verb verb, enum code code, struct excess over);

/*
 * For a front that asks: a command of its own, of words with a space between
 * each two, which may not have one but for the last; ask.verb and ask.own are
 * set here. Why it is none, as the grammar says, or CODE_OK: then it goes up,
 * and what the router answers goes to the front with what it has asked.
 */
enum code conn_ask(
    struct conn *conn, const struct str *words, size_t count, struct ask ask);

/* For a front that makes bytes: such for the client that no event has made. */
void conn_reply(struct conn *conn, struct str bytes);

/* The router is to end it: what has come behind this is not looked at. */
void conn_end(struct conn *conn);

/* The end of the client's input; or TERM has come. There is always room. */
void conn_quit(struct conn *conn);
void conn_kicked(struct conn *conn);

/*
 * A line of the router passes: answers to name are noticed. True if the
 * client's name is another one now.
 */
bool conn_heard(struct conn *conn, struct str line);

/*
 * The first of the router's lines, without LF, is given to a front that makes
 * bytes of them.
 */
void conn_output(struct conn *conn, struct str line);

#endif
