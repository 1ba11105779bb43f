/* The keeper's news of all accounts: see account_feed.h. */
#include "router/accounts/account_feed.h"

#include <string.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "policy/cloak.h"
#include "router/accounts/accounts.h"
#include "router/accounts/attempts.h"
#include "router/accounts/registered_groups.h"
#include "router/asks.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/record.h"
#include "router/model/account_names.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/self/self.h"
#include "shared/addr.h"
#include "shared/crypto/base64.h"
#include "shared/names.h"

static struct {
	bool told; /* the accounts are known */
	usec since; /* ticks_mono: when somebody first had to wait for them */
	unsigned char *cloak;
	uint32_t slot; /* of the keeper; SLOT_NONE: there is none */
	usec heard; /* ticks_now: last line, or since when it owes one */
	bool owes; /* in the last turn */
	uint64_t ended; /* accounts */
} feed = { .slot = SLOT_NONE };

uint64_t
account_feed_kick_banned(const struct ban *ban)
{
	uint64_t count = 0;

	FOR_EACH_SLOT(number) {
		const struct slot *slot = slots_get(number);
		struct addr addr;
		struct ip ip;
		if (slot->state != SLOT_OPEN || !conn_is(slot->conn) ||
		    !addr_read(&addr, str_from(conns_get(slot->conn)->peer)) ||
		    !network_ip(&ip, &addr) ||
		    !network_contains(&ban->network, &ip))
			continue;
		disconnect_kick(number, STR(NAME_OPERATOR), STR("banned"),
		    WORDS(STR("your address is banned"),
			ban->reason.len > 0 ? STR(": ") : STR(""),
			ban->reason));
		count++;
	}
	return count;
}

/* Takes a ban from the keeper. One that is here is as new, or newer. */
static void
take_ban(struct str record)
{
	struct ban ban;

	/* What is wrong, or finds no memory, is left out. */
	if (bans_read(record, &ban) && bans_find(&ban.network) == NULL &&
	    bans_add(&ban) && !bans_is_over(&ban))
		(void)account_feed_kick_banned(&ban);
}

void
account_feed_expire_bans(void)
{
	const struct ban *ban;
	size_t count = 0;

	while (bans_get(count) != NULL)
		count++;
	for (; count > 0; count--) {
		ban = bans_get(count - 1);
		if (!bans_is_over(ban))
			continue;
		(void)asks_say(ASKS_KEEPER,
		    WORDS(STR("cut"), STR("ban"), NETWORK_STR(&ban->network)));
		(void)bans_lift(&ban->network);
	}
}

bool
account_feed_is_lasting(void)
{
	return config_now()->accounts && config_now()->state != NULL;
}

bool
account_feed_is_unknown(void)
{
	return account_feed_is_lasting() &&
	    (!feed.told || (stats_now()->trouble & STATS_UNREADABLE) != 0);
}

uint64_t
account_feed_ended(void)
{
	return feed.ended;
}

/* The next keeper's news starts from nothing. */
void
account_feed_reset(void)
{
	feed.told = false;
	feed.since = 0;
	stats_trouble(STATS_UNREADABLE, false);
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
	ticks_alarm(ALARM_HELPERS, ticks_now() + config_now()->hold_time);
	return true;
}

/* Takes "cloak SECRET", which comes first. */
static void
take_begin(struct str text)
{
	size_t len;

	account_names_begin();
	/*
	 * A key that does not last is ignored: it hides nothing better than the
	 * key of this start.
	 */
	if (base64_decode(text, feed.cloak, CLOAK_SECRET, &len) &&
	    len == CLOAK_SECRET && config_now()->state != NULL &&
	    cloak_use(feed.cloak))
		FOR_EACH_CLIENT(client)
			clients_forget_host(client);
}

/* Takes "account NAME MADE ROUNDS [FLAGS]". */
static void
take_account(struct str text)
{
	const struct str name = str_word(&text);
	struct account_facts facts;

	if (!str_to_number(str_word(&text), UINT64_MAX, &facts.made) ||
	    !str_to_number(str_word(&text), UINT64_MAX, &facts.rounds))
		return;
	facts.is_private = text.len > 0 &&
	    memchr(text.at, *ACCOUNT_NAMES_PRIVATE, text.len) != NULL;
	account_names_add(name, facts);
}

static void
take_gone(struct str name)
{
	char room[TOKEN_MOST];
	const struct str token = record_account_token(name, room);

	registered_groups_end_account(name);
	FOR_EACH_OF_ACCOUNT(client, name) {
		accounts_set(conns_first(client), STR(""));
		profile_account(conns_first(client), true);
	}
	profile_review_opers(name);
	account_names_drop(name);
	record_ends(token);
	feed.ended++;
}

static void
take_all(struct str text)
{
	const bool was_unknown = account_feed_is_unknown();

	(void)text;
	account_names_end();
	feed.told = true;
	stats_trouble(STATS_UNREADABLE, false);
	if (feed.slot != SLOT_NONE)
		asks_open(ASKS_KEEPER, feed.slot); /* before it is asked */
	registered_groups_sync_end();
	if (was_unknown) /* nobody has got a role by joining */
		FOR_EACH_CLIENT(client)
			registered_groups_give_all(client);
	account_feed_expire_bans();
}

