/*
 * One client's connection within its worker: the bytes that wait in either
 * direction, the commands that wait for an answer, and the client's name. A
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
#include "worker/conn/frames.h"

/*
 * Matches the router's lines to the commands that they answer, for a front that
 * sends commands of its own. Each command gets one answer, and answers come in
 * the order of the commands. An answer is ok, err, or the event that has the
 * client's own name as its actor; the lines of a list come before their ok. A
 * message of several lines is answered by its last one. A change of a mode is
 * answered by its event; the later line that says whether the change is kept
 * answers nothing.
 */

/*
 * The most commands that can wait for an answer at a time, and the bytes of
 * text that are kept with all of them. A line of a front has a few hundred
 * commands, each with one of its words, or four with the whole line.
 */
#define ASK_QUEUE_MOST 1024
#define ASK_QUEUE_TEXT ((size_t)64 * 1024)

/* One command that waits for its answer. */
struct ask {
	enum verb verb; /* VERB_NONE: none was recognised */
	bool aside; /* no line of the client has caused it */
	unsigned what;
	struct str word; /* the subject, as the client wrote it */
};

/* The commands that wait for an answer. All zero means none. */
struct ask_queue {
	struct ask ring[ASK_QUEUE_MOST];
	size_t first;
	size_t count;
	size_t lines_left; /* of the message of several lines being heard */
	size_t text_len; /* used bytes of text; 0 when nothing waits */
	char text[ASK_QUEUE_TEXT];
};

/*
 * The most that one read from the router takes, in bytes. After the router has
 * hung up, the buffer has room for as much again.
 */
#define CONN_DOWN ((size_t)64 * 1024)

#define CONN_IN ((size_t)16 * LIMIT_LINE)
#define CONN_UP ((size_t)17 * LIMIT_LINE)
#define CONN_OUT ((size_t)40 * LIMIT_LINE)

/* The first size of in, up and down, in bytes: enough for a quiet client. */
#define CONN_FIRST ((size_t)600)

/* The most bytes that a front makes of one line of the router. */
#define CONN_MADE ((size_t)9 * LIMIT_LINE)

/*
 * The most bytes that a front with commands of its own replies at once to one
 * line of the client: a line of 512 bytes may have a mistake in each byte. KICK
 * of 400 empty names from what is no channel gets 400 lines of 260 bytes.
 */
#define CONN_REPLIES ((size_t)27 * LIMIT_LINE)

/* Room for the code and the text of bye: as much as a close frame has. */
#define CONN_BYE ((size_t)FRAMES_CONTROL - 2)

/* The size of a front's own memory, in bytes. */
#define CONN_STATE ((size_t)40 * 1024)

struct front;

struct conn {
	struct buf in; /* from the client, not yet parsed */
	struct buf up; /* commands for the router */
	struct buf down; /* the router's lines */
	size_t whole; /* bytes of down that are whole lines */
	size_t bye_len; /* 0: the router's last line was not bye */
	char bye[CONN_BYE]; /* that, "CODE TEXT", as far as there is room */
	struct buf out; /* bytes for the client, if its front makes them */
	bool proxied; /* the header of a proxy is still to come */
	bool forwarded; /* a proxy of HTTP is between */
	struct web web; /* between the socket and the front */
	const struct front *front; /* null: not known yet */
	void *state; /* the front's own memory, all zero at first */
	struct ask_queue *asks; /* unused unless the front sends commands */
	bool native; /* the client does not speak IRC */
	size_t collects; /* lines of a message, still to come: native.c */
	usec chunk_time; /* 0: no chunks */
	bool deaf; /* the client hears nothing more */
	bool refused; /* the connection is ending; no more input is parsed */
	bool drains; /* takes no line until all asked is answered */
	unsigned names_owed; /* answers to name, still to come; 0 for asks */
	bool renamed; /* its title does not show its name yet */
	size_t name_len; /* 0: no name yet, after the lines heard so far */
	char name[LIMIT_NAME];
	char peer[ADDR_TEXT]; /* the client's address */
	char first_in[CONN_FIRST];
	char first_up[CONN_FIRST];
	char first_down[CONN_FIRST];
};

/*
 * Initializes an empty connection, as the child is told. It uses the one set of
 * buffers of this process, and it must not be moved.
 */
struct child_args;
void conn_init(struct conn *conn, const struct child_args *given);

/* Sets the front, once it is chosen, and clears its memory. */
void conn_begin(struct conn *conn, const struct front *front);

/*
 * Returns whether one more command may be taken: there is room on the uplink
 * for any command, there is room for a reply, and the client is not refused.
 */
bool conn_ready(const struct conn *conn);

/*
 * Forgets all unanswered commands and all output, for a client that can no
 * longer hear anything. The rest of its input goes up and needs no answer.
 */
void conn_deafen(struct conn *conn);

/*
 * Send one command up; to be called only if conn_ready.
 *
 * conn_command takes a line without LF; the line goes up if it passes the
 * grammar, else a fault goes up. conn_refuse sends a fault in place of a
 * command of that verb, or of no known verb with VERB_NONE, and the limit that
 * was exceeded, if any.
 */
void conn_command(struct conn *conn, struct str line);
void conn_refuse(
    struct conn *conn, enum verb verb, enum code code, struct excess over);

/*
 * Sends a command of the front's own; to be called only if conn_ready. The
 * words are joined by spaces, and only the last one may contain a space. Sets
 * ask.verb. Returns CODE_OK if the command has gone up; its answer
 * is then given to the front together with ask. Otherwise returns the grammar's
 * error.
 */
enum code conn_ask(
    struct conn *conn, const struct str *words, size_t count, struct ask ask);

/*
 * Sends up a line of so many spaces, at most FRAMES_CONTROL, which does nothing
 * but count for the client's rates; to be called only if conn_ready.
 */
void conn_count(struct conn *conn, size_t len);

/*
 * Asks the router to end the connection: because of what the client has sent,
 * or because it is silent, so that input that follows is ignored; or because
 * TERM has come. conn_quit tells the router that the client's input has ended.
 * There is always room for these.
 */
void conn_end(struct conn *conn, enum bye bye);
void conn_quit(struct conn *conn);

/*
 * Looks at the lines of down that have just become whole: for bye, and for the
 * answer to a name, unless the front sends commands and hears each line.
 */
void conn_note_lines(struct conn *conn);

/* Returns whether it is one of the words, in either case. */
bool conn_has_word(struct str words, struct str word);

/* Returns the length up to and including the last LF, or 0 if there is none. */
size_t conn_whole(struct str text);

/*
 * Returns the lines that wait for the client: those that its front has made,
 * or, if that makes none, the router's whole ones. conn_drop_made drops so many
 * bytes of them.
 */
struct str conn_made(const struct conn *conn);
void conn_drop_made(struct conn *conn, size_t len);

/*
 * Gives the next line of the router, without LF, to a front that makes bytes.
 */
void conn_output(struct conn *conn, struct str line);

#endif
