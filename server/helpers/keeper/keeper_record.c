/* The keeper's records: see keeper_record.h. */
#include "helpers/keeper/keeper_record.h"

#include <assert.h>
#include <string.h>

#include "shared/crypto/base64.h"
#include "shared/names.h"
#include "shared/network.h"

static_assert(
    2 * LIMIT_GROUP + LIMIT_NAME + 4 * STR_DIGITS + LIMIT_TOPIC < STORE_TEXT,
    "a topic fits, the longest record");

static enum code
number_check(struct str word)
{
	uint64_t number;

	return str_to_number(word, UINT64_MAX, &number) ? CODE_OK :
							  CODE_BAD_TEXT;
}

static enum code
rounds_check(struct str word)
{
	uint64_t number;

	return str_to_number(word, STORE_ROUNDS, &number) && number > 0 ?
	    CODE_OK :
	    CODE_BAD_TEXT;
}

static enum code
base64_check(struct str word, size_t size)
{
	unsigned char bytes[SCRAM_KEY];
	size_t len;

	return base64_decode(word, bytes, size, &len) && len == size ?
	    CODE_OK :
	    CODE_BAD_TEXT;
}

static enum code
salt_check(struct str word)
{
	return base64_check(word, STORE_SALT);
}

static enum code
scram_key_check(struct str word)
{
	return base64_check(word, SCRAM_KEY);
}

enum code
store_letters_check(struct str word)
{
	if (str_eq(word, STR("-")))
		return CODE_OK;
	for (size_t i = 0; i < word.len; i++)
		if (str_lower(word.at[i]) < 'a' || str_lower(word.at[i]) > 'z')
			return CODE_BAD_TEXT;
	return word.len > 0 && word.len <= STORE_LETTERS ? CODE_OK :
							   CODE_BAD_TEXT;
}

static enum code
long_text_check(struct str text)
{
	return text_check(text, LIMIT_TOPIC);
}

/* As network_text writes it; else two lines could mean the same network. */
static enum code
network_check(struct str word)
{
	struct network network;

	return network_read(&network, word) == NULL &&
		str_eq(word, NETWORK_STR(&network)) ?
	    CODE_OK :
	    CODE_BAD_TEXT;
}

/* A word of a record. */
struct word {
	enum code (*check)(struct str word); /* null: no more */
	const char *wrong; /* said if it is */
	bool may_lack;
	bool is_rest; /* all that follows */
};

/* The kinds, and their words: those of the name come first. */
static const struct {
	struct str word;
	size_t name; /* words */
	struct word words[8];
} kinds[STORE_KINDS] = {
	[STORE_ACCOUNT] = { LIT("account"), 1,
	    { { name_spelling, "invalid account name" },
		{ number_check, "invalid time of creation" },
		{ rounds_check, "invalid number of rounds" },
		{ salt_check, "invalid salt" },
		{ scram_key_check, "invalid keys" },
		{ scram_key_check, "invalid keys" },
		{ store_letters_check, "invalid flags", true } } },
	[STORE_GROUP] = { LIT("group"), 1,
	    { { group_check, "invalid group name" },
		{ name_spelling, "invalid founder" },
		{ number_check, "invalid time of creation" },
		{ store_letters_check, "invalid modes" },
		{ number_check, "invalid limit" },
		{ group_key_check, "invalid key", true } } },
	[STORE_TOPIC] = { LIT("topic"), 1,
	    { { group_check, "invalid group name" },
		{ token_check, "invalid setter" },
		{ number_check, "invalid ID" },
		{ long_text_check, "invalid topic", false, true } } },
	[STORE_MASK] = { LIT("mask"), 3,
	    { { group_check, "invalid group name" },
		{ list_check, "invalid list" },
		{ long_text_check, "invalid mask" },
		{ token_check, "invalid setter" },
		{ number_check, "invalid ID" } } },
	[STORE_ROLE] = { LIT("role"), 2,
	    { { group_check, "invalid group name" },
		{ name_spelling, "invalid account name" },
		{ number_check, "invalid time of creation" },
		{ store_letters_check, "invalid role" } } },
	[STORE_BAN] = { LIT("ban"), 1,
	    { { network_check, "invalid network" },
		{ number_check, "invalid end time" },
		{ long_text_check, "invalid reason", true, true } } },
};

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

const char *
store_check(
    enum store_kind kind, struct str record, struct str *name, struct str *text)
{
	const struct word *word = kinds[kind].words;
	const char *start = record.at;

	if (record.len > STORE_TEXT)
		return "line too long";
	for (; word->check != NULL && record.at != NULL; word++) {
		const struct str rest = record, one = str_word(&record);
		if (word->check(word->is_rest ? rest : one) != CODE_OK)
			return word->wrong;
		if (word->is_rest)
			record = (struct str) { NULL, 0 };
		if (word + 1 == kinds[kind].words + kinds[kind].name &&
		    record.at != NULL) {
			*text = record;
			*name = (struct str) { start,
				(size_t)(record.at - 1 - start) };
		}
	}
	if (record.at != NULL)
		return "too many words";
	return word->check == NULL || word->may_lack ? NULL :
						       "words are missing";
}

static void
read_bytes(struct str word, void *bytes, size_t size)
{
	size_t len;

	(void)base64_decode(word, bytes, size, &len); /* it was checked */
}

void
store_account_read(
    struct str name, struct str text, struct store_account *account)
{
	struct str flags;

	*account = (struct store_account) { .name_len = name.len };
	memcpy(account->name, name.at, name.len);
	(void)str_to_number(str_word(&text), UINT64_MAX, &account->made);
	(void)str_to_number(str_word(&text), UINT64_MAX, &account->rounds);
	read_bytes(str_word(&text), account->salt, STORE_SALT);
	read_bytes(str_word(&text), account->keys.stored, SCRAM_KEY);
	read_bytes(str_word(&text), account->keys.server, SCRAM_KEY);
	flags = str_word(&text);
	if (flags.len == 0 || str_eq(flags, STR("-")))
		return;
	account->flags_len = flags.len;
	memcpy(account->flags, flags.at, flags.len);
}

static void
put_bytes(struct buf *line, const void *bytes, size_t size)
{
	char text[BASE64_TEXT(SCRAM_KEY)]; /* the longest */

	(void)BUF_CAT(line, STR(" "), base64_text(bytes, size, text));
}

void
store_account_write(const struct store_account *account, struct buf *line)
{
	(void)BUF_CAT(line, (struct str) { account->name, account->name_len },
	    STR(" "), DECIMAL(account->made), STR(" "),
	    DECIMAL(account->rounds)); /* all of it fits */
	put_bytes(line, account->salt, sizeof(account->salt));
	put_bytes(line, account->keys.stored, sizeof(account->keys.stored));
	put_bytes(line, account->keys.server, sizeof(account->keys.server));
	if (account->flags_len > 0)
		(void)BUF_CAT(line, STR(" "),
		    (struct str) { account->flags, account->flags_len });
}
