/* The keeper's news of all accounts: see account_feed.h. */
#include "router/accounts/account_feed.h"

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
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/people/people.h"
#include "router/queue/retry.h"
#include "shared/addr.h"
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
} feed = { .slot = SLOT_NONE };

/* The bans, and the one that is under way to the keeper. */
static struct {
	uint32_t ticket; /* 0: none is */
	struct network network;
	size_t len;
	char text[BANS_TEXT];
	uint64_t settled; /* bans_changes: then, every ban was saved */
	struct retry retry;
} banned;

uint64_t
ban_store_kick(const struct ban *ban)
{
	uint64_t count = 0;

	FOR_EACH_SLOT(number) {
		const struct slot *slot = slots_get(number);
		struct addr addr;
		struct ip ip;
		if (slot->state != SLOT_OPEN || slot->client == CLIENT_NONE ||
		    !addr_read(
			&addr, str_from(clients_get(slot->client)->peer)) ||
		    !network_ip(&ip, &addr) ||
		    !network_contains(&ban->network, &ip))
			continue;
		DISCONNECT_KICK(number, STR(NAME_OPERATOR), STR("banned"),
		    STR("your address is banned"),
		    ban->reason.len > 0 ? STR(": ") : STR(""), ban->reason);
		count++;
	}
	return count;
}

/*
 * Takes a ban from the keeper. One that was set or changed here while there was
 * no keeper is newer than the keeper's. Bans that the keeper does not have, or
 * has otherwise than they are here, are sent to it in the turns that follow.
 */
static void
take_ban(struct str record)
{
	const struct ban *here;
	struct ban ban;

	if (!bans_read(record, &ban))
		return; /* the keeper's own mistake */
	ban.is_stored = true;
	here = bans_find(&ban.network);
	if (here != NULL &&
	    (ban.until != here->until || !str_eq(ban.reason, here->reason)))
		return;
	/* Without memory, the old one stays, if any. */
	if (bans_add(&ban) && !bans_is_over(&ban))
		(void)ban_store_kick(&ban);
}

static void
cut_ban(const struct network *network)
{
	(void)asks_say(
	    ASKS_KEEPER, WORDS(STR("cut"), STR("ban"), NETWORK_STR(network)));
}

void
ban_store_expire(void)
{
	bans_expire(cut_ban);
}

static void
end_ban(void)
{
	if (banned.ticket != 0)
		asks_cancel(banned.ticket);
	banned.ticket = 0;
}

/* Looks for a ban that is not saved. Returns false if none can be now. */
static bool
begin_ban(void)
{
	const struct ban *ban;
	uint32_t ticket;

	if (banned.settled == bans_changes() || !asks_is_open(ASKS_KEEPER) ||
	    retry_waits(&banned.retry))
		return false;
	for (size_t i = 0; (ban = bans_get(i)) != NULL; i++)
		if (!ban->is_stored && ban->refused == CODE_OK &&
		    !bans_is_over(ban))
			break;
	if (ban == NULL) {
		banned.settled = bans_changes();
		stats_trouble(SCORE_UNBANNED, false);
		return false;
	}
	ticket = asks_ticket();
	if (ticket == ASKS_NOBODY)
		return false;
	banned.ticket = ticket;
	banned.network = ban->network;
	banned.len = bans_text(ban, banned.text).len;
	return true;
}

/*
 * Takes the keeper's answer. If the ban was lifted meanwhile, the keeper has to
 * remove it too.
 */
static void
take_banned(enum code code)
{
	const struct ban *ban = bans_find(&banned.network);
	char text[BANS_TEXT];

	end_ban();
	if (code == CODE_UNAVAILABLE || code == CODE_SLOW_DOWN) {
		stats_trouble(SCORE_UNBANNED, true);
		retry_failed(&banned.retry, SEC);
		return;
	}
	banned.retry = (struct retry) { .delay = 0 };
	if (ban == NULL)
		cut_ban(&banned.network);
	else if (str_eq(bans_text(ban, text),
		     (struct str) { banned.text, banned.len }))
		bans_mark_stored(&ban->network, code);
}

void
ban_store_turn(void)
{
	struct asks_answer answer;

	if (!account_feed_is_lasting()) {
		end_ban();
		stats_trouble(SCORE_UNBANNED, false);
		return;
	}
	while (banned.ticket != 0 || begin_ban()) {
		if (!asks_ask(banned.ticket,
			&(const struct asks_question) { .of = ASKS_KEEPER,
			    .writes = true,
			    .words = WORDS(STR("put"), STR("ban"),
				((struct str) { banned.text, banned.len })) },
			&answer))
			return;
		take_banned(answer.code);
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

/* Takes "cloak SECRET", which comes first. */
static void
take_begin(struct str text)
{
	size_t len;

	account_names_begin();
	registered_groups_sync_begin();
	bans_mark_unstored();
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

static const struct {
	struct str kind;
	void (*take)(struct str text);
} kept[] = {
	{ LIT("cloak"), take_begin },
	{ LIT("account"), take_account },
	{ LIT("group"), registered_groups_sync_record },
	{ LIT("ban"), take_ban },
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

bool
account_feed_take(uint32_t slot, const struct command *command)
{
	const enum verb verb = command->rule->verb;

	if (verb != VERB_ANSWER && verb != VERB_KEPT)
		return false;
	feed.heard = ticks_now();
	if ((stats_now()->trouble & SCORE_SILENT) != 0)
		LOG_AT(LEVEL_NOTICE, STR("keeper: replies again"));
	stats_trouble(SCORE_SILENT, false);
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

	if (!wanted)
		stats_trouble(SCORE_SILENT, false);
	if (owes && !feed.owes)
		feed.heard = ticks_now();
	feed.owes = owes;
	if (!wanted || !owes || (stats_now()->trouble & SCORE_SILENT) != 0)
		return;
	if (ticks_now() < feed.heard + limit) {
		alarms_at(ALARM_HELPERS, feed.heard + limit);
		return;
	}
	LOG_AT(LEVEL_ERR, STR("keeper: no reply for {#seconds} s"),
	    DECIMAL(limit / SEC));
	stats_trouble(SCORE_SILENT, true);
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
		account_names_add(name, made, private == 1);
		feed.told = true;
	}
}

MODULE(account_feed) = { TABLES(TABLE(feed.cloak, CLOAK_SECRET)),
	SECTION("accounts", account_feed) };
