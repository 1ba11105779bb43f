/*
 * What both sides write: the lines of an IRC client, and the words, dates,
 * targets and actors in them and in those of the router. Nothing here knows the
 * client.
 */
#ifndef SERVER_WORKER_IRC_TEXT_H
#define SERVER_WORKER_IRC_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/buf.h"
#include "shared/limits.h"
#include "shared/str.h"

static const struct str nothing;

/*
 * A parser for one line of an IRC client. It finds the tags (IRCv3
 * message-tags), the command and its parameters (RFC 1459, 2812, the Modern IRC
 * client protocol document) without copying them. No state, no I/O. It neither
 * interprets them nor checks that they are UTF-8.
 */

/* The longest line without its tags, in bytes, CR LF included. */
#define IRC_BODY ((size_t)512)
#define IRC_MESSAGE ((size_t)LIMIT_LINE) /* a client's PRIVMSG or NOTICE */

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
#define IRC_LINE (IRC_TAGS + IRC_MESSAGE)

#define IRC_PARAMS 15

enum irc_read {
	IRC_OK,
	IRC_NOTHING, /* no command, a NUL, or a CR before the end */
	IRC_TOO_LONG /* its tags, or all behind them */
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
 * Sets all of *line. If the line has an error, *line has the tags before it, so
 * that the error can be reported with the line's label.
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

/* How far from its end a piece may be shortened to end after a space. */
#define IRC_PIECE_NEAR ((size_t)80)

/*
 * Takes the next piece, of at most room bytes, off a text that is too long for
 * one line. It ends after a space, if there is one near its end, and never
 * within a character. Returns an empty piece at the end of the text.
 */
struct str irc_piece(struct str *text, size_t room);

/* A copy of a text; all zero is empty. */
#define IRC_TEXT(size)           \
	struct {                 \
		size_t len;      \
		char text[size]; \
	}

/*
 * IRC_STR reads a copied text. IRC_KEEP copies as much of a string as fits, and
 * irc_copy returns the number of bytes copied; no character is cut.
 */
#define IRC_STR(kept) ((struct str) { (kept).text, (kept).len })
#define IRC_KEEP(kept, string) \
	((kept).len = irc_copy((kept).text, sizeof((kept).text), (string)))
size_t irc_copy(char *room, size_t size, struct str text);

/*
 * Appends pieces to a copied text. Returns false, and appends nothing, if there
 * is too little room.
 */
#define IRC_ADD(kept, ...) \
	irc_add(           \
	    (kept).text, sizeof((kept).text), &(kept).len, STRS(__VA_ARGS__))
bool irc_add(char *room, size_t size, size_t *len, const struct str *pieces,
    size_t count);

/* Joins pieces of at most size bytes. Valid until the end of the block. */
#define IRC_CAT(size, ...) irc_cat((char[size]) { 0 }, size, STRS(__VA_ARGS__))
struct str irc_cat(
    char *room, size_t size, const struct str *pieces, size_t count);

/*
 * Joins several words of one line, as the subject of a command; the first one
 * is the channel. Valid until the end of the block.
 */
#define IRC_ABOUT(...) irc_about((char[2 *IRC_BODY]) { 0 }, STRS(__VA_ARGS__))
struct str irc_about(
    char room[2 * IRC_BODY], const struct str *words, size_t count);

/*
 * Returns a client's word as an error shows it: cut if it is long, and "*" if
 * it cannot be a parameter.
 */
struct str irc_word(struct str word);

/* Returns whether the letter is one of these. */
bool irc_has(struct str letters, char letter);

/* The length of "2026-11-20T07:33:20.123Z". */
#define IRC_DATE ((size_t)24)

/*
 * Writes a time, in µs since 1970, as the date of IRCv3 server-time, to the
 * millisecond, in UTC. It is not after the year 9999, as no ID is.
 */
struct str irc_date(uint64_t time, char room[DATE_TEXT]);

/*
 * Reads a date of that form as µs since 1970. Returns false if it is invalid or
 * before 1970.
 */
bool irc_date_read(struct str date, uint64_t *time);

/*
 * Takes the next word of a list that is separated by commas; a word may be
 * empty. Returns false if there is none.
 */
bool irc_next_word(struct str *words, struct str *word);

/*
 * Returns the group of a channel, or an empty string, which is no group, if the
 * word is no channel.
 */
struct str irc_group(struct str channel);

/* The target of a message as IRC writes it, in two parts. */
struct irc_target {
	struct str before;
	struct str name;
};

/*
 * Converts a target or table of the router: a group, or only its operators or
 * voiced members, or "@" and a name.
 */
struct irc_target irc_target(struct str word);

/*
 * Converts one back, which need not be valid for the router. Returns an empty
 * string if there is nothing behind "#", or if it is too long.
 */
#define IRC_TARGET (LIMIT_GROUP + 3)
struct str irc_target_of(struct str target, char room[IRC_TARGET]);

/*
 * The parts of an actor as a full event has it; mask is NAME!USER@HOST. Parts
 * that the event does not tell are empty.
 */
struct irc_actor {
	struct str mask;
	struct str name;
	struct str account;
	struct str flags;
};
struct irc_actor irc_actor(struct str actor);

#endif
