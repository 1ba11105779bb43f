/* The operator's orders: see control.h. */
#include "operator/control.h"

#include <unistd.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/mem/limits.h"
#include "operator/figures.h"
#include "operator/reload.h"
#include "operator/shutdown.h"
#include "policy/bans.h"
#include "router/accounts/account_feed.h"
#include "router/asks.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/delivery/record.h"
#include "router/model/account_names.h"
#include "router/model/boxes.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/self/self.h"
#include "router/work/work.h"
#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "upgrade/upgrade_exec.h"

/* The room that must be free for the next or the last line of an answer. */
#define ROOM ((size_t)2 * LIMIT_LINE)

/* The cursor of an order that has asked a helper. */
#define HAS_ASKED (ORDER_UPGRADE + 1)

static_assert((uint64_t)GROUPS_MAX * CLIENTS_MAX <= UINT32_MAX, "a cursor");
#define NAMES_A_ROW 100 /* of members: a row fits a line */

/* The longest time that can be given for a ban, in seconds: 100 years. */
#define BAN_MOST ((uint64_t)100 * 365 * 86400)

/* An order and where its answer goes. */
struct order {
	struct str verb; /* as in its row */
	struct str args; /* after the verb; empty: there are none */
	uid_t user;
	uint32_t asker;
	uint32_t *cursor; /* for the order to continue; 0 at first */
	struct buf *out;
	bool (*awaits_upgrade)(void);
};

#define SPACE STR(" ")

/* Puts a line, for which there is room by contract. */
#define PUT(order, ...) (void)BUF_CAT((order)->out, __VA_ARGS__, STR("\n"))

/* Answers with the last line. */
#define ANSWER(order, ...) (PUT(order, __VA_ARGS__), ANSWERED)

static enum order_outcome
reject(const struct order *order, const char *why)
{
	return ANSWER(order, STR("err "), str_from(why));
}

/* Logs an order that changes something. */
static void
note(const struct order *order, struct str whom)
{
	LOG_AT(LEVEL_NOTICE, STR("control: uid {uid}: {order}{}{}"),
	    DECIMAL(order->user), order->verb, whom.len > 0 ? SPACE : STR(""),
	    whom);
}

/* Asks a helper, or continues to wait: false. */
static bool
ask(const struct order *order, enum asks_of of, struct words words,
    struct asks_answer *answer)
{
	const struct asks_question question = {
		.of = of, .writes = of == ASKS_KEEPER, .words = words
	};

	*order->cursor = HAS_ASKED;
	return asks_ask(order->asker, &question, answer);
}

static enum order_outcome
run_status(const struct order *order)
{
	figures_put(order->out); /* there is room for more than those */
	return ANSWER(order, STR("ok status"));
}

static bool
list_clients(const struct order *order)
{
	return figures_client(order->cursor, order->out);
}

/* Returns the slot of a client's worker with that pid, or SLOT_NONE. */
static uint32_t
slot_of(struct str pid)
{
	uint64_t number;

	if (str_to_number(pid, INT_MAX, &number))
		FOR_EACH_SLOT(slot)
			if (conn_is(slots_get(slot)->conn) &&
			    (uint64_t)slots_get(slot)->pid == number)
				return slot;
	return SLOT_NONE;
}

/* Kicks "NAME [REASON]", or one of its connections, "PID [REASON]". */
static enum order_outcome
run_kick(const struct order *order)
{
	struct str reason = order->args;
	const struct str who = str_word(&reason);
	const uint32_t slot = slot_of(who);
	const client_id client = clients_find(who);
	struct words why;

	if (!client_is(client) && slot == SLOT_NONE)
		return reject(order, "no such client");
	if (reason.len > 0 && text_check(reason, LIMIT_TOPIC) != CODE_OK)
		return reject(order, "reason too long, or not plain text");
	note(order, order->args);
	why = WORDS(
	    bye_text(BYE_KICKED), reason.len > 0 ? STR(": ") : STR(""), reason);
	if (reason.len == 0)
		reason = STR("kicked");
	if (slot != SLOT_NONE)
		disconnect_kick(slot, STR(NAME_OPERATOR), reason, why);
	else
		disconnect_kick_all(
		    client, CONN_NONE, STR(NAME_OPERATOR), reason, why);
	return ANSWER(order,
	    slot != SLOT_NONE ? STR("ok 1 connection kicked") :
				STR("ok 1 client kicked"));
}

