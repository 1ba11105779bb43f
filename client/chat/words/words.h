/*
 * Commands, each a word after a slash. The client either carries a command out
 * itself or makes one of the server's of it, as with /msg and /part, which IRC
 * users know. Does no I/O.
 */
#ifndef CLIENT_CHAT_WORDS_WORDS_H
#define CLIENT_CHAT_WORDS_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "chat/words/meaning.h"
#include "shared/codes.h"
#include "shared/str.h"

/*
 * Returns one of all commands, without the slash: the client's, and then the
 * others of the server; empty after the last.
 */
struct str words_any(size_t i);

/* Return whether the word is one of the client's, or any, in any case. */
bool words_has(struct str word);
bool words_is_command(struct str word);

/* What /help says of a command. */
struct explained {
	struct str word, usage; /* such as "msg" and " NAME TEXT" */
	struct str help;
	struct str example; /* may be empty */
};

/* Explains a command; false if the word is none. */
bool words_explain(struct str word, struct explained *explained);

/* Returns the word that triggers an action. */
struct str words_of(enum action action);

/*
 * Returns the meaning of a line that began with a slash, now without it. The
 * words of the result point into the line, into where, into constants, or into
 * memory that lasts until the next call.
 */
struct input words_read(struct str line, const struct where *where);

/* Returns a valid line as a command for the server. */
struct input words_command(enum verb verb, struct str line);

/*
 * Returns the command that sends the text to the group or person of where,
 * whatever the text looks like; a mistake if it cannot be sent.
 */
struct input words_say(struct str text, const struct where *where);

/* Returns why no text can be sent from there, a constant; empty if it can. */
struct str words_mute(const struct where *where);

/*
 * Returns the error message for a refused command; valid until the next call of
 * words_why or words_read.
 */
struct str words_why(enum code code, struct excess over);

/*
 * People read #ops and may type it; the protocol has ops. Returns a command of
 * the server with the names of its groups as the protocol has them: "send #ops
 * see #2" is "send ops see #2". It is the line itself, or lasts until the next
 * call. A line that is no command is returned as it is.
 */
struct str words_sign_off_line(struct str line);

#endif
