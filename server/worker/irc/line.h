/*
 * A parser for one line of an IRC client. It finds the tags (IRCv3
 * message-tags), the command and its parameters (RFC 1459, 2812, the Modern IRC
 * client protocol document) without copying them. No state, no I/O. It neither
 * interprets them nor checks that they are UTF-8.
 */
#ifndef SERVER_WORKER_IRC_LINE_H
#define SERVER_WORKER_IRC_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/buf.h"
#include "shared/str.h"

/* The longest line without its tags, CR LF included, in bytes. */
#define IRC_BODY ((size_t)512)

/* The longest tags of a line, with the @ before and the space after them. */
#define IRC_TAGS ((size_t)8191)

/*
 * The longest tags that one side may add, the client or the server, without the
 * @ and the space.
 */
#define IRC_TAGS_EACH ((size_t)4094)

/*
 * The longest line that is read as a whole, so that its error can be reported.
 */
#define IRC_LINE (IRC_TAGS + IRC_BODY)

#define IRC_PARAMS 15

enum irc_read {
	IRC_OK,
	IRC_EMPTY, /* no command; it is not answered */
	IRC_BAD_BYTE, /* a NUL, or a CR before the end */
	IRC_BAD_COMMAND, /* neither letters nor three digits */
	IRC_TAGS_TOO_LONG, /* over IRC_TAGS_EACH: 417 */
	IRC_TOO_LONG /* over IRC_BODY without its tags: 417 */
};

/* The parts of a line. A missing part is empty, with a null pointer. */
struct irc_line {
	struct str tags; /* without the @: see irc_tag_next */
	struct str command; /* in the client's spelling */
	size_t count; /* number of parameters */
	struct str param[IRC_PARAMS];
};

/*
 * Parses a line without its LF; CRs at its end are ignored. A source is
 * skipped, because a client speaks only for itself. Words may be separated by
 * several spaces. A parameter after ':', or the last one possible, is the rest
 * of the line unchanged.
 *
 * Sets all of *line. If the line has an error, *line has the parts before it,
 * so that the error can be reported with the line's label: nothing after
 * IRC_BAD_BYTE and IRC_TAGS_TOO_LONG, the tags and the bad word after
 * IRC_BAD_COMMAND, and the tags after the other errors.
 */
enum irc_read irc_line_read(struct str text, struct irc_line *line);

/*
 * Takes the next tag off *tags, which are as in struct irc_line; a missing
 * value is empty. Every key is accepted, because the specification forbids
 * refusing a line for its tags. Returns false if there is none. A key that
 * occurs again later is skipped, since its last tag counts. This compares each
 * tag with all later ones: a million comparisons for the 1,365 tags that fit in
 * IRC_TAGS_EACH, which take some milliseconds.
 */
bool irc_tag_next(struct str *tags, struct str *key, struct str *value);

/*
 * Finds the value of the last tag with that key. Returns false if there is
 * none.
 */
bool irc_tag_find(struct str tags, struct str key, struct str *value);

/*
 * Returns the value without its escapes, which is never longer. It is written
 * to room, of value.len bytes, which may be the value's own memory. It may
 * contain CR and LF, but no NUL.
 */
struct str irc_tag_unescape(struct str value, char *room);

/*
 * The pieces of a text that is too long for one line. Joined, they are the text
 * again. Nothing is copied.
 */

/* The least room for a piece, in bytes; usually there is much more. */
#define IRC_SPLIT_LEAST ((size_t)16)

/*
 * How far from its end, in bytes, a piece may be shortened to end after a
 * space, or to keep a letter and its combining marks together.
 */
#define IRC_SPLIT_NEAR ((size_t)80)

struct irc_split {
	struct str rest;
	size_t room; /* of one piece, in bytes */
	bool action; /* each piece becomes a CTCP ACTION */
};

/*
 * One piece. The line contains the three parts in this order; text is never
 * empty.
 */
struct irc_piece {
	struct str before;
	struct str text;
	struct str after;
};

/*
 * Begins to split a text in UTF-8, which is not empty. room is the size of a
 * piece: IRC_BODY minus ":NICK!USER@HOST PRIVMSG TARGET :" and CR LF.
 */
void irc_split_begin(struct irc_split *split, struct str text, size_t room);

/*
 * Returns the next piece in *piece, or false after the last one. A piece ends
 * after a space if that takes no additional piece. Characters are never cut,
 * nor separated from the marks, joiners and skin tones after them as long as
 * these are shorter than IRC_SPLIT_NEAR. A text that fits is one piece. A CTCP
 * ACTION that does not fit becomes several ACTIONs.
 */
bool irc_split_next(struct irc_split *split, struct irc_piece *piece);

#endif
