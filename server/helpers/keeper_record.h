/*
 * The keeper's records: accounts, registered groups, bans that last, and ends
 * of accounts and groups. They are text, in memory as in the file, where one is
 * a line:
 *
 *	account NAME MADE ROUNDS SALT STOREDKEY SERVERKEY [FLAGS]
 *	group NAME FOUNDER MADE LETTERS LIMIT [KEY]
 *	ban NETWORK UNTIL [REASON]
 *	ended GROUP|@ACCOUNT TIME
 *
 * FLAGS are letters: h, the account keeps its private messages out of the
 * history. "ended" stays until the history is known to have the end of that
 * past; before that nothing new has the name. A password is stored only as the
 *keys of SCRAM-SHA-256.
 */
#ifndef SERVER_HELPERS_KEEPER_RECORD_H
#define SERVER_HELPERS_KEEPER_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/buf.h"
#include "shared/crypto/scram.h"
#include "shared/limits.h"
#include "shared/str.h"

#define STORE_SALT 16 /* bytes */
#define STORE_FLAGS 8 /* of an account; letters */

/*
 * The most rounds. More are no more secure, and would make the next client wait
 * for more than a second.
 */
#define STORE_ROUNDS 5000000

/*
 * Longest name of a record (a group's), and longest text after a name (a
 * ban's); in bytes.
 */
#define STORE_NAME LIMIT_GROUP
#define STORE_TEXT (STR_DIGITS + 1 + LIMIT_TOPIC)

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

enum store_kind {
	STORE_ACCOUNT,
	STORE_GROUP,
	STORE_BAN,
	STORE_ENDED,
	STORE_KINDS
};

/*
 * Convert between a kind and the first word of its lines. store_kind_of returns
 * STORE_KINDS for a word of no kind.
 */
struct str store_word(enum store_kind kind);
enum store_kind store_kind_of(struct str word);

/* Returns how many bytes a record of that kind takes in memory. */
size_t store_record_size(enum store_kind kind);

/*
 * Convert between a record and an account. store_account_of returns false if
 * the record is of none.
 */
bool store_account_of(
    const struct store_record *record, struct store_account *account);
void store_record_of(
    const struct store_account *account, struct store_record *record);

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

/*
 * Reads a record from its line, without the first word. Returns null, or what
 * is wrong.
 */
const char *store_scan(
    enum store_kind kind, struct str text, struct store_record *record);

/*
 * Adds the text after the record's name, which fits, as older programs read it:
 * without flags of accounts, and modes that these do not know.
 */
void store_put_old_text(
    struct buf *line, enum store_kind kind, const struct store_record *record);

/*
 * store_take_bytes takes the next word as exactly size bytes, in Base64.
 * store_put_bytes adds a space and that word; there are as many bytes as a key
 * has, at most.
 */
bool store_take_bytes(struct str *rest, void *bytes, size_t size);
void store_put_bytes(struct buf *line, const void *bytes, size_t size);

#endif
