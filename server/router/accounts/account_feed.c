/* The keeper's news of all accounts: see account_feed.h. */
#include "router/accounts/account_feed.h"

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "policy/bans.h"
#include "policy/cloak.h"
#include "router/accounts/accounts.h"
#include "router/accounts/attempts.h"
#include "router/accounts/ban_store.h"
#include "router/accounts/registered_groups.h"
#include "router/asks.h"
#include "router/delivery/record.h"
#include "router/model/account_names.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/people/read_marker.h"
#include "router/people/server_ops.h"
#include "shared/crypto/base64.h"
#include "shared/names.h"

static struct {
	bool told; /* the accounts are known */
	bool unreadable; /* the last keeper could not load them */
	usec since; /* ticks_mono: when somebody first had to wait for them */
	unsigned char *cloak;
	uint32_t slot; /* of the keeper; SLOT_NONE: there is none */
	usec heard; /* ticks_now: last line, or since when it owes one */
	bool owes; /* in the last turn */
	bool silent;
} feed = { .slot = SLOT_NONE };

bool
account_feed_is_lasting(void)
{
	return config_now()->accounts && config_now()->state != NULL;
}

bool
account_feed_is_unknown(void)
{
	return account_feed_is_lasting() && (!feed.told || feed.unreadable);
}

void
account_feed_set_unreadable(bool is_so)
{
	feed.unreadable = is_so;
	stats_trouble(SCORE_UNREADABLE, is_so);
}

/* The next keeper's news starts from nothing. */
void
account_feed_reset(void)
{
	feed.told = false;
	feed.since = 0;
	account_feed_set_unreadable(false);
}

/* Waits for hold_time at most; after that, names are refused. */
bool
account_feed_is_awaited(void)
{
	const usec now = ticks_mono();

	if (feed.told || !account_feed_is_lasting() ||
	    !asks_is_coming(ASKS_KEEPER))
		return false;
	if (feed.since == 0)
		feed.since = now;
	if (now - feed.since >= config_now()->hold_time)
		return false;
	alarms_at(ALARM_HELPERS, ticks_now() + config_now()->hold_time);
	return true;
}

static void
take_cloak(struct str text)
{
	size_t len;

	/*
	 * A key that does not last is ignored: it hides nothing better than the
	 * key of this start.
	 */
	if (base64_decode(text, feed.cloak, CLOAK_SECRET, &len) &&
	    len == CLOAK_SECRET && config_now()->state != NULL &&
	    cloak_use(feed.cloak))
		identity_forget_hosts();
}

/* Takes "account NAME MADE [FLAGS]". */
static void
take_account(struct str text)
{
	const struct str name = str_word(&text), number = str_word(&text);
	uint64_t made;

	if (str_to_number(number, UINT64_MAX, &made))
		account_names_add(name, made,
		    text.len > 0 &&
			memchr(text.at, *ACCOUNT_NAMES_PRIVATE, text.len) !=
			    NULL);
}

static void
take_gone(struct str name)
{
	char room[TOKEN_MOST];
	const struct str token = record_account_token(name, room);

	registered_groups_end_account(name);
	accounts_log_out_all(name);
	read_marker_forget(name);
	server_ops_end(name);
	account_names_drop(name);
	record_ends(token, true);
}

static void
take_torn(struct str text)
{
	LOG_AT(LEVEL_WARNING,
	    STR("accounts: a last line that is not whole was cut off: "
		"{#bytes} bytes"),
	    text);
}

static void
take_all(struct str text)
{
	(void)text;
	account_names_end();
	feed.told = true;
	account_feed_set_unreadable(false);
	if (feed.slot != SLOT_NONE)
		asks_open(ASKS_KEEPER, feed.slot); /* before it is asked */
	registered_groups_sync_end();
	FOR_EACH_CLIENT(who)
		owner_roles_give_all(who);
	ban_store_expire();
}

static void
take_begin(struct str text)
{
	account_names_begin();
	registered_groups_sync_begin();
	bans_mark_unstored();
	take_cloak(text);
}

static const struct {
	struct str kind;
	void (*take)(struct str text);
} kept[] = {
	{ LIT("cloak"), take_begin }, /* comes first */
	{ LIT("account"), take_account },
	{ LIT("group"), registered_groups_sync_record },
	{ LIT("ban"), ban_store_sync_record },
	{ LIT("gone"), take_gone },
	{ LIT("torn"), take_torn },
	{ LIT("all"), take_all },
};

