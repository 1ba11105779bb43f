/*
 * A record of the history: one line of a file of the journal
 * (forkcast-history(5)),
 *	CRC BACK VERB ID WHERE [REST]
 * and the same record on the journal's pipe, "log ATTR VERB ID WHERE [REST]".
 * Everything from VERB on is its body.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_RECORD_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/limits.h"
#include "shared/str.h"

/* The bytes before a body, at most: CRC, BACK and its two letters. */
#define JOURNAL_PREFIX (8 + 1 + STR_DIGITS + 2 + 1)

/* The longest line, with its LF. */
#define JOURNAL_LINE (JOURNAL_PREFIX + LIMIT_LINE)

/*
 * Each byte of a damaged line that was erased; and the first one of a line that
 * is being erased. No other line begins with one of them.
 */
#define JOURNAL_WIPED '-'
#define JOURNAL_ERASING '!'

/* The longest WHERE: the talk of two accounts, or a group. */
#define JOURNAL_WHERE 72

/*
 * The verbs of records. Events are for readers, the others only for the
 * journal; rows stand in the header of a file.
 */
enum journal_verb {
	JOURNAL_UNKNOWN, /* of a newer program */
	/* Events. */
	JOURNAL_MSG,
	JOURNAL_NOTE,
	JOURNAL_SIGNAL,
	JOURNAL_TELL,
	JOURNAL_LINES,
	JOURNAL_TOPIC,
	JOURNAL_JOIN,
	JOURNAL_LEAVE,
	JOURNAL_KICK,
	JOURNAL_MODE,
	JOURNAL_QUIT,
	JOURNAL_NAME,
	JOURNAL_TAGS, /* before the event of the same ID */
	JOURNAL_REDACT,
	JOURNAL_RENAME,
	/* Control. */
	JOURNAL_RENAMED,
	JOURNAL_IN,
	JOURNAL_OUT,
	JOURNAL_BEGIN,
	JOURNAL_LAST,
	JOURNAL_END,
	JOURNAL_VOID,
	JOURNAL_FORGET,
	JOURNAL_START,
	JOURNAL_GAP,
	JOURNAL_ERASED, /* whatever it was before */
	/* Changes of rows (journal_rows.h), which are in a file of their own.
	 */
	JOURNAL_PUT,
	JOURNAL_CUT,
	JOURNAL_MOVE,
	/* Rows. */
	JOURNAL_HISTORY,
	JOURNAL_TARGET,
	JOURNAL_RECORDS,
	JOURNAL_VERBS
};

struct journal_record {
	uint64_t back; /* bytes to the start of the target's previous record in
			  this file; 0: there is none */
	bool closed; /* the target was closed */
	bool more; /* another record of the same ID follows */
	enum journal_verb verb;
	uint64_t id;
	struct str body; /* the whole of it; the others point into it */
	struct str word; /* of the verb */
	struct str where;
	struct str rest; /* empty if there is none */
};

/*
 * Reads a body into *record, whose back, closed and more stay as they are. It
 * points into the body. False if it does not begin with a verb, an ID and a
 * WHERE.
 */
bool journal_record_read_body(struct str body, struct journal_record *record);

/* Reads "ATTR BODY" from the pipe. False if it is not well formed. */
bool journal_record_read_log(struct str line, struct journal_record *record);

/*
 * Reads a line of a file, without its LF. False if it is damaged or not well
 * formed. journal_record_is_whole only compares the CRC.
 */
bool journal_record_read(struct str line, struct journal_record *record);
bool journal_record_is_whole(struct str line);

/*
 * Writes the record as a line of a file, with its LF, into room for
 * JOURNAL_LINE bytes; the body is copied and may already be in its place.
 * Returns the length.
 */
size_t journal_record_write(const struct journal_record *record, char *room);

/*
 * Overwrites a line of a file in place, so that its text is gone: the ID, WHERE
 * and everything before the verb stay. The record was read from the line, of
 * len bytes without its LF.
 */
void journal_record_erase(
    const struct journal_record *record, char *line, size_t len);

/* Returns the word of a verb; empty if it has none. */
struct str journal_verb_word(enum journal_verb verb);

/* Returns whether readers are shown records of that verb. */
bool journal_verb_is_event(enum journal_verb verb);

/* Returns whether readers are shown them as the speech of somebody. */
bool journal_verb_is_speech(enum journal_verb verb);

/* Returns whether it changes rows: it is in no file of the history. */
bool journal_verb_changes_rows(enum journal_verb verb);

/* Returns whether it may be in a header, before its last line. */
bool journal_verb_is_row(enum journal_verb verb);

/* Returns whether a record that begins a group says that it lasts. */
bool journal_record_lasts(const struct journal_record *record);

/* Returns whether a record that starts a server ends all memberships. */
bool journal_record_is_anew(const struct journal_record *record);

/* Returns the actor of an event, in full; empty if it has none. */
struct str journal_record_actor(const struct journal_record *record);

/*
 * Returns the account of an actor in full, NAME!USER@HOST!ACCOUNT!FLAGS; empty
 * if it has none.
 */
struct str journal_actor_account(struct str actor);

/* Returns whether the record is an event that the account has caused. */
bool journal_record_is_by(
    const struct journal_record *record, struct str account);

/*
 * Returns whether WHERE is a talk, "@A,B", and sets its two parties; whether it
 * is a talk of that party; or of a guest. journal_party_is_guest returns
 * whether a party is one, "~NUMBER", who has no account
 * (router/delivery/guests.h).
 */
bool journal_where_is_talk(
    struct str where, struct str *one, struct str *other);
bool journal_where_has(struct str where, struct str party);
bool journal_where_has_guest(struct str where);
bool journal_party_is_guest(struct str party);

/* Returns whether WHERE is a group: neither accounts nor the whole server. */
bool journal_where_is_group(struct str where);

#endif