static const struct {
	struct str kind;
	void (*take)(struct str text);
} kept[] = {
	{ LIT("cloak"), take_begin },
	{ LIT("account"), take_account },
	{ LIT("group"), registered_groups_sync_record },
	{ LIT("ban"), take_ban },
	{ LIT("gone"), take_gone },
	{ LIT("all"), take_all },
};

/* Takes news of the keeper. Kinds that are unknown here are ignored. */
static void
take_kept(const struct command *command)
{
	const struct str kind = command->arg[0];
	const struct str text = command->arg[1];

	if (str_eq(kind, STR("topic")) || str_eq(kind, STR("mask")) ||
	    str_eq(kind, STR("role")))
		registered_groups_sync_part(kind, text);
	for (size_t i = 0; i < COUNT(kept); i++)
		if (str_eq(kind, kept[i].kind))
			kept[i].take(text);
}

/*
 * Passes on an answer; whoever asked may have gone meanwhile. With the number 0
 * comes why changes could not be saved.
 */
static void
take_answer(uint32_t slot, const struct command *command)
{
	struct asks_end end;

	(void)asks_answered(
	    ASKS_KEEPER, slot, command, &end); /* it has no other lines */
	if (end.number != 0)
		attempts_answered(&end);
	if (end.number == 0 && str_eq(command->arg[0], STR("0"))) {
		/* One that has not begun cannot read its file, or make it. */
		const bool has_begun = asks_is_open(ASKS_KEEPER);
		LOG_AT(LEVEL_ERR, STR("keeper: {}{reason}"),
		    has_begun ? STR("cannot write: ") : STR(""),
		    command->arg[2]);
		if (has_begun)
			stats_trouble(STATS_UNWRITTEN, true);
	} else if (end.number != 0 && end.answer.code == CODE_OK &&
	    end.writes && (stats_now()->trouble & STATS_UNWRITTEN) != 0) {
		stats_trouble(STATS_UNWRITTEN, false);
		registered_groups_tell();
	}
}

void
account_feed_take(uint32_t slot, const struct command *command)
{
	feed.heard = ticks_now();
	if ((stats_now()->trouble & STATS_SILENT) != 0) {
		LOG_AT(LEVEL_NOTICE, STR("keeper: replies again"));
		registered_groups_tell();
	}
	stats_trouble(STATS_SILENT, false);
	if (command->rule->verb == VERB_ANSWER)
		take_answer(slot, command);
	else
		take_kept(command);
}

void
account_feed_keeper_started(uint32_t slot)
{
	asks_shut(ASKS_KEEPER, true, false);
	feed.slot = slot;
	feed.heard = ticks_now();
}

void
account_feed_keeper_ended(bool soon)
{
	asks_shut(ASKS_KEEPER, soon, false);
	attempts_lost();
	feed.slot = SLOT_NONE;
}

void
account_feed_watch(bool wanted)
{
	const usec limit = config_now()->hold_time;
	const bool owes = feed.slot != SLOT_NONE &&
	    (!asks_is_open(ASKS_KEEPER) || asks_questions(ASKS_KEEPER) > 0);

	if (!wanted)
		stats_trouble(STATS_SILENT, false);
	if (owes && !feed.owes)
		feed.heard = ticks_now();
	feed.owes = owes;
	if (!wanted || !owes || (stats_now()->trouble & STATS_SILENT) != 0)
		return;
	if (ticks_now() < feed.heard + limit) {
		ticks_alarm(ALARM_HELPERS, feed.heard + limit);
		return;
	}
	LOG_AT(LEVEL_ERR, STR("keeper: no reply for {seconds} s"),
	    DECIMAL(limit / SEC));
	stats_trouble(STATS_SILENT, true);
}

/*
 * Saves the accounts' names, or they would be free until the next keeper
 * reports.
 */
static void
account_feed_save(struct state *state)
{
	uint32_t number = 0;
	struct account_facts facts;
	struct str name;

	while ((name = account_names_next(&number, &facts)).len > 0)
		STATE_PUT(state, STR("account"), name, DECIMAL(facts.made),
		    DECIMAL(facts.is_private));
}

static void
account_feed_load(struct state *state)
{
	struct str name = STR("");
	uint64_t made = 0, private = 0;

	while (state_next(state)) {
		if (!state_is(state, STR("account")))
			continue;
		if (!STATE_LINE(state, WORD_TO(&name, name_spelling),
			NUMBER_TO(&made, UINT64_MAX), NUMBER_TO(&private, 1)) ||
		    account_names_find(name).len > 0 ||
		    account_names_count() == ACCOUNTS_MAX) {
			state_wrong(state, "invalid or duplicate account");
			continue;
		}
		account_names_add(name,
		    (struct account_facts) {
			.made = made, .is_private = private == 1 });
		feed.told = true;
	}
}

MODULE(account_feed) = { TABLES(TABLE(feed.cloak, CLOAK_SECRET)),
	SECTION("accounts", account_feed) };