/*
 * Sets a ban from the arguments "NETWORK [-t TIME] [REASON]". It is in force,
 * and its time runs, from now on. Returns null, or why it cannot be set.
 */
static const char *
set_ban(const struct order *order)
{
	struct ban ban = { .reason = order->args };
	const char *wrong = network_read(&ban.network, str_word(&ban.reason));
	struct str rest = ban.reason;
	uint64_t kicked;

	if (wrong != NULL)
		return wrong;
	if (str_eq(str_word(&rest), STR("-t"))) {
		if (!str_to_seconds(str_word(&rest), BAN_MOST, &ban.until))
			return "invalid time for -t: must be such as 90s, "
			       "10m, 2h, 3d or 1w";
		ban.until = clock_wall() + ban.until * SEC;
		ban.reason = rest;
	}
	if (ban.reason.len > 0 && !bans_is_reason(ban.reason))
		return "reason too long, or not plain text";
	account_feed_expire_bans(); /* makes room */
	if (!bans_add(&ban))
		return "too many bans, or out of memory";
	note(order, order->args);
	kicked = account_feed_kick_banned(&ban);
	PUT(order, STR("- "), COUNTED(kicked, "connection"),
	    STR(" kicked by the ban"));
	return NULL;
}

/* Sets a ban, and ends when the keeper has saved it. */
static enum order_outcome
run_ban(const struct order *order)
{
	const char *wrong = *order->cursor == 0 ? set_ban(order) : NULL;
	struct asks_answer said = { .code = CODE_OK };
	struct str args = order->args;
	const struct ban *ban = NULL;
	struct network network;
	char room[BANS_TEXT];

	if (wrong != NULL)
		return reject(order, wrong);
	if (network_read(&network, str_word(&args)) == NULL)
		ban = bans_find(&network); /* or it is lifted meanwhile */
	if (ban != NULL && account_feed_is_lasting() &&
	    !ask(order, ASKS_KEEPER,
		WORDS(STR("put"), STR("ban"), bans_text(ban, room)), &said))
		return ANSWERED_LATER;
	if (said.code == CODE_OK)
		return ANSWER(order, STR("ok ban"));
	return ANSWER(order, STR("err ban holds only until the server ends: "),
	    code_text(said.code));
}

/*
 * Lifts the ban of the argument "NETWORK". One that the keeper did not drop
 * comes back when the keeper is restarted.
 */
static enum order_outcome
run_unban(const struct order *order)
{
	struct asks_answer said = { .code = CODE_OK };
	struct network network;
	const char *wrong = network_read(&network, order->args);

	if (wrong != NULL)
		return reject(order, wrong);
	/* Again at the end: a keeper that starts meanwhile tells it again. */
	if (!bans_lift(&network) && *order->cursor == 0)
		return reject(order, "no such ban; see forkcastctl bans");
	if (*order->cursor == 0)
		note(order, order->args);
	if (account_feed_is_lasting() &&
	    !ask(order, ASKS_KEEPER,
		WORDS(STR("cut"), STR("ban"), NETWORK_STR(&network)), &said))
		return ANSWERED_LATER;
	if (said.code == CODE_OK)
		return ANSWER(order, STR("ok ban lifted"));
	return ANSWER(order, STR("err ban lifted only until the server ends: "),
	    code_text(said.code));
}

/* "NETWORK [until DATE] [REASON]" */
static bool
list_bans(const struct order *order)
{
	char date[DATE_TEXT];
	const struct ban *ban;

	if (*order->cursor == 0)
		account_feed_expire_bans();
	ban = bans_get(*order->cursor);
	if (ban == NULL)
		return false;
	++*order->cursor;
	if (!bans_is_over(ban))
		PUT(order, STR("- "), NETWORK_STR(&ban->network),
		    ban->until != 0 ? STR(" until ") : STR(""),
		    ban->until != 0 ? str_date(ban->until, date) : STR(""),
		    ban->reason.len > 0 ? SPACE : STR(""), ban->reason);
	return true;
}

