/* The keeper's records: see keeper_record.h. */
#include "helpers/keeper_record.h"

#include <assert.h>
#include <stdalign.h>
#include <stddef.h>

#include "shared/crypto/base64.h"
#include "shared/names.h"
#include "shared/network.h"

/* The letter of a mode that older programs do not know (model/modes.c). */
#define NEW_LETTER 'u'

/* The longest texts of an account and of a group. */
#define ACCOUNT_TEXT                                      \
	(2 * (STR_DIGITS + 1) + BASE64_TEXT(STORE_SALT) + \
	    2 * (1 + BASE64_TEXT(SCRAM_KEY)) + 1 + STORE_FLAGS)
#define LETTERS 16
#define KEY 23
#define GROUP_TEXT (LIMIT_NAME + 2 * (1 + STR_DIGITS) + 1 + LETTERS + 1 + KEY)

/* Takes the next word as a number up to most. */
static bool
take_number(struct str *rest, uint64_t most, uint64_t *number)
{
	return str_to_number(str_word(rest), most, number);
}

bool
store_take_bytes(struct str *rest, void *bytes, size_t size)
{
	size_t len;

	return base64_decode(str_word(rest), bytes, size, &len) && len == size;
}

/* Returns whether the word is letters, "-" for none. */
static bool
are_letters(struct str word, size_t most)
{
	if (str_eq(word, STR("-")))
		return true;
	for (size_t i = 0; i < word.len; i++)
		if (str_lower(word.at[i]) < 'a' || str_lower(word.at[i]) > 'z')
			return false;
	return word.len > 0 && word.len <= most;
}

bool
store_set_flags(struct store_account *account, struct str word)
{
	account->flags_len = 0;
	if (!are_letters(word, STORE_FLAGS))
		return false;
	if (str_eq(word, STR("-")))
		return true;
	memcpy(account->flags, word.at, word.len);
	account->flags_len = (uint8_t)word.len;
	return true;
}

/* Words of an account's text before its flags. */
#define BEFORE_FLAGS 5

struct str
store_flags(const struct store_record *record)
{
	struct str rest = store_text(record);

	for (size_t i = 0; i < BEFORE_FLAGS; i++)
		(void)str_word(&rest);
	return rest;
}

/* Reads the text of an account: returns null, or what is wrong. */
static const char *
read_account(struct str rest, struct store_account *account)
{
	uint64_t rounds;

	if (!take_number(&rest, UINT64_MAX, &account->made))
		return "invalid time of creation";
	if (!take_number(&rest, STORE_ROUNDS, &rounds) || rounds == 0)
		return "invalid number of rounds";
	account->rounds = (uint32_t)rounds;
	if (!store_take_bytes(&rest, account->salt, sizeof(account->salt)))
		return "invalid salt";
	if (!store_take_bytes(
		&rest, account->keys.stored, sizeof(account->keys.stored)) ||
	    !store_take_bytes(
		&rest, account->keys.server, sizeof(account->keys.server)))
		return "invalid keys";
	account->flags_len = 0;
	if (rest.at != NULL && !store_set_flags(account, str_word(&rest)))
		return "invalid flags";
	return rest.at == NULL ? NULL : "too many words for an account";
}

static const char *
check_account(struct str name, struct str rest)
{
	struct store_account account;

	return name_spelling(name) != CODE_OK ? "invalid account name" :
						read_account(rest, &account);
}

static bool
is_key(struct str word)
{
	return token_check(word) == CODE_OK && word.len <= KEY;
}

static const char *
check_group(struct str name, struct str rest)
{
	uint64_t number;

	if (group_check(name) != CODE_OK)
		return "invalid group name";
	if (name_spelling(str_word(&rest)) != CODE_OK)
		return "invalid founder";
	if (!take_number(&rest, UINT64_MAX, &number))
		return "invalid time of creation";
	if (!are_letters(str_word(&rest), LETTERS))
		return "invalid modes";
	if (!take_number(&rest, UINT32_MAX, &number))
		return "invalid limit";
	if (rest.at != NULL && !is_key(str_word(&rest)))
		return "invalid key";
	return rest.at == NULL ? NULL : "too many words for a group";
}

/*
 * Returns whether the name is written as network_text writes it; otherwise two
 * lines could mean the same network.
 */
static bool
is_network(struct str name)
{
	struct network network;

	return network_read(&network, name) == NULL &&
	    str_eq(name, NETWORK_STR(&network));
}

static const char *
check_ban(struct str name, struct str rest)
{
	uint64_t until;

	if (!is_network(name))
		return "invalid network";
	if (!take_number(&rest, UINT64_MAX, &until))
		return "invalid end time";
	return rest.at == NULL || text_check(rest, LIMIT_TOPIC) == CODE_OK ?
	    NULL :
	    "invalid reason";
}