/* Takes news of the keeper. Kinds that are unknown here are ignored. */
static void
take_kept(const struct command *command)
{
	const struct str kind = command->arg[0];
	const struct str text = command->count > 1 ? command->arg[1] : STR("");

	if (str_eq(kind, STR("topic")) || str_eq(kind, STR("mask")) ||
	    str_eq(kind, STR("role")))
		registered_groups_sync_part(kind, text);
	for (size_t i = 0; i < COUNT(kept); i++)
		if (str_eq(kind, kept[i].kind))
			kept[i].take(text);
}

/* Passes on an answer. Whoever asked may have gone meanwhile. */
static void
take_answer(uint32_t slot, const struct command *command)
{
	struct asks_end end;

	(void)asks_answered(
	    ASKS_KEEPER, slot, command, &end); /* it has no other lines */
	if (end.number == 0)
		return;
	attempts_answered(&end);
	if (end.answer.code == CODE_UNAVAILABLE && end.answer.text.len > 0) {
		LOG_AT(LEVEL_ERR, STR("keeper: cannot write: {reason}"),
		    end.answer.text);
		stats_trouble(SCORE_UNWRITTEN, true);
	} else if (end.answer.code == CODE_OK && end.writes) {
		stats_trouble(SCORE_UNWRITTEN, false);
	}
}

static void
set_silent(bool silent)
{
	feed.silent = silent;
	stats_trouble(SCORE_SILENT, silent);
}

bool
account_feed_take(uint32_t slot, const struct command *command)
{
	const enum verb verb = command->rule->verb;

	if (verb != VERB_ANSWER && verb != VERB_KEPT)
		return false;
	feed.heard = ticks_now();
	if (feed.silent)
		LOG_AT(LEVEL_NOTICE, STR("keeper: replies again"));
	if (feed.silent)
		set_silent(false);
	if (verb == VERB_ANSWER)
		take_answer(slot, command);
	else
		take_kept(command);
	return true;
}

void
account_feed_keeper_started(uint32_t slot)
{
	attempts_lost();
	asks_shut(ASKS_KEEPER, true, false);
	feed.slot = slot;
	feed.heard = ticks_now();
}

void
account_feed_keeper_ended(bool soon)
{
	attempts_lost();
	asks_shut(ASKS_KEEPER, soon, false);
	feed.slot = SLOT_NONE;
}

void
account_feed_watch(bool wanted)
{
	const usec limit = config_now()->hold_time;
	const bool owes = feed.slot != SLOT_NONE &&
	    (!asks_is_open(ASKS_KEEPER) ||
		asks_open_questions(ASKS_KEEPER) > 0);

	if (!wanted && feed.silent)
		set_silent(false);
	if (owes && !feed.owes)
		feed.heard = ticks_now();
	feed.owes = owes;
	if (!wanted || !owes || feed.silent)
		return;
	if (ticks_now() < feed.heard + limit) {
		alarms_at(ALARM_HELPERS, feed.heard + limit);
		return;
	}
	LOG_AT(LEVEL_ERR, STR("keeper: no reply for {#seconds} s"),
	    DECIMAL(limit / SEC));
	set_silent(true);
}

/*
 * Saves the accounts' names, or they would be free until the next keeper
 * reports.
 */
static void
account_feed_save(struct state *state)
{
	uint32_t number = 0;
	struct str name;
	uint64_t made;

	while ((name = account_names_next(&number, &made)).len > 0)
		STATE_PUT(state, STR("account"), name, DECIMAL(made),
		    DECIMAL(account_names_is_private(name)));
}

static void
load_name(struct state *state)
{
	struct str name = STR("");
	uint64_t made = 0, private = 0;

	if (!STATE_LINE(state, WORD_TO(&name, name_spelling),
		NUMBER_TO(&made, UINT64_MAX), NUMBER_TO(&private, 1)) ||
	    account_names_find(name).len > 0 ||
	    account_names_count() == ACCOUNTS_MAX) {
		state_wrong(state, "invalid or duplicate account");
		return;
	}
	account_names_add(name, made, private == 1);
	feed.told = true;
}

static void
account_feed_load(struct state *state)
{
	while (state_next(state))
		if (state_is(state, STR("account")))
			load_name(state);
}

MODULE(account_feed) = { TABLES(TABLE(feed.cloak, CLOAK_SECRET)),
	SECTION("accounts", account_feed) };
