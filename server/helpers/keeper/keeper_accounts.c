/* Questions about accounts: see keeper_accounts.h. */
#include "helpers/keeper/keeper_accounts.h"

#include <string.h>

#include "helpers/keeper/keeper_scram.h"
#include "shared/clock.h"
#include "shared/crypto/base64.h"
#include "shared/crypto/entropy.h"
#include "shared/crypto/secret.h"
#include "shared/names.h"

/* Longest message of PLAIN: two names and a secret, with a NUL between them. */
#define PLAIN_MOST (2 * LIMIT_NAME + LIMIT_SECRET + 2)

/* Computes the keys of the secret, which is the slow part. */
static void
hash(struct str secret, const unsigned char salt[STORE_SALT], uint32_t rounds,
    struct scram_keys *keys)
{
	unsigned char salted[SCRAM_KEY];

	(void)scram_salt(secret,
	    (struct str) { (const char *)salt, STORE_SALT }, rounds,
	    salted); /* rounds is never 0 */
	scram_make_keys(salted, keys);
	secret_wipe(salted, sizeof(salted));
}

static const struct store_record *
account_of(const struct keeper_job *job, struct str name)
{
	return store_find(&job->keeper->store, STORE_ACCOUNT, name);
}

static enum code
put_account(struct keeper_job *job, const struct store_account *account)
{
	char room[STORE_TEXT];
	struct buf record;

	buf_init(&record, room, sizeof(room));
	store_account_write(account, &record);
	return KEEPER_CHANGE(
	    job->keeper, store_word(STORE_ACCOUNT), buf_str(&record));
}

/* Gives the account the secret of the question. */
static enum code
put_secret(struct keeper_job *job, struct store_account *account)
{
	if (!entropy_draw(account->salt, sizeof(account->salt)))
		return CODE_UNAVAILABLE;
	account->rounds = (uint32_t)job->rounds;
	hash(job->rest, account->salt, account->rounds, &account->keys);
	return put_account(job, account);
}

/*
 * Returns whether that is the account's secret. It is as slow if there is no
 * such account.
 */
static bool
is_secret(const struct keeper_job *job, struct str name, struct str secret)
{
	struct store_account account;
	struct scram_keys keys;
	const bool is_there = scram_account(
	    &job->keeper->store, name, (uint32_t)job->rounds, &account);
	bool same;

	hash(secret, account.salt, account.rounds, &keys);
	same = secret_same(keys.stored, account.keys.stored, SCRAM_KEY);
	secret_wipe(&keys, sizeof(keys));
	return same && is_there;
}

bool
keeper_accounts_can_be_secret(struct str secret)
{
	return text_check(secret, LIMIT_SECRET) == CODE_OK;
}

/* Adds the account's name as it is spelled. */
static void
say_account(struct keeper_job *job, struct str name)
{
	const struct store_record *account = account_of(job, name);

	if (account != NULL)
		(void)BUF_CAT(&job->text, store_name(account));
}

/* Adds the account, as it is now, to the news that everybody gets, too. */
static enum code
say_made(struct keeper_job *job)
{
	struct store_account account;

	say_account(job, job->name);
	if (store_account(&job->keeper->store, job->name, &account))
		(void)BUF_CAT(&job->news, STR("account "), buf_str(&job->text),
		    STR(" "), DECIMAL(account.made),
		    account.flags_len > 0 ? STR(" ") : STR(""),
		    (struct str) { account.flags, account.flags_len });
	return CODE_OK;
}

/*
 * Makes an account. One that is there with that secret is what an earlier
 * keeper was asked for: the router asks for no name that is taken.
 */
enum code
keeper_accounts_make(struct keeper_job *job)
{
	struct store_account account = { .made = clock_wall(),
		.name_len = job->name.len };
	enum code code;

	if (name_spelling(job->name) != CODE_OK)
		return CODE_BAD_TEXT;
	if (account_of(job, job->name) != NULL)
		return is_secret(job, job->name, job->rest) ? say_made(job) :
							      CODE_NAME_TAKEN;
	memcpy(account.name, job->name.at, job->name.len); /* fits */
	code = put_secret(job, &account);
	return code == CODE_OK ? say_made(job) : code;
}

