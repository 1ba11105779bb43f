/*
 * One line of a client of IRC, cut into its pieces where it stands: the tags
 * (IRCv3 message-tags), the command and its parameters (RFC 1459, 2812, the
 * Modern IRC client protocol document). Pure; what the pieces mean is up to
 * others, and so is whether they are UTF-8.
 */
#ifndef SERVER_WORKER_IRC_LINE_H
#define SERVER_WORKER_IRC_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/buf.h"
#include "shared/str.h"

/* All but the tags; CR LF included. */
#define IRC_BODY ((size_t)512)

/* The tags of anybody: the @ before them and the space behind included. */
#define IRC_TAGS ((size_t)8191)

/* The tags of a client, or of the server: neither of these included. */
#define IRC_TAGS_EACH ((size_t)4094)

/* The longest line that is read as a whole, so that its mistake is told. */
#define IRC_LINE (IRC_TAGS + IRC_BODY)

#define IRC_PARAMS 15

enum irc_read {
	IRC_OK,
	IRC_EMPTY, /* it has no command, and wants no answer */
	IRC_BAD_BYTE, /* a NUL, or a CR before the end */
	IRC_BAD_COMMAND, /* neither letters nor three digits */
	IRC_TAGS_TOO_LONG, /* over IRC_TAGS_EACH: 417 */
	IRC_TOO_LONG /* the rest is over IRC_BODY: 417 */
};

/* What is not there is empty, with a null pointer. */
struct irc_line {
	struct str tags; /* without the @: see irc_tag_next */
	struct str command; /* in the client's case */
	size_t count; /* parameters */
	struct str param[IRC_PARAMS];
};

/*
 * Cuts a line without its LF; CRs at its end are none of it. A source is passed
 * over: a client speaks for itself. Words may have more spaces between them
 * than one. A parameter behind ':', or the last there can be, is the rest of
 * the line as it stands.
 *
 * All of *line is set. Of a line with a mistake it has what stands before that,
 * so that a labelled one can be answered with its label: nothing with
 * IRC_BAD_BYTE and IRC_TAGS_TOO_LONG, the tags with the others, and with
 * IRC_BAD_COMMAND that word too.
 */
enum irc_read irc_line_read(struct str text, struct irc_line *line);

/*
 * A tag of a line. Keys are taken as they are, and none is wrong: the
 * specification forbids refusing a line for one.
 */
struct irc_tag {
	struct str key; /* whole: what tells tags from each other */
	struct str vendor; /* of the key, before its '/'; or empty */
	struct str name; /* of the key, behind both */
	struct str value; /* as written; none is the same as an empty one */
	bool client; /* the key begins with '+': for other clients */
};

/*
 * Takes the next tag off *tags, which are as in struct irc_line; false if there
 * is none. One whose key comes again is left out: the last of them counts. To
 * know that, each is compared with those behind it, which for the 1,365 tags
 * that IRC_TAGS_EACH bytes can be is a million comparisons: some milliseconds.
 */
bool irc_tag_next(struct str *tags, struct irc_tag *tag);

/* Finds the value of the last tag with that key; false if there is none. */
bool irc_tag_find(struct str tags, struct str key, struct str *value);

/*
 * What a value says, which is never longer than it is written. It is put into
 * room, of value.len bytes; that may be the value's own memory. There may be CR
 * and LF in it, but no NUL.
 */
struct str irc_tag_unescape(struct str value, char *room);

/*
 * Appends a value as it is to be written, up to twice as long; or nothing, and
 * false, where the room does not do.
 */
bool irc_tag_escape(struct buf *buf, struct str value);

/*
 * A text that is longer than a line has room for is cut into pieces that are
 * not: one behind the other they are the text again. Nothing is copied.
 */

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
