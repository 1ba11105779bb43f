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
#include "policy/peers.h"
#include "router/accounts/registered_groups.h"
#include "router/asks.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/record.h"
#include "router/history/reading.h"
#include "router/model/account_names.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/people/people.h"
#include "router/work/store.h"
#include "shared/addr.h"
#include "shared/crypto/base64.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "shared/text/skeleton.h"

/* Attempts. */

/* A client's attempt; all zero: none. Times are of ticks_mono. */
struct row {
	bool on;
	bool too_fast; /* told when due */
	usec due; /* nothing is asked before */
	usec since; /* began to wait */
	usec until; /* stops waiting */
	usec before; /* the attempt before the last from its address, or 0 */
};

/* Not saved: an upgrade waits until nothing is asked. */
static struct {
	struct row *row; /* one for each client */
	uint32_t next; /* whose turn it is; or CLIENT_NONE */

	/* What the keeper was asked; the number is 0: nothing. */
	uint64_t number;
	uint32_t client; /* which may have left */
	bool makes; /* an account */
	char peer[ADDR_TEXT];
	struct network from;
	char account[LIMIT_NAME + 1];
} attempts = { .next = CLIENT_NONE };

bool
attempts_is_on(uint32_t who)
{
	return attempts.row[who].on || asks_is_pending(who);
}

/*
 * Returns whether the client only waits for its turn. The line of one that does
 * not read is not run; the others, who look each second, do not wait for it.
 */
static bool
is_waiting(uint32_t who)
{
	const struct row *row = &attempts.row[who];
	const usec now = ticks_mono();

	return row->on && !row->too_fast && !asks_has_asked(who) &&
	    row->due <= now && now < row->until &&
	    !slots_client_over_mark(who) &&
	    slots_get(clients_slot(who))->state == SLOT_OPEN;
}

/*
 * Says whose turn it is: among those that wait, it is the one from whose
 * address nobody has tried for longest. So whoever tries often, over whatever
 * many connections, hardly delays those who come now and then.
 */
static void
choose_next(void)
{
	attempts.next = CLIENT_NONE;
	FOR_EACH_CLIENT(who) {
		if (is_waiting(who) &&
		    (attempts.next == CLIENT_NONE ||
			attempts.row[who].before <
			    attempts.row[attempts.next].before))
			attempts.next = who;
	}
	if (attempts.next != CLIENT_NONE)
		asks_wake(attempts.next);
}

/*
 * Ends the client's attempt, whose question the keeper may still have. The time
 * that a nameless client has waited for the server is none of its silence.
 */
static void
attempts_end(uint32_t who)
{
	const uint32_t number = clients_slot(who);
	const struct row row = attempts.row[who];

	attempts.row[who] = (struct row) { .before = row.before };
	if (attempts.next == who)
		choose_next();
	if (!row.on || clients_get(who)->named)
		return;
	slots_get(number)->spoke += ticks_mono() - row.since;
	ticks_alarm_at(
	    number, ticks_now()); /* judges the client by the new time */
}

void
attempts_cancel(uint32_t who)
{
	attempts_end(who);
	asks_cancel(who);
}

/*
 * A client that is too fast is not told so at once, or it would try again at
 * once. If its account's rate holds it back, nothing is taken from its
 * address's rate.
 */
void
attempts_begin(uint32_t who, const struct attempt *attempt)
{
	const struct client *client = clients_get(who);
	const struct network from = clients_network(who);
	const usec now = ticks_mono();
	struct row *row = &attempts.row[who];

	row->on = true;
	row->since = now;
	row->until = now + config_now()->hold_time;
	row->too_fast = (attempt->kind & ATTEMPT_COUNTS) != 0 &&
	    !peers_login(&from,
		client->origin == PEERS_NONE || client->peer_user.is_known,
		attempt->account, now, &row->before);
	if (!row->too_fast)
		return;
	row->due = row->until = now + config_now()->password_time;
	peers_log_reject(
	    REJECT_LOG_REFUSED, client->peer, STR("too many logins"));
}

