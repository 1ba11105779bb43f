/*
 * Every bound of the protocol on one page, each with its reason.
 * Read by both programs; forkcast-protocol(7) states the same figures.
 */
#ifndef SHARED_LIMITS_H
#define SHARED_LIMITS_H

#include <assert.h>

/* A line, its LF included: PIPE_BUF on Linux, so that one write is atomic. */
#define LIMIT_LINE 4096

/* What clients may say, in bytes. A topic fits one IRC line. */
#define LIMIT_NAME 32
#define LIMIT_GROUP 64
#define LIMIT_TEXT 3800
#define LIMIT_TOPIC 390
#define LIMIT_TOKEN 64

/* Of accounts: a secret, and what SASL says in Base64, which may hold one. */
#define LIMIT_SECRET 600
#define LIMIT_BASE64 1400

/* Of the tables of groups and clients: a key, what it can stand for, how many.
 */
#define LIMIT_KEY 32
#define LIMIT_VALUE 300
#define LIMIT_KEYS 20

/* Of the boxes: what one client may have under way, and for how many seconds.
 */
#define LIMIT_CREDITS 1000
#define LIMIT_SECONDS 86400

/*
 * Of people: their user and host, as masks have them, and their real name; and
 * what stands for one of them in a full event, NAME!USER@HOST!ACCOUNT!FLAGS.
 */
#define LIMIT_USER 10
#define LIMIT_HOST 40
#define LIMIT_REAL 128
#define LIMIT_FLAGS 4
#define LIMIT_ACTOR                                                          \
	(LIMIT_NAME + 1 + LIMIT_USER + 1 + LIMIT_HOST + 1 + LIMIT_NAME + 1 + \
	    LIMIT_FLAGS)

/* Tags that come with a message, as one who wants full events sees them. */
#define LIMIT_TAGS 4094

/*
 * Of groups: the key to join one, a mask, how many of these in each list, and
 * how many may be invited and have not come yet; and so many of them by members
 * who are no operators, or any one of these could leave no room to invite.
 */
#define LIMIT_DOOR_KEY 23
#define LIMIT_MASK 200
#define LIMIT_MASKS 100
#define LIMIT_INVITED 100
#define LIMIT_INVITED_BY_ALL 80

/* Microseconds since 1970 until the year 2286. */
#define LIMIT_ID 16

/* What a bridge or an outside protocol may put around an event. */
#define LIMIT_WRAPPING 128

/* "kick ID G FROM NAME TEXT\n" is the longest event there is. */
static_assert(4 + 1 + LIMIT_ID + 1 + LIMIT_GROUP + 1 + LIMIT_NAME + 1 +
	    LIMIT_NAME + 1 + LIMIT_TEXT + 1 + LIMIT_WRAPPING <=
	LIMIT_LINE,
    "the longest event and its wrapping fit one line");

/* "note ID G ACTOR TEXT\n" is the longest full one. */
static_assert(4 + 1 + LIMIT_ID + 1 + LIMIT_GROUP + 1 + LIMIT_ACTOR + 1 +
	    LIMIT_TEXT + 1 + (LIMIT_WRAPPING - 64) <=
	LIMIT_LINE,
    "the longest full event and \"to SLOT.GENERATION past \" fit one line");

#endif
