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
 * Takes the next tag that has a key off *tags; a missing value is empty.
 * Returns false if there is none.
 */
bool irc_tag_next(struct str *tags, struct str *key, struct str *value);

/*
 * Finds the value of the last tag with that key. Returns false if there is
 * none.
 */
bool irc_tag_find(struct str tags, struct str key, struct str *value);

/* Cuts a text to at most that many bytes, without cutting a character. */
struct str irc_shown(struct str text, size_t most);

/* The least room for a piece of a long text, in bytes; usually it is more. */
#define IRC_PIECE_LEAST ((size_t)16)

/*
 * Takes the next piece, of at most room bytes, off a text that is too long for
 * one line. It ends after a space, if there is one near its end, and never
 * within a character. Returns an empty piece at the end of the text.
 */
struct str irc_piece(struct str *text, size_t room);

#endif
