/*
 * The conversation with the server: the socket, what waits to be sent and to
 * be looked at, which answers are owed, who we are and where. Used by the chat,
 * which waits for the socket and shows the lines. Nothing in it blocks.
 */
#ifndef CLIENT_SESSION_SESSION_H
#define CLIENT_SESSION_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "session/joined.h"
#include "session/lag.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"

#define SESSION_BUFFER (4 * LIMIT_LINE)

/* Commands that may be under way at once. */
#define SESSION_OWED LAG_OWED

struct session {
	int fd; /* non-blocking; -1 once it is closed */
	struct buf in;
	struct buf out;
	char in_memory[SESSION_BUFFER];
	char out_memory[SESSION_BUFFER];
	bool hears; /* until the end of what the server says */
	bool speaks; /* until an error in writing */
	int error; /* errno of what went wrong first, or 0 */
	char name[LIMIT_NAME];
	size_t name_len; /* 0: the server has not accepted one */
	struct joined joined;
	unsigned char owed[SESSION_OWED]; /* verbs and a mark, a ring */
	size_t owed_first;
	size_t owed_count;
	struct {
		char group[LIMIT_GROUP];
		size_t group_len;
		char key[LIMIT_DOOR_KEY];
		size_t key_len;
	} asked; /* by the join that is owed, if any */
	usec owed_since; /* if any: so long the oldest is the next one */
	struct lag lag; /* fed with all that is heard and said */
	size_t unsettled; /* those that change who or where we are */
	size_t said; /* commands, in all */
	bool quitting; /* quit has been said */
	bool ended; /* bye has come */
};

void session_init(struct session *session, int fd);
void session_free(struct session *session);

/* Closes the socket: nothing is heard or said any more. */
void session_close(struct session *session);

/* How many texts have been said and not been answered. */
size_t session_unconfirmed(const struct session *session);

/* Our name; empty until the server has accepted one. */
struct str session_name(const struct session *session);

/*
 * May one more command be said? Not while a name, join or leave is unanswered,
 * for what a line means depends on them; not without room; not after quit.
 */
bool session_ready(const struct session *session);

/* Says a command, which is the words put into a line; only when ready. */
void session_say(struct session *session, enum verb verb,
    const struct str *words, size_t count);
#define SESSION_SAY(session, verb, ...)                                  \
	session_say(session, verb, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/*
 * The same, for what the program says by itself: session_hides tells the
 * answer to that, if it is ok or a part of a list, before it is noted. Of a
 * get, a topic and a whois it tells a refusal too, for there may be nothing to
 * be got.
 */
void session_say_itself(struct session *session, enum verb verb,
    const struct str *words, size_t count);
#define SESSION_SAY_ITSELF(session, verb, ...)    \
	session_say_itself(session, verb,         \
	    (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))
bool session_hides(const struct session *session, const struct command *line);

/* Is the next answer owed to this verb, said by the program itself or not? */
bool session_awaits(const struct session *session, enum verb verb, bool itself);

/*
 * The number of the command that was said last, and of that which is answered
 * next; from 1, 0 for none.
 */
size_t session_said(const struct session *session);
size_t session_answers(const struct session *session);

/* The server asks for a sign of life; what is under way anyway is one too. */
void session_answer_ping(struct session *session);

/*
 * Is there hope for the link? Once a turn, after all that has come was read and
 * when lag_due says so; not by who reads nothing just now. Asks the server for
 * a sign of life where it is time for that. False: the server has not answered
 * it, and is to be called again.
 */
bool session_has_hope(struct session *session, usec now);

/*
 * We have just joined a group: who is there, and what is it about? Not without
 * room, for nothing depends on it.
 */
void session_ask_names(struct session *session, struct str group);
void session_ask_topic(struct session *session, struct str group);

/* What stands under the key of that client's table? Likewise. */
void session_ask_key(struct session *session, struct str name, struct str key);

/* Reads once. When it has come to the end, hears is false. */
void session_read(struct session *session);

/* Writes once, what it can. After an error speaks is false. */
void session_write(struct session *session);

/*
 * The next line that has come, or after the end its remains; false if there is
 * none. Valid until session_drop, which must follow.
 */
bool session_line(struct session *session, struct str *line);
void session_drop(struct session *session, struct str line);

/* Is the line that session_line gave the remains, which the end has cut off? */
bool session_is_cut(const struct session *session, struct str line);

/* Takes note of what a line of the server changes. */
void session_note(struct session *session, const struct command *line);

#endif