bool
attempts_may_ask(uint32_t who)
{
	const struct row *row = &attempts.row[who];

	return row->on && !row->too_fast && !asks_has_begun(who);
}

static bool
wait_until(uint32_t who, usec when)
{
	slots_wait(
	    clients_slot(who), usec_earlier(when, attempts.row[who].until));
	return false;
}

/* Asks the keeper, or waits for its turn. */
static bool
go_on(uint32_t who, const struct attempt *attempt, struct asks_answer *answer)
{
	const bool makes = (attempt->kind & ATTEMPT_MAKES) != 0;
	const struct asks_question question = {
		.of = ASKS_KEEPER, .writes = makes, .words = attempt->words
	};
	const struct str key = peers_account(attempt->account);
	const struct network from = clients_network(who);
	struct row *row = &attempts.row[who];
	usec wait;

	if (asks_has_asked(who) || (attempt->kind & ATTEMPT_WAITS) == 0 ||
	    !asks_is_open(ASKS_KEEPER))
		return asks_ask(who, &question, answer);
	*answer = (struct asks_answer) { .code = CODE_UNAVAILABLE };
	if (ticks_mono() >= row->until)
		return true;
	if (attempts.number != 0 ||
	    (attempts.next != CLIENT_NONE && attempts.next != who &&
		is_waiting(attempts.next)))
		return wait_until(who, ticks_mono() + SEC); /* looks again */
	wait = peers_wait(&from, key, ticks_mono());
	if (wait > 0) {
		row->due = ticks_mono() + wait;
		if (attempts.next == who)
			choose_next();
		return wait_until(who, row->due);
	}
	attempts.next = CLIENT_NONE;
	if (asks_ask(who, &question, answer))
		return true;
	attempts.number = asks_number(who);
	attempts.client = who;
	attempts.makes = makes;
	attempts.from = from;
	memcpy(attempts.peer, clients_get(who)->peer, sizeof(attempts.peer));
	memcpy(attempts.account, key.at, key.len);
	attempts.account[key.len] = '\0';
	return false;
}

bool
attempts_ask(
    uint32_t who, const struct attempt *attempt, struct asks_answer *answer)
{
	const struct row *row = &attempts.row[who];

	if (!attempts_is_on(who))
		attempts_begin(who, attempt);
	if (row->too_fast && row->due > ticks_mono())
		return wait_until(who, row->due);
	if (row->too_fast)
		*answer = (struct asks_answer) { .code = CODE_SLOW_DOWN };
	else if (!go_on(who, attempt, answer))
		return false;
	attempts_end(who);
	return true;
}

/*
 * Notes an answer of the keeper, whether or not its client still waits: a wrong
 * secret and a new account count for the client's address.
 */
static void
attempts_answered(const struct asks_end *end)
{
	const enum code code = end->answer.code;

	if (attempts.number == 0 || attempts.number != end->number)
		return;
	attempts.number = 0;
	if (attempts.makes && code == CODE_OK)
		peers_register(attempts.peer, ticks_mono());
	if (code == CODE_NOT_ALLOWED)
		(void)peers_failed(
		    &attempts.from, str_from(attempts.account), ticks_mono());
	if (code == CODE_NOT_ALLOWED && attempts.client == CLIENT_NONE)
		peers_log_account(NETWORK_STR(&attempts.from).at,
		    STR("wrong secret"), str_from(attempts.account));
	choose_next();
}

static void
attempts_leave(uint32_t who)
{
	attempts_end(who);
	attempts.row[who] = (struct row) { .on = false };
	if (attempts.client == who)
		attempts.client = CLIENT_NONE;
}

MODULE(attempts) = { TABLES(TABLE(attempts.row, CLIENTS_MAX)),
	.leave = attempts_leave };

/* Who is logged in. */

bool
accounts_may_set(uint32_t who, struct str account)
{
	const bool tells = !str_eq(clients_account(who), account) ||
	    registered_groups_owes_roles(who);

	return clients_name(who).len == 0 || !tells || clients_may_change(who);
}

