/*
 * The keeper's records: accounts, registered groups, bans that last, and the
 * key that hides addresses. They are text, in memory as in the file: one record
 * a line, sorted, between a first line and a last line that gives their number:
 *
 *	forkcast-accounts 1
 *	cloak KEY
 *	account NAME MADE ROUNDS SALT STOREDKEY SERVERKEY [FLAGS]
 *	group NAME FOUNDER MADE LETTERS LIMIT [KEY] [FORMER ASKED]
 *	ban NETWORK UNTIL [REASON]
 *	end COUNT SUM
 *
 * FLAGS are letters: h, the account keeps its private messages out of the
 * history. FORMER is the name of a group before it was renamed, as was asked at
 * that time, until the history is known to have the new name. SUM is the
 *SHA-256 of everything before it, in Base64. It is missing from a file that an
 *older program has written, or from which the operator has removed it. A
 *password is stored only as the keys of SCRAM-SHA-256. This module opens no
 *file (keeper_file.h does) and allocates nothing.
 */
#ifndef SERVER_HELPERS_KEEPER_STORE_H
#define SERVER_HELPERS_KEEPER_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem/limits.h"
#include "shared/buf.h"
#include "shared/crypto/scram.h"
#include "shared/crypto/sha256.h"
#include "shared/limits.h"
#include "shared/network.h"
#include "shared/str.h"

/* The most records of each table. */
#define STORE_ACCOUNTS ACCOUNTS_MAX
#define STORE_GROUPS 10000
#define STORE_BANS 1000

#define STORE_SALT 16 /* bytes */
#define STORE_FLAGS 8 /* of an account; letters */
#define STORE_CLOAK 32 /* bytes */

/*
 * The most rounds. More are no more secure, and would make the next client wait
 * for more than a second.
 */
#define STORE_ROUNDS 5000000

/*
 * Longest name of a record (a group's), longest text after a name (a ban's),
 * and longest whole line, with LF; in bytes.
 */
#define STORE_NAME LIMIT_GROUP
#define STORE_TEXT (STR_DIGITS + 1 + LIMIT_TOPIC)
#define STORE_LINE ((size_t)1024)

/* A record's name; names are compared without regard to ASCII case. */
struct store_name {
	uint8_t len;
	char at[STORE_NAME];
};

/* A record. The text after the name has been checked. */
struct store_record {
	struct store_name name;
	bool is_new; /* account made by this keeper; not saved */
	uint16_t len;
	char text[STORE_TEXT];
};

/* An account, read from its record. */
struct store_account {
	struct store_name name;
	bool is_new; /* as in its record */
	uint32_t rounds;
	uint64_t made; /* µs since 1970 */
	unsigned char salt[STORE_SALT];
	struct scram_keys keys;
	uint8_t flags_len;
	char flags[STORE_FLAGS];
};

enum store_kind { STORE_ACCOUNT, STORE_GROUP, STORE_BAN, STORE_KINDS };

struct store_table {
	char *at; /* records, sorted by their names */
	size_t count;
};

struct store {
	struct store_table table[STORE_KINDS];
	bool has_cloak;
	unsigned char cloak[STORE_CLOAK];
	/*
	 * Written as older programs read it: without the checksum, flags of
	 * accounts, former names, and modes that these do not know.
	 */
	bool for_older;
};

/*
 * Convert between a kind and the first word of its lines. store_kind_of returns
 * STORE_KINDS for a word of no kind.
 */
struct str store_word(enum store_kind kind);
enum store_kind store_kind_of(struct str word);

/* Returns how many bytes a store takes; makes an empty store in such memory. */
size_t store_size(void);
void store_init(struct store *store, void *memory);

/* Returns the record of that name, valid until the store changes, or null. */
const struct store_record *store_find(
    const struct store *store, enum store_kind kind, struct str name);

/*
 * Returns the record of that number, counted from 0 in the order of names, or
 * null after the last.
 */
const struct store_record *store_at(
    const struct store *store, enum store_kind kind, size_t number);

/*
 * Reads the account of that name; returns false if there is none. The second
 * function turns an account into a record.
 */
bool store_account(
    const struct store *store, struct str name, struct store_account *account);
void store_record_of(
    const struct store_account *account, struct store_record *record);

/*
 * Replaces the record of that name, or adds it; if record is null, removes it.
 * The record that was there before is copied to *old, with a name of length 0
 * if there was none. Returns false, with nothing changed, if there are too many
 * records.
 */
bool store_set(struct store *store, enum store_kind kind, struct str name,
    const struct store_record *record, struct store_record *old);

/* Removes the bans that have ended by then. */
void store_expire(struct store *store, uint64_t now);

/* Sets the name. Returns false, with nothing written, if it is too long. */
bool store_set_name(struct store_name *name, struct str to);

static inline struct str
store_str(const struct store_name *name)
{
	return (struct str) { name->at, name->len };
}

/*
 * Return the text after the name, and the first word of that text: when an
 * account was made, who founded a group, when a ban ends.
 */
static inline struct str
store_text(const struct store_record *record)
{
	return (struct str) { record->text, record->len };
}

static inline struct str
store_first(const struct store_record *record)
{
	struct str text = store_text(record);

	return str_word(&text);
}

/*
 * store_set_flags sets an account's flags ("-": none), and returns false if the
 * word has none. store_flags returns them; empty: it has none.
 */
bool store_set_flags(struct store_account *account, struct str word);
struct str store_flags(const struct store_record *record);

/* The state of a reader; all zero at first. */
struct store_reading {
	size_t lines; /* read so far */
	size_t records; /* among these lines */
	bool ended; /* the last line was read */
	bool has_changed; /* since it was written, by its checksum */
	struct sha256 sum; /* of the lines so far */
};

/* Takes the next line, without LF. Returns null, or what is wrong with it. */
const char *store_read(
    struct store *store, struct store_reading *reading, struct str line);

/* The state of a writer; all zero at first. */
struct store_writing {
	unsigned step;
	size_t number; /* in its table */
	size_t records;
	struct sha256 sum; /* of the lines so far */
};

/*
 * Adds the next whole line, with LF, to the buffer, which has STORE_LINE of
 * room. Returns false if there are no more lines.
 */
bool store_write(
    const struct store *store, struct store_writing *writing, struct buf *line);

/*
 * Reads a record from its line, without the first word. Returns null, or what
 * is wrong.
 */
const char *store_scan(
    enum store_kind kind, struct str text, struct store_record *record);

#endif