static const char *
check_ended(struct str name, struct str rest)
{
	uint64_t time;
	const bool is_named = str_skip(&name, STR("@")) ?
	    name_spelling(name) == CODE_OK :
	    group_check(name) == CODE_OK;

	if (!is_named)
		return "invalid name of what has ended";
	return take_number(&rest, UINT64_MAX, &time) && rest.at == NULL ?
	    NULL :
	    "invalid end time";
}

/* The kinds; check returns null, or what is wrong with a record. */
static const struct {
	struct str word;
	size_t text; /* at most, after the name */
	const char *(*check)(struct str name, struct str text);
} kinds[STORE_KINDS] = {
	[STORE_ACCOUNT] = { LIT("account"), ACCOUNT_TEXT, check_account },
	[STORE_GROUP] = { LIT("group"), GROUP_TEXT, check_group },
	[STORE_BAN] = { LIT("ban"), STORE_TEXT, check_ban },
	[STORE_ENDED] = { LIT("ended"), STR_DIGITS, check_ended },
};

static_assert(ACCOUNT_TEXT <= STORE_TEXT && GROUP_TEXT <= STORE_TEXT, "");

struct str
store_word(enum store_kind kind)
{
	return kinds[kind].word;
}

enum store_kind
store_kind_of(struct str word)
{
	size_t kind = 0;

	while (kind < STORE_KINDS && !str_eq(word, kinds[kind].word))
		kind++;
	return (enum store_kind)kind;
}

size_t
store_record_size(enum store_kind kind)
{
	const size_t size =
	    offsetof(struct store_record, text) + kinds[kind].text;

	return (size + alignof(uint64_t) - 1) / alignof(uint64_t) *
	    alignof(uint64_t);
}

bool
store_set_name(struct store_name *name, struct str to)
{
	if (to.len > sizeof(name->at))
		return false;
	*name = (struct store_name) { .len = (uint8_t)to.len };
	if (to.len > 0)
		memcpy(name->at, to.at, to.len);
	return true;
}

const char *
store_scan(enum store_kind kind, struct str text, struct store_record *record)
{
	const struct str name = str_word(&text);
	const char *wrong;

	memset(record, 0, sizeof(*record));
	if (!store_set_name(&record->name, name))
		return "name too long";
	wrong = kinds[kind].check(name, text);
	if (wrong == NULL && text.len > kinds[kind].text)
		return "line too long";
	if (wrong != NULL)
		return wrong;
	record->len = (uint16_t)text.len;
	memcpy(record->text, text.at, text.len);
	return NULL;
}

bool
store_account_of(
    const struct store_record *record, struct store_account *account)
{
	account->name = record->name;
	account->is_new = record->is_new;
	return read_account(store_text(record), account) == NULL;
}

void
store_put_bytes(struct buf *line, const void *bytes, size_t size)
{
	char text[BASE64_TEXT(SCRAM_KEY)]; /* the longest */

	(void)BUF_CAT(line, STR(" "), base64_text(bytes, size, text));
}

void
store_record_of(
    const struct store_account *account, struct store_record *record)
{
	struct buf text;

	*record = (struct store_record) { .name = account->name,
		.is_new = account->is_new };
	buf_init(&text, record->text, sizeof(record->text));
	(void)BUF_CAT(&text, DECIMAL(account->made), STR(" "),
	    DECIMAL(account->rounds)); /* all of it fits */
	store_put_bytes(&text, account->salt, sizeof(account->salt));
	store_put_bytes(
	    &text, account->keys.stored, sizeof(account->keys.stored));
	store_put_bytes(
	    &text, account->keys.server, sizeof(account->keys.server));
	if (account->flags_len > 0)
		(void)BUF_CAT(&text, STR(" "),
		    (struct str) { account->flags, account->flags_len });
	record->len = (uint16_t)buf_len(&text);
}

/* Adds the letters of modes that older programs know, or "-". */
static void
put_old_letters(struct buf *line, struct str letters)
{
	const size_t before = buf_len(line);

	for (size_t i = 0; i < letters.len; i++)
		if (letters.at[i] != NEW_LETTER)
			(void)BUF_CAT(line, (struct str) { letters.at + i, 1 });
	if (buf_len(line) == before)
		(void)BUF_CAT(line, STR("-"));
}

void
store_put_old_text(
    struct buf *line, enum store_kind kind, const struct store_record *record)
{
	struct str text = store_text(record);
	const struct str flags = store_flags(record);

	if (kind == STORE_ACCOUNT && flags.len > 0) {
		text.len -= 1 + flags.len;
	} else if (kind == STORE_GROUP) {
		(void)BUF_CAT(line, str_word(&text), STR(" ")); /* founder */
		(void)BUF_CAT(line, str_word(&text), STR(" ")); /* made */
		put_old_letters(line, str_word(&text));
		(void)BUF_CAT(line, STR(" "));
	}
	(void)BUF_CAT(line, text);
}