static enum code
check(struct keeper_job *job, struct str name, struct str secret)
{
	if (!is_secret(job, name, secret))
		return CODE_NOT_ALLOWED;
	say_account(job, name);
	return CODE_OK;
}

enum code
keeper_accounts_check(struct keeper_job *job)
{
	return check(job, job->name, job->rest);
}

enum code
keeper_accounts_change(struct keeper_job *job)
{
	struct store_account account;

	if (!store_account(&job->keeper->store, job->name, &account))
		return CODE_NO_SUCH_NAME;
	say_account(job, job->name);
	return put_secret(job, &account);
}

enum code
keeper_accounts_flags(struct keeper_job *job)
{
	struct store_account account;
	enum code code;

	if (!store_account(&job->keeper->store, job->name, &account))
		return CODE_NO_SUCH_NAME;
	if (!store_set_flags(&account, job->rest))
		return CODE_BAD_TEXT;
	code = put_account(job, &account);
	return code == CODE_OK ? say_made(job) : code;
}

/* Checks "[AUTHZID] NUL NAME NUL SECRET" of RFC 4616. */
static enum code
check_plain(struct keeper_job *job, struct str text)
{
	const struct str as = str_cut(&text, '\0');
	const struct str name = str_cut(&text, '\0');

	if (text.at == NULL || memchr(text.at, '\0', text.len) != NULL ||
	    name.len == 0 || (as.len > 0 && !str_caseeq(as, name)) ||
	    !keeper_accounts_can_be_secret(text))
		return CODE_NOT_ALLOWED;
	return check(job, name, text);
}

enum code
keeper_accounts_plain(struct keeper_job *job)
{
	char text[BASE64_BYTES(BASE64_TEXT(PLAIN_MOST))];
	enum code code = CODE_BAD_TEXT;
	size_t len;

	if (base64_decode(job->all, text, sizeof(text), &len))
		code = check_plain(job, (struct str) { text, len });
	secret_wipe(text, sizeof(text));
	return code;
}

/* Reads "EXCHANGE FIRST [FINAL]". */
static bool
read_step(const struct keeper_job *job, struct scram_step *step)
{
	struct str rest = job->rest;

	*step = (struct scram_step) { .store = &job->keeper->store,
		.rounds = (uint32_t)job->rounds,
		.first = str_word(&rest) };
	step->final = rest;
	return str_to_number(job->name, UINT64_MAX, &step->exchange);
}

enum code
keeper_accounts_scram(struct keeper_job *job)
{
	struct scram_step step;

	return read_step(job, &step) ? scram_begin(&step, &job->text) :
				       CODE_BAD_TEXT;
}

/* Answers with the name first, then the proof. */
enum code
keeper_accounts_step(struct keeper_job *job)
{
	char room[SCRAM_TEXT];
	struct scram_step step;
	struct store_account account;
	struct buf proof;
	enum code code;

	if (!read_step(job, &step))
		return CODE_BAD_TEXT;
	buf_init(&proof, room, sizeof(room));
	code = scram_finish(&step, &account, &proof);
	if (code == CODE_OK)
		(void)BUF_CAT(&job->text,
		    (struct str) { account.name, account.name_len }, STR(" "),
		    buf_str(&proof));
	secret_wipe(&account, sizeof(account));
	return code;
}

/*
 * Removes an account, its groups and its roles, or the next account of that
 * name would have them.
 */
enum code
keeper_accounts_remove(struct keeper_job *job)
{
	const struct store_record *found = account_of(job, job->all);

	if (found == NULL)
		return CODE_OK;
	say_account(job, job->all);
	(void)BUF_CAT(&job->news, STR("gone "), job->all);
	return KEEPER_CHANGE(
	    job->keeper, STR("cut"), STR("account"), store_name(found));
}
