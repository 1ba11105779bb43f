/*
 * A text that is longer than a line of IRC has room for, cut into pieces that
 * are not: one behind the other they are the text again. Pure, and nothing is
 * copied.
 */
#ifndef SERVER_WORKER_IRC_SPLIT_H
#define SERVER_WORKER_IRC_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/* The least room there is to be for a text; it has a lot more. */
#define IRC_SPLIT_LEAST ((size_t)16)

/*
 * How far from its end a piece is cut behind a space, or between a letter and
 * one with marks.
 */
#define IRC_SPLIT_NEAR ((size_t)80)

struct irc_split {
	struct str rest;
	size_t room; /* of a piece */
	bool action; /* each piece is to be one */
};

/* In this order it is what the line says; the text is never empty. */
struct irc_piece {
	struct str before;
	struct str text;
	struct str behind;
};

/*
 * Begins with a text of UTF-8, not empty, and the room that a line leaves for
 * it: IRC_BODY without ":NICK!USER@HOST PRIVMSG TARGET :" and CR LF.
 */
void irc_split_begin(struct irc_split *split, struct str text, size_t room);

/*
 * The next piece; false behind the last. There are no more of them than the
 * room asks for: it ends behind a space as long as that makes no piece more. No
 * character is cut, nor one from the marks, joiners and colours of skin behind
 * it, if these are fewer bytes than IRC_SPLIT_NEAR. A text that fits is its own
 * piece; of a CTCP ACTION that does not each piece is an ACTION.
 */
bool irc_split_next(struct irc_split *split, struct irc_piece *piece);

#endif