void
accounts_set(uint32_t who, struct str account)
{
	const struct str name = clients_name(who);
	const bool changes = !str_eq(clients_account(who), account);

	if (changes) {
		record_login(who, false);
		store_logs_out(who);
	}
	clients_set_account(who, account);
	if (changes) {
		store_logged_in(who);
		record_login(who, true);
		profile_account(who, false);
	}
	registered_groups_give_all(who);
	const struct str who_text = name.len > 0 ? name : STR("-");

	if (account.len > 0)
		LOG(STR("{name}: logged in as {account}"), who_text, account);
	else
		LOG(STR("{name}: logged out"), who_text);
}

/* It is reserved, too, while such an account is made for another. */
struct str
accounts_reserved(uint32_t who, struct str name)
{
	const struct str account = account_names_find_like(name);

	if (account.len > 0)
		return str_caseeq(account, clients_account(who)) ? STR("") :
								   account;
	return attempts.number != 0 && attempts.makes &&
		attempts.client != who &&
		skeleton_confusable(name, str_from(attempts.account)) ?
	    str_from(attempts.account) :
	    STR("");
}

/* The news. */

static struct {
	bool told; /* the accounts are known */
	bool unreadable; /* the last keeper could not load them */
	usec since; /* ticks_mono: when somebody first had to wait for them */
	unsigned char *cloak;
	uint32_t slot; /* of the keeper; SLOT_NONE: there is none */
	usec heard; /* ticks_now: last line, or since when it owes one */
	bool owes; /* in the last turn */
} feed = { .slot = SLOT_NONE };

uint64_t
account_feed_kick_banned(const struct ban *ban)
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
	ticks_alarm_at(ALARM_HELPERS, ticks_now() + config_now()->hold_time);
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
	FOR_EACH_OF_ACCOUNT(who, name) {
		accounts_set(who, STR(""));
		profile_account(who, true);
	}
	read_marker_forget(name);
	server_ops_review(name);
	account_names_drop(name);
	record_ends(token, true);
}

static void
take_all(struct str text)
{
	const bool was_unknown = account_feed_is_unknown();

	(void)text;
	account_names_end();
	feed.told = true;
	account_feed_set_unreadable(false);
	if (feed.slot != SLOT_NONE)
		asks_open(ASKS_KEEPER, feed.slot); /* before it is asked */
	registered_groups_sync_end();
	if (was_unknown) /* nobody has got a role by joining */
		FOR_EACH_CLIENT(who)
			registered_groups_give_all(who);
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
	const struct str text = command->count > 1 ? command->arg[1] : STR("");

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
		    command->count > 2 ? command->arg[2] : STR(""));
		if (has_begun)
			stats_trouble(SCORE_UNWRITTEN, true);
	} else if (end.number != 0 && end.answer.code == CODE_OK &&
	    end.writes && (stats_now()->trouble & SCORE_UNWRITTEN) != 0) {
		stats_trouble(SCORE_UNWRITTEN, false);
		registered_groups_tell();
	}
}

void
account_feed_take(uint32_t slot, const struct command *command)
{
	feed.heard = ticks_now();
	if ((stats_now()->trouble & SCORE_SILENT) != 0) {
		LOG_AT(LEVEL_NOTICE, STR("keeper: replies again"));
		registered_groups_tell();
	}
	stats_trouble(SCORE_SILENT, false);
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
	attempts.number = 0; /* it is not answered */
	choose_next();
	feed.slot = SLOT_NONE;
}

void
account_feed_watch(bool wanted)
{
	const usec limit = config_now()->hold_time;
	const bool owes = feed.slot != SLOT_NONE &&
	    (!asks_is_open(ASKS_KEEPER) || asks_questions(ASKS_KEEPER) > 0);

	if (!wanted)
		stats_trouble(SCORE_SILENT, false);
	if (owes && !feed.owes)
		feed.heard = ticks_now();
	feed.owes = owes;
	if (!wanted || !owes || (stats_now()->trouble & SCORE_SILENT) != 0)
		return;
	if (ticks_now() < feed.heard + limit) {
		ticks_alarm_at(ALARM_HELPERS, feed.heard + limit);
		return;
	}
	LOG_AT(LEVEL_ERR, STR("keeper: no reply for {seconds} s"),
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
