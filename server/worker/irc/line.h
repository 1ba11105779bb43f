/*
 * One line of a client of IRC, cut into its pieces where it stands: the tags
 * (IRCv3 message-tags), the command and its parameters (RFC 1459, 2812, the
 * Modern IRC client protocol document). Pure; what the pieces mean is up to
 * others, and so is whether they are UTF-8.
 */
#ifndef SERVER_WORKER_IRC_LINE_H
#define SERVER_WORKER_IRC_LINE_H

#include <stddef.h>

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
	struct str tags; /* without the @: see tags.h */
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

#endif
