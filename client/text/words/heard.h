/*
 * An event as scripts see it: in its short form, whichever form the server
 * sent, and beside it the account, which only the full form has
 * (forkcast-protocol(7), FULL EVENTS). Pure.
 */
#ifndef CLIENT_TEXT_WORDS_HEARD_H
#define CLIENT_TEXT_WORDS_HEARD_H

#include <stdbool.h>

#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"

struct heard {
	struct command event; /* in short form; a note is a msg or a tell */
	struct str kind; /* its verb; of a note: "note" */
	struct str account; /* of the client that caused it; null: none */
	bool full; /* it came in full form */
};

/*
 * Takes an event of the server, whose words the result points to. Returns false
 * for an event that clients who want short events do not get; me is our name.
 */
bool heard_take(
    struct heard *heard, const struct command *event, struct str me);

/*
 * Returns what JSON and, in capitals, the environment of commands call an
 * argument; null: it is in neither.
 */
const char *heard_key(enum arg arg);

/* Returns the name of the client that caused the event; empty if none did. */
struct str heard_causer(const struct heard *heard);

/* Room for the words that heard_brief composes. */
#define HEARD_ROOM LIMIT_LINE

/*
 * Puts a line of the server into the short form, in which a person's chat has
 * all lines: plain names, a note as a message, no real names. Names in a list
 * are plain, too, but for "@" before those of operators and "+" before those
 * with voice. A message to "o:G" stays one. The answer
 * to topic has two more arguments, the time as an ID, and the name, of whoever
 * has set it. "full": the server has agreed to
 * full events. person and was, which are always full, stay so. Some words are
 * composed in room. Returns the account of whoever has caused it, or an empty
 * string.
 */
struct str heard_brief(struct command *line, bool full, char room[HEARD_ROOM]);

/*
 * Takes the next change off a mode event with several, "+i" off "+im-n", and
 * makes it the event's. changes holds the rest: first the changes of the event.
 * Returns false after the last one.
 */
bool heard_next_change(struct command *mode, struct str *changes, char room[2]);

#endif
