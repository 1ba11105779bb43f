/*
 * Every limit of the protocol on one page, each with its reason.
 * forkcast-protocol(7) states the same figures.
 */
#ifndef SHARED_LIMITS_H
#define SHARED_LIMITS_H

#include <assert.h>

/* A line including its LF: PIPE_BUF on Linux, so that one write is atomic. */
#define LIMIT_LINE 4096

/* Names and texts of clients, in bytes. A topic fits one IRC line. */
#define LIMIT_NAME 32
#define LIMIT_GROUP 64
#define LIMIT_TEXT 3800
#define LIMIT_TOPIC 390
#define LIMIT_TOKEN 64

/*
 * A message of several lines: how many it has, the bytes of its text with one
 * for each line break, and of the lengths of its lines (message_lines.h). The
 * lengths are longest if as many lines as possible have three digits, and the
 * others two.
 */
#define LIMIT_LINES 100
#define LIMIT_LINES_TEXT 3400
#define LIMIT_LENGTHS 330

/* Accounts: a secret, and a SASL message in Base64, which may contain one. */
#define LIMIT_SECRET 1000
#define LIMIT_BASE64 1424

/*
 * Tables of groups: the length of a key and of a value, which is that of a
 * text.
 */
#define LIMIT_KEY 32
#define LIMIT_VALUE LIMIT_TEXT

/*
 * Holds of keys: the number of clients that may hold a key at a time, and of
 * keys that one client may hold or wait for.
 */
#define LIMIT_HOLDERS 10000
#define LIMIT_HOLDS 100

/*
 * Boxes: the items that one client may have under way, and for how many
 * seconds; and the exit status of one, as wait(2) has it.
 */
#define LIMIT_CREDITS 1000
#define LIMIT_SECONDS 86400
#define LIMIT_STATUS 255

/*
 * People: their user and host, as masks have them, and their real name; and
 * their form in a full event, NAME!USER@HOST!ACCOUNT!FLAGS.
 */
#define LIMIT_USER 10
#define LIMIT_HOST 40
#define LIMIT_REAL 128
#define LIMIT_FLAGS 4
#define LIMIT_ACTOR                                                          \
	(LIMIT_NAME + 1 + LIMIT_USER + 1 + LIMIT_HOST + 1 + LIMIT_NAME + 1 + \
	    LIMIT_FLAGS)

/* The events, or groups and people, that one answer about the past has. */
#define LIMIT_PAST 1000

/* The tokens for IRC clients of what stands beside the server, together. */
#define LIMIT_ISUPPORT 300

/* The tags of a message, in the form that a client with full events sees. */
#define LIMIT_TAGS 4094

/*
 * Groups: the key to join one, a mask, the masks in each list, and the clients
 * that are invited and have not joined yet. Members who are not operators may
 * cause only some of these invitations, so that they cannot use up all.
 */
#define LIMIT_GROUP_KEY 23
#define LIMIT_MASK 200
#define LIMIT_MASKS 100
#define LIMIT_INVITED 100
#define LIMIT_INVITED_BY_ALL 80

/* Digits of an ID: microseconds since 1970, until the year 2286. */
#define LIMIT_ID 16

/* The bytes that a bridge or another protocol may put around an event. */
#define LIMIT_WRAPPING 128

/* The longest event is "kick ID G FROM NAME TEXT", with its LF. */
static_assert(4 + 1 + LIMIT_ID + 1 + LIMIT_GROUP + 1 + LIMIT_NAME + 1 +
	    LIMIT_NAME + 1 + LIMIT_TEXT + 1 + LIMIT_WRAPPING <=
	LIMIT_LINE,
    "the longest event and its wrapping fit one line");

/* A message of several lines fits wherever a text does. */
static_assert(LIMIT_LENGTHS + 1 + LIMIT_LINES_TEXT <= LIMIT_TEXT,
    "a message of several lines is no longer than a text");

/*
 * The longest row of a table is "row T KEY ID NAME VALUE", with its LF; a "set"
 * is as long.
 */
static_assert(3 + 1 + LIMIT_GROUP + 1 + LIMIT_KEY + 1 + LIMIT_ID + 1 +
	    LIMIT_NAME + 1 + LIMIT_VALUE + 1 + LIMIT_WRAPPING <=
	LIMIT_LINE,
    "the longest row and its wrapping fit one line");

/* The longest full event is "reply ID BOX ACTOR TEXT", with its LF. */
static_assert(5 + 1 + LIMIT_ID + 1 + LIMIT_GROUP + 1 + LIMIT_ACTOR + 1 +
	    LIMIT_TEXT + 1 + (LIMIT_WRAPPING - 64) <=
	LIMIT_LINE,
    "the longest full event and \"to SLOT.GENERATION past \" fit one line");

#endif
