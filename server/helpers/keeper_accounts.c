/* Questions about accounts: see keeper_accounts.h. */
#include "helpers/keeper_accounts.h"

#include <string.h>

#include "helpers/keeper_scram.h"
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

/* Gives the account the secret of the question, and puts it in the store. */
static enum code
put_account(struct keeper_job *job, struct store_account *account)
{
	struct store_record record;

	if (!entropy_draw(account->salt, sizeof(account->salt)))
		return CODE_UNAVAILABLE;
	account->rounds = job->question->rounds;
	hash(job->rest, account->salt, account->rounds, &account->keys);
	store_record_of(account, &record);
	return keeper_job_put(job, STORE_ACCOUNT, &record);
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
	    &job->keeper->store, name, job->question->rounds, &account);
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
	const struct store_record *account = keeper_job_account(job, name);

	if (account != NULL)
		(void)BUF_CAT(&job->text, store_str(&account->name));
}

/* Adds the account, as it is now, to the news that everybody gets, too. */
static enum code
say_made(struct keeper_job *job)
{
	const struct store_record *account = keeper_job_account(job, job->name);
	const struct str flags = store_flags(account);

	say_account(job, job->name);
	(void)BUF_CAT(&job->news, STR("account "), buf_str(&job->text),
	    STR(" "), store_first(account), flags.len > 0 ? STR(" ") : STR(""),
	    flags);
	return CODE_OK;
}

/*
 * Makes an account. If the question is asked again, an earlier keeper may have
 * made it, with that secret.
 */
enum code
keeper_accounts_make(struct keeper_job *job)
{
	struct store_account account = { .is_new = true, .made = clock_wall() };
	enum code code;

	if (name_spelling(job->name) != CODE_OK)
		return CODE_BAD_TEXT;
	if (keeper_job_account(job, job->name) != NULL)
		return job->question->again &&
			is_secret(job, job->name, job->rest) ?
		    say_made(job) :
		    CODE_NAME_TAKEN;
	if (keeper_job_has_ended(job, STR("@"), job->name))
		return CODE_SLOW_DOWN;
	(void)store_set_name(&account.name, job->name); /* fits */
	code = put_account(job, &account);
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
	return put_account(job, &account);
}

enum code
keeper_accounts_flags(struct keeper_job *job)
{
	struct store_account account;
	struct store_record record;
	enum code code;

	if (!store_account(&job->keeper->store, job->name, &account))
		return CODE_NO_SUCH_NAME;
	if (!store_set_flags(&account, job->rest))
		return CODE_BAD_TEXT;
	store_record_of(&account, &record);
	code = keeper_job_put(job, STORE_ACCOUNT, &record);
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

	if (base64_decode(job->question->rest, text, sizeof(text), &len))
		code = check_plain(job, (struct str) { text, len });
	secret_wipe(text, sizeof(text));
	return code;
}

/* Reads "EXCHANGE BASE64". */
static bool
read_step(const struct keeper_job *job, struct scram_step *step)
{
	*step = (struct scram_step) { .bond = { .store = &job->keeper->store,
					  .now = clock_mono() },
		.rounds = job->question->rounds,
		.text = job->rest };
	return str_to_number(job->name, UINT64_MAX, &step->bond.exchange);
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
	struct store_name name;
	struct buf proof;
	enum code code;

	if (!read_step(job, &step))
		return CODE_BAD_TEXT;
	buf_init(&proof, room, sizeof(room));
	code = scram_finish(&step, &name, &proof);
	if (code == CODE_OK)
		(void)BUF_CAT(
		    &job->text, store_str(&name), STR(" "), buf_str(&proof));
	return code;
}

/*
 * Removes the groups of an account that goes, or the next account of that name
 * would own them.
 */
static void
cut_groups(struct keeper_job *job, struct str founder)
{
	const struct store *store = &job->keeper->store;
	const struct store_record *group;

	for (size_t i = store->table[STORE_GROUP].count; i > 0; i--) {
		group = store_at(store, STORE_GROUP, i - 1);
		if (!str_caseeq(store_first(group), founder))
			continue;
		/* Without room for it, a kill now may leave its past. */
		(void)keeper_job_end(job, STR(""), store_str(&group->name));
		(void)keeper_job_cut(job, STORE_GROUP,
		    store_str(&group->name)); /* there is room */
	}
}

/*
 * Removes an account. If the question is asked again, and this keeper has made
 * the account itself, nothing is done: the earlier keeper has removed the
 * account that was meant, and this one is new. Creation times cannot tell the
 * two apart, because the wall clock may be set back.
 */
enum code
keeper_accounts_remove(struct keeper_job *job)
{
	const struct str name = job->question->rest;
	const struct store_record *found = keeper_job_account(job, name);
	enum code code = CODE_OK;

	if (job->question->again && found != NULL && found->is_new)
		return CODE_OK;
	if (found != NULL)
		code = keeper_job_end(job, STR("@"), name);
	if (code != CODE_OK)
		return code;
	say_account(job, name);
	code = keeper_job_cut(job, STORE_ACCOUNT, name);
	if (code != CODE_OK)
		return code;
	(void)BUF_CAT(&job->news, STR("gone "), name);
	cut_groups(job, name);
	return CODE_OK;
}
