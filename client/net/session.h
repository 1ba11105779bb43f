/*
 * The session with the server: the socket, its buffers, the answers that we
 * await, the lag, our name and groups. Its user waits for the socket and shows
 * the lines. Nothing here blocks.
 */
#ifndef CLIENT_NET_SESSION_H
#define CLIENT_NET_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "text/several.h"
#include "world/world.h"

#define SESSION_BUFFER (16 * LIMIT_LINE)

/* The maximum number of unanswered commands. */
#define SESSION_OWED 1000

struct session {
	int fd; /* non-blocking; -1 once it is closed */
	struct buf in;
	struct buf out;
	char in_memory[SESSION_BUFFER];
	char out_memory[SESSION_BUFFER];
	bool secret; /* out has, or had, a secret that is not wiped */
	bool skipped; /* a line that was too long; the owner clears this */
	bool hears; /* until the server's side ends */
	bool speaks; /* until a write fails */
	int error; /* errno of the first failure, or 0 */
	struct world joined; /* our name and groups */
	/* the unanswered commands, the oldest first */
	struct session_owed {
		unsigned char verb;
		bool itself; /* sent by the program, not by the user */
		usec said;
	} * owed, owed_memory[2 * SESSION_OWED];
	size_t owed_count;
	/* by the last line for session_note; VERB_COUNT: none */
	enum verb answered;
	/* its flags say that another connection of ours has caused the line */
	bool elsewhere;
	bool follows; /* we are where our other connections are */
	struct buf asked; /* the unanswered join or name, if there is one */
	char asked_memory[LIMIT_LINE];
	/* since when the oldest command has been the next to be answered */
	usec owed_since;
	usec heard_at; /* when anything was received last */
	struct several several; /* the message that is arriving */
	/* unanswered commands that change our name or groups */
	size_t unsettled;
	size_t said; /* commands so far, and the number of the last */
	bool quitting; /* we have sent quit */
	bool ended; /* the server has sent bye */
};

void session_init(struct session *session, int fd);
void session_free(struct session *session);

/* Closes the socket: nothing is received or sent any more. */
void session_close(struct session *session);

/* Returns how many texts we have sent that are not answered yet. */
size_t session_unconfirmed(const struct session *session);

/* Returns our name; empty until the server has accepted one. */
struct str session_name(const struct session *session);

/*
 * Returns whether another command may be sent. None may be sent while a name,
 * join or leave is unanswered, because the meaning of a line depends on them,
 * nor without room in the buffer, nor after quit.
 */
bool session_ready(const struct session *session);

/* Sends a command made of these words for the user; only when session_ready. */
void session_say(struct session *session, enum verb verb,
    const struct str *words, size_t count);
#define SESSION_SAY(session, verb, ...)                                  \
	session_say(session, verb, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/*
 * Sends a command on the program's own behalf. One that nothing depends on,
 * such as a ping as a sign of life, or a question about a group that we have
 * joined, need not wait until session_ready; without room in the buffer it is
 * not sent.
 */
void session_ask(struct session *session, enum verb verb,
    const struct str *words, size_t count);
#define SESSION_ASK(session, verb, ...)                                  \
	session_ask(session, verb, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/*
 * Returns whether a line answers a command of the program itself and need not
 * be shown: an ok, part of a list, or the refusal of a command that may find
 * nothing, such as get. Call it before session_note.
 */
bool session_hides(const struct session *session, const struct command *line);

/*
 * Returns whether the next command to be answered has this verb and was sent by
 * the program itself or, if itself is false, by the user.
 */
bool session_awaits(const struct session *session, enum verb verb, bool itself);

/* Returns the group, or name, and the key of the last "join G [KEY]" or "name".
 */
struct world_asked session_asked(const struct session *session);

/* Returns the number of the command to be answered next; 0: none. */
size_t session_answers(const struct session *session);

/*
 * Return how long the oldest command has been waiting, or 0 if that is not
 * late; and when that next changes by a whole second if nothing is received.
 */
usec session_lag(const struct session *session, usec now);
usec session_lag_changes(const struct session *session, usec now);

/* Reads once. Clears hears at the end of the stream. */
void session_read(struct session *session);

/*
 * Writes once, as much as it can. An error clears speaks but does not end the
 * session: the server's last lines may still be unread.
 */
void session_write(struct session *session);

/*
 * Gets the next received line or, after the end, the unfinished rest. Returns
 * false if there is none. The line is valid until session_drop, which must
 * follow.
 */
bool session_line(struct session *session, struct str *line);
void session_drop(struct session *session, struct str line);

/*
 * Returns whether the line from session_line is unfinished, cut off by the end.
 */
bool session_is_cut(const struct session *session, struct str line);

/* Returns whether another connection of ours has caused the line. */
bool session_is_elsewhere(
    const struct session *session, const struct command *line);

/* Updates the session from a line of the server. */
void session_note(struct session *session, const struct command *line);

#endif
