/* The keeper's records: see keeper_record.h. */
#include "helpers/keeper/keeper_record.h"

#include <assert.h>
#include <string.h>

#include "shared/crypto/base64.h"
#include "shared/names.h"
#include "shared/network.h"

/* A group's LETTERS and KEY; bytes. */
#define LETTERS 16
#define KEY 23

static_assert(
    2 * LIMIT_GROUP + LIMIT_NAME + 4 * STR_DIGITS + LIMIT_TOPIC < STORE_TEXT,
    "a topic fits, the longest record");

/* Takes the next word as a number up to most. */
static bool
take_number(struct str *rest, uint64_t most, uint64_t *number)
{
	return str_to_number(str_word(rest), most, number);
}

static bool
take_bytes(struct str *rest, void *bytes, size_t size)
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
	account->flags_len = word.len;
	return true;
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
	if (!take_bytes(&rest, account->salt, sizeof(account->salt)))
		return "invalid salt";
	if (!take_bytes(
		&rest, account->keys.stored, sizeof(account->keys.stored)) ||
	    !take_bytes(
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
	if (rest.at == NULL)
		return NULL;
	return token_check(rest) == CODE_OK && rest.len <= KEY ? NULL :
								 "invalid key";
}

/* Takes "BY ID", who has set something and when. */
static bool
take_setter(struct str *rest)
{
	const struct str by = str_word(rest);
	uint64_t id;

	return token_check(by) == CODE_OK && by.len <= LIMIT_NAME &&
	    take_number(rest, UINT64_MAX, &id);
}

static const char *
check_topic(struct str name, struct str rest)
{
	return group_check(name) == CODE_OK && take_setter(&rest) &&
		text_check(rest, LIMIT_TOPIC) == CODE_OK ?
	    NULL :
	    "invalid topic";
}

static const char *
check_mask(struct str name, struct str rest)
{
	const struct str group = str_word(&name), list = str_word(&name);

	return group_check(group) == CODE_OK && list_check(list) == CODE_OK &&
		token_check(name) == CODE_OK && name.len <= LIMIT_MASK &&
		take_setter(&rest) && rest.at == NULL ?
	    NULL :
	    "invalid mask";
}

static const char *
check_role(struct str name, struct str rest)
{
	const struct str group = str_word(&name);
	uint64_t made;

	return group_check(group) == CODE_OK &&
		name_spelling(name) == CODE_OK &&
		take_number(&rest, UINT64_MAX, &made) &&
		(str_eq(rest, STR("o")) || str_eq(rest, STR("v")) ||
		    str_eq(rest, STR("ov"))) ?
	    NULL :
	    "invalid role";
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

/* The kinds; check returns null, or what is wrong with a record. */
static const struct {
	struct str word;
	size_t words; /* of the name */
	const char *(*check)(struct str name, struct str text);
} kinds[STORE_KINDS] = {
	[STORE_ACCOUNT] = { LIT("account"), 1, check_account },
	[STORE_GROUP] = { LIT("group"), 1, check_group },
	[STORE_TOPIC] = { LIT("topic"), 1, check_topic },
	[STORE_MASK] = { LIT("mask"), 3, check_mask },
	[STORE_ROLE] = { LIT("role"), 2, check_role },
	[STORE_BAN] = { LIT("ban"), 1, check_ban },
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
	const char *start = record.at;

	if (record.len > STORE_TEXT)
		return "line too long";
	for (size_t i = 0; i < kinds[kind].words; i++)
		(void)str_word(&record);
	if (record.at == NULL)
		return "words are missing";
	*name = (struct str) { start, (size_t)(record.at - 1 - start) };
	*text = record;
	return kinds[kind].check(*name, *text);
}

void
store_account_read(
    struct str name, struct str text, struct store_account *account)
{
	*account = (struct store_account) { .name_len = name.len };
	assert(name.len <= sizeof(account->name));
	memcpy(account->name, name.at, name.len);
	(void)read_account(text, account); /* it was checked */
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