/* "NAME DATE ROUNDS" */
static bool
list_accounts(const struct order *order)
{
	char room[DATE_TEXT];
	struct account_facts facts;
	const struct str name = config_now()->accounts ?
	    account_names_next(order->cursor, &facts) :
	    STR("");

	if (name.len == 0)
		return false;
	PUT(order, STR("- "), name, SPACE, str_date(facts.made, room), SPACE,
	    DECIMAL(facts.rounds));
	return true;
}

/*
 * Returns why the order "NAME [SECRET]" cannot be run; null: it can. The keeper
 * refuses the rest.
 */
static const char *
objection(struct str name, struct str secret, bool adds, bool removes)
{
	if (!config_now()->accounts)
		return "no accounts on this server";
	if (removes && secret.len > 0)
		return "too many arguments";
	if (!removes && text_check(secret, LIMIT_SECRET) != CODE_OK)
		return "secret must be one line of 1 to 1000 bytes";
	if (!adds)
		return account_names_find(name).len > 0 ? NULL :
							  "no such account";
	if (name_check(name) != CODE_OK)
		return code_text(CODE_BAD_NAME).at;
	return account_names_find_like(name).len > 0 ?
	    "an account with that or a similar name exists" :
	    NULL;
}

/*
 * Asks the keeper to add, change or remove an account. Once it was asked, the
 * change may be made even if nobody waits for that, so it is logged before.
 */
static enum order_outcome
run_accounts(const struct order *order)
{
	const bool adds = str_eq(order->verb, STR("accounts add"));
	const bool removes = str_eq(order->verb, STR("accounts remove"));
	struct str secret = order->args;
	const struct str name = str_word(&secret);
	struct asks_answer said = { .code = CODE_OK };
	const char *why =
	    *order->cursor == 0 ? objection(name, secret, adds, removes) : NULL;

	if (why != NULL)
		return reject(order, why);
	if (*order->cursor == 0)
		note(order, name);
	/* Not to be asked again: the next account may have that name. */
	if ((*order->cursor == 0 || !removes ||
		account_names_find(name).len > 0) &&
	    !ask(order, ASKS_KEEPER,
		WORDS(adds	? STR("make") :
			removes ? STR("cut") :
				  STR("change"),
		    removes ? STR("account") :
			      DECIMAL(config_now()->hash_rounds),
		    name, secret),
		&said))
		return ANSWERED_LATER;
	if (said.code != CODE_OK)
		return reject(order, code_text(said.code).at);
	return ANSWER(order, STR("ok account "), name,
	    adds	? STR(" created") :
		removes ? STR(" removed") :
			  STR(" has a new secret"));
}

/*
 * "NAME COUNT TOPIC"; with -m "NAME COUNT MEMBER...", in several rows if there
 * are many. The cursor is a group's number and the client's to go on with.
 */
static bool
list_groups(const struct order *order)
{
	const uint32_t place = *order->cursor / CLIENTS_MAX;
	const uint32_t group = groups_next(place);
	const struct set *members;
	size_t at = 0;

	if (group == GROUP_NONE)
		return false;
	members = groups_members(group);
	(void)BUF_CAT(order->out, STR("- "), groups_name(group), SPACE,
	    DECIMAL(members->count)); /* there is room for all of the row */
	if (str_eq(order->verb, STR("groups"))) {
		(void)BUF_CAT(order->out, SPACE, groups_topic(group));
		at = members->count;
	} else if (group == place) { /* or that group has gone */
		at = set_from(members, *order->cursor % CLIENTS_MAX);
	}
	for (size_t i = 0; i < NAMES_A_ROW && at < members->count; i++)
		(void)BUF_CAT(
		    order->out, SPACE, clients_name(clients_at(members, at++)));
	PUT(order, STR(""));
	*order->cursor = at < members->count ?
	    group * CLIENTS_MAX + members->at[at] :
	    (group + 1) * CLIENTS_MAX;
	return true;
}

/* The limits that keys set, in the order of keys.def. */
static const struct limit {
	struct str key;
	size_t member;
	bool zero; /* 0 is a limit */
	struct str what;
} limits[] = {
#define LIST(...)
#define NETWORKS(...)
#define TEXT(...)
#define NUMBER(...)
#define TIME(...)
#define WORD(...)
#define LIMIT(key, set, least, most, usual, what, zero) \
	{ LIT(#key), offsetof(struct config, key), zero, LIT(what) },
#include "base/config/keys.def"
};

/* "KEY LIMIT WHAT"; "-" stands for what there is none of. */
static bool
list_limits(const struct order *order)
{
	const char *config = (const char *)config_now();
	const struct limit *limit;
	size_t value;

	if (*order->cursor == COUNT(limits))
		return false;
	limit = &limits[(*order->cursor)++];
	value = *(const size_t *)(const void *)(config + limit->member);
	PUT(order, STR("- "), limit->key, SPACE,
	    value > 0 || limit->zero ? DECIMAL(value) : STR("-"), SPACE,
	    limit->what);
	return true;
}

/* "NAME WAITING TAKEN TAKERS BYTES MADE POSTED TOOK CREATOR" */
static bool
list_boxes(const struct order *order)
{
	const uint32_t number = boxes_next(*order->cursor);
	const struct box *box;
	struct str creator;

	if (number == GROUP_NONE)
		return false;
	*order->cursor = number + 1;
	box = boxes_get(number);
	creator = str_from(box->creator);
	PUT(order, STR("- "), groups_name(number), SPACE,
	    DECIMAL(box->waiting.count), SPACE, DECIMAL(box->taken), SPACE,
	    DECIMAL((uint64_t)box->ready.count + box->spent.count), SPACE,
	    DECIMAL(box->bytes), SPACE, DECIMAL(box->made), SPACE,
	    DECIMAL(box->posted), SPACE, DECIMAL(box->took), SPACE,
	    creator.len > 0 ? creator : STR("-"));
	return true;
}

/* Drops the box "NAME" with its items, and says how many those were. */
static enum order_outcome
run_box_remove(const struct order *order)
{
	const uint32_t group = groups_find(order->args);
	size_t lost;

	if (group == GROUP_NONE || !groups_get(group)->has_box)
		return reject(order, "no such box");
	note(order, groups_name(group));
	lost = work_remove_box(group);
	if (lost > 0)
		LOG_AT(LEVEL_WARNING,
		    STR("box {group}: {items} items dropped by the operator"),
		    groups_name(group), DECIMAL(lost));
	return ANSWER(order, STR("ok box "), groups_name(group),
	    groups_get(group)->has_box ? STR(" emptied: ") : STR(" removed: "),
	    COUNTED(lost, "item"), STR(" lost"));
}

/*
 * "@ACCOUNT|GROUP [ID]" has the journal erase what the account has said, or
 * what was said in the group, before that ID. An account and a group may have
 * the same name: only '@' means the account.
 */
static enum order_outcome
run_forget(const struct order *order)
{
	struct str before = order->args, name = str_word(&before), account;
	char token[TOKEN_MOST];
	struct str words[4];
	size_t count = 0;
	struct asks_answer said;
	uint32_t group;
	uint64_t id;

	if (config_now()->history == HISTORY_NO)
		return reject(
		    order, "this server keeps no history (key history)");
	if (before.len > 0 && !str_to_number(before, UINT64_MAX, &id))
		return reject(order, "the time must be an ID");
	if (*order->cursor == 0)
		note(order, name);
	const bool is_account = str_skip(&name, STR("@"));
	const struct str until = before.len > 0 ?
	    before :
	    DECIMAL(is_account ? event_ids_next() : 0);
	if (is_account) {
		account = account_names_find(name);
		if (account.len == 0)
			return reject(order, "there is no such account");
		words[count++] = STR("forget");
		words[count++] = record_account_token(account, token);
		words[count++] = account;
	} else {
		(void)str_skip(&name, STR("#")); /* it may be marked, too */
		group = group_check(name) == CODE_OK ? groups_find(name) :
						       GROUP_NONE;
		if (group == GROUP_NONE)
			return reject(order,
			    "there is no such group; an account is marked by @");
		words[count++] = STR("erase");
		words[count++] = record_group_token(group, token);
		words[count++] = STR("0");
	}
	words[count++] = until;
	if (!ask(order, ASKS_JOURNAL, (struct words) { words, count }, &said))
		return ANSWERED_LATER;
	if (said.code != CODE_OK)
		return reject(order, code_text(said.code).at);
	return ANSWER(order, STR("ok history"));
}

static enum order_outcome
run_say(const struct order *order)
{
	struct str text = order->args;
	const struct str name = str_word(&text);
	const uint32_t group = groups_find(name);
	const struct str word = STR("msg"), by = STR(NAME_OPERATOR);
	struct str id, title;

	if (group == GROUP_NONE)
		return reject(order, code_text(CODE_NO_SUCH_GROUP).at);
	if (text.len == 0 || text_check(text, LIMIT_TEXT) != CODE_OK)
		return reject(
		    order, "text missing, too long, or not plain text");
	id = DECIMAL(event_ids_next());
	title = groups_name(group);
	if (!fanout_group(group,
		EVENT(WORDS(word, id, title, by, text),
		    WORDS(word, id, title, STR(IDENTITY_OPERATOR), text),
		    CONN_NONE)))
		return reject(order, "out of memory");
	note(order, title);
	return ANSWER(order, STR("ok "),
	    COUNTED(groups_members(group)->count, "client"), STR(" reached"));
}

static enum order_outcome
run_reload(const struct order *order)
{
	struct error why;

	note(order, STR(""));
	if (!reload_all(&why))
		return reject(order, why.text);
	if (reload_needs_restart().len > 0)
		PUT(order, STR("- restart the server to change "),
		    reload_needs_restart());
	return ANSWER(order, STR("ok reloaded"));
}

/* Asks for an upgrade to "[PATH]", which may contain spaces. */
static enum order_outcome
run_upgrade(const struct order *order)
{
	const char *why;
	struct str text;
	bool good;

	if (*order->cursor == 0) {
		why = upgrade_exec_ask(order->args,
		    str_eq(order->verb, STR("upgrade -n")),
		    order->awaits_upgrade);
		if (why != NULL)
			return reject(order, why);
		note(order, str_from(upgrade_exec_wish()->path));
		PUT(order, STR("- checking the new program"));
		*order->cursor = ORDER_UPGRADE;
	}
	if (upgrade_exec_wish() != NULL)
		return ANSWERED_LATER;
	text = upgrade_exec_result(&good);
	return ANSWER(order, good ? STR("ok ") : STR("err "), text);
}

static enum order_outcome
run_guests(const struct order *order)
{
	const bool on = str_eq(order->verb, STR("guests on"));

	note(order, STR(""));
	door_shut(!on);
	return ANSWER(order,
	    on ? STR("ok guests are let in") :
		 STR("ok newcomers need an account"));
}

/* Drains or stops the server. */
static enum order_outcome
run_end(const struct order *order)
{
	const bool drains = str_eq(order->verb, STR("drain"));

	note(order, STR(""));
	if (drains)
		shutdown_drain();
	else
		shutdown_stop();
	return ANSWER(order, STR("ok "),
	    COUNTED(conns_counts()->used, "client"),
	    drains ? STR(" left") : STR(" disconnected"));
}

/*
 * A row of a list is put, for which there is room, and moves the cursor; false
 * at the end.
 */
static const struct {
	struct str verb; /* with the words that are a part of it */
	enum order_outcome (*run)(const struct order *order); /* or */
	bool (*row)(const struct order *order); /* of a list; null: no row */
	enum { ARGS_NONE, ARGS_SOME, ARGS_ANY } takes;
	bool waits; /* until an upgrade is over */
	bool looks; /* only: for whoever can connect */
} rows[] = {
	{ LIT("ping"), NULL, NULL, ARGS_NONE, false, true },
	{ LIT("status"), run_status, NULL, ARGS_NONE, false, true },
	{ LIT("clients"), NULL, list_clients, ARGS_NONE, false, true },
	{ LIT("kick"), run_kick, NULL, ARGS_SOME, false, false },
	{ LIT("ban"), run_ban, NULL, ARGS_SOME, false, false },
	{ LIT("unban"), run_unban, NULL, ARGS_SOME, false, false },
	{ LIT("bans"), NULL, list_bans, ARGS_NONE, false, false },
	{ LIT("accounts list"), NULL, list_accounts, ARGS_NONE, false, false },
	{ LIT("accounts add"), run_accounts, NULL, ARGS_SOME, false, false },
	{ LIT("accounts passwd"), run_accounts, NULL, ARGS_SOME, false, false },
	{ LIT("accounts remove"), run_accounts, NULL, ARGS_SOME, false, false },
	{ LIT("groups -m"), NULL, list_groups, ARGS_NONE, false, false },
	{ LIT("groups"), NULL, list_groups, ARGS_NONE, false, false },
	{ LIT("limits"), NULL, list_limits, ARGS_NONE, false, false },
	{ LIT("boxes"), NULL, list_boxes, ARGS_NONE, false, false },
	{ LIT("box remove"), run_box_remove, NULL, ARGS_SOME, false, false },
	{ LIT("history forget"), run_forget, NULL, ARGS_SOME, false, false },
	{ LIT("say"), run_say, NULL, ARGS_SOME, false, false },
	{ LIT("reload"), run_reload, NULL, ARGS_NONE, true, false },
	{ LIT("upgrade -n"), run_upgrade, NULL, ARGS_ANY, false, false },
	{ LIT("upgrade"), run_upgrade, NULL, ARGS_ANY, false, false },
	{ LIT("guests on"), run_guests, NULL, ARGS_NONE, false, false },
	{ LIT("guests off"), run_guests, NULL, ARGS_NONE, false, false },
	{ LIT("drain"), run_end, NULL, ARGS_NONE, true, false },
	{ LIT("stop"), run_end, NULL, ARGS_NONE, true, false },
};

bool
orders_may_run(uid_t user)
{
	return user == 0 || user == geteuid();
}

bool
order_has_room(struct buf *out)
{
	char *room;

	return buf_room(out, &room) >= ROOM;
}

enum order_outcome
orders_run(struct str line, uid_t user, uint32_t asker, uint32_t *cursor,
    struct buf *out, bool (*awaits_upgrade)(void))
{
	struct order order = { .user = user,
		.asker = asker,
		.cursor = cursor,
		.out = out,
		.awaits_upgrade = awaits_upgrade };
	enum order_outcome outcome;
	size_t i = 0;

	for (; i < COUNT(rows); i++) {
		order.verb = rows[i].verb;
		order.args = line;
		if (str_skip(&order.args, order.verb) &&
		    (order.args.len == 0 || str_skip(&order.args, SPACE)))
			break;
	}
	if (i == COUNT(rows))
		return reject(&order, "unknown command; see forkcastctl(8)");
	if (!rows[i].looks && !orders_may_run(user)) {
		LOG_AT(LEVEL_WARNING, STR("control: refused: uid {uid}"),
		    DECIMAL(user));
		return reject(
		    &order, "only root and the server's user may do this");
	}
	if (rows[i].takes == ARGS_SOME && order.args.len == 0)
		return reject(&order, "missing argument");
	if (rows[i].takes == ARGS_NONE && order.args.len > 0)
		return reject(&order, "too many arguments");
	if (rows[i].waits && upgrade_exec_wish() != NULL) {
		if (str_eq(order.verb, STR("stop")))
			upgrade_exec_cancel();
		return ANSWERED_LATER;
	}
	if (rows[i].run != NULL) {
		outcome = rows[i].run(&order);
	} else {
		while (rows[i].row != NULL && order_has_room(out) &&
		    rows[i].row(&order))
			continue;
		if (!order_has_room(out))
			return ANSWERED_IN_PART;
		outcome = ANSWER(&order, STR("ok "), str_word(&order.verb));
	}
	if (outcome == ANSWERED) {
		asks_cancel(asker);
		*cursor = 0;
	}
	return outcome;
}
