/* The operator's orders: see orders.h. */
#include "operator/orders.h"

#include <assert.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/mem/limits.h"
#include "operator/reload.h"
#include "operator/shutdown.h"
#include "policy/bans.h"
#include "policy/peers.h"
#include "router/accounts/account_feed.h"
#include "router/asks.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/delivery/record.h"
#include "router/history/journal_link.h"
#include "router/model/account_names.h"
#include "router/model/boxes.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/slots.h"
#include "router/work/store.h"
#include "router/work/work.h"
#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/names.h"

/* The room that must be free for the next or the last line of an answer. */
#define ROOM ((size_t)2 * LIMIT_LINE)

/*
 * From here on a cursor is a ticket (router/asks.h) beside this. Those of other
 * orders are less: the number of an upgrade, or of the next row of a list.
 */
#define TICKET ((uint32_t)3 << 30)

static_assert((uint64_t)GROUPS_MAX * CLIENTS_MAX < TICKET,
    "a cursor holds a group and a client, and is no ticket");

/* The longest time that can be given for a ban, in seconds: 100 years. */
#define BAN_MOST ((uint64_t)100 * 365 * 86400)

/* An order and where its answer goes. */
struct order {
	struct str args; /* after the verb; empty: there are none */
	uid_t user;
	uint32_t *cursor; /* for the order to continue; 0 at first */
	struct buf *out;
};

#define SPACE STR(" ")

/* Puts a line, for which there is room by contract. */
#define PUT(order, ...) (void)BUF_CAT((order)->out, __VA_ARGS__, STR("\n"))

/* Answers with the last line. */
#define ANSWER(order, ...) (PUT(order, __VA_ARGS__), ANSWERED)

static enum order_outcome
refuse(const struct order *order, const char *why)
{
	return ANSWER(order, STR("err "), str_from(why));
}

/* Answers with how many clients there were, and what happened to them. */
static enum order_outcome
answer_count(const struct order *order, uint64_t count, struct str what)
{
	return ANSWER(order, STR("ok "), DECIMAL(count),
	    count == 1 ? STR(" client ") : STR(" clients "), what);
}

/* Logs an order that changes something. */
static void
note(const struct order *order, struct str what, struct str whom)
{
	LOG_AT(LEVEL_NOTICE, STR("control: uid {uid}: {order}{}{}"),
	    DECIMAL(order->user), what, whom.len > 0 ? SPACE : STR(""), whom);
}

/*
 * Asks a helper, or continues to wait: false. The cursor has the ticket from
 * then on.
 */
static bool
ask(const struct order *order, enum asks_of of, struct words words,
    struct asks_answer *answer)
{
	const struct asks_question question = {
		.of = of, .writes = of == ASKS_KEEPER, .words = words
	};
	const uint32_t ticket =
	    *order->cursor != 0 ? *order->cursor - TICKET : asks_ticket();

	*answer = (struct asks_answer) { .code = CODE_SLOW_DOWN };
	if (ticket == ASKS_NOBODY)
		return true;
	*order->cursor = TICKET + ticket;
	return asks_ask(ticket, &question, answer);
}

static enum order_outcome
run_ping(const struct order *order)
{
	return ANSWER(order, STR("ok ping"));
}

/*
 * Returns the open slot of a name or a process ID; SLOT_NONE if there is none.
 */
static uint32_t
find_client(struct str who)
{
	uint64_t pid;

	if (!str_to_number(who, INT32_MAX, &pid)) {
		const uint32_t client = clients_find(who);
		return client == CLIENT_NONE ? SLOT_NONE : clients_slot(client);
	}
	FOR_EACH_SLOT(slot)
		if (slots_get(slot)->pid == (pid_t)pid && pid != 0 &&
		    slots_get(slot)->state == SLOT_OPEN &&
		    slots_get(slot)->client != CLIENT_NONE)
			return slot;
	return SLOT_NONE;
}

static enum order_outcome
run_kick(const struct order *order)
{
	struct str reason = order->args;
	const struct str who = str_word(&reason);
	const uint32_t slot = find_client(who);

	if (slot == SLOT_NONE)
		return refuse(order, "no such client");
	if (reason.len > 0 && text_check(reason, LIMIT_TOPIC) != CODE_OK)
		return refuse(order, "reason too long, or not plain text");
	note(order, STR("kick"), who);
	disconnect_kick(slot, STR(NAME_OPERATOR),
	    reason.len > 0 ? reason : STR("kicked"),
	    WORDS(bye_text(BYE_KICKED), reason.len > 0 ? STR(": ") : STR(""),
		reason));
	return answer_count(order, 1, STR("kicked"));
}

/*
 * Reads a duration, such as "90" (seconds) or "2h", and sets *until to the time
 * when a ban that begins now ends. False if it is no number, 0 or too long.
 */
static bool
read_time(struct str word, uint64_t *until)
{
	static const struct {
		char letter;
		uint64_t seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
	uint64_t unit = 1, count;

	for (size_t i = 0; i < COUNT(units) && word.len > 0; i++)
		if (word.at[word.len - 1] == units[i].letter) {
			unit = units[i].seconds;
			word.len--;
		}
	if (!str_to_number(word, BAN_MOST / unit, &count) || count == 0)
		return false;
	*until = clock_wall() + count * unit * SEC;
	return true;
}

/*
 * Sets a ban from the arguments "NETWORK [-t TIME] [REASON]". Returns null, or
 * why it cannot be set.
 */
static const char *
set_ban(const struct order *order)
{
	struct ban ban = { .reason = order->args };
	const char *wrong = network_read(&ban.network, str_word(&ban.reason));
	struct str rest = ban.reason;

	if (wrong != NULL)
		return wrong;
	if (str_eq(str_word(&rest), STR("-t"))) {
		if (!read_time(str_word(&rest), &ban.until))
			return "invalid time for -t: must be a number of "
			       "seconds, or end in m, h or d";
		ban.reason = rest;
	}
	if (ban.reason.len > 0 && !bans_is_reason(ban.reason))
		return "reason too long, or not plain text";
	ban_store_expire(); /* makes room */
	if (!bans_add(&ban))
		return "too many bans, or out of memory";
	ban.kicked = ban_store_kick(&ban);
	(void)bans_add(&ban); /* without memory, the number is not told */
	return NULL;
}

/*
 * Sets a ban. It is in force, and its time runs, from now on; the answer comes
 * when the keeper has saved it.
 */
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
		return refuse(order, wrong);
	if (*order->cursor == 0)
		note(order, STR("ban"), order->args);
	if (network_read(&network, str_word(&args)) == NULL)
		ban = bans_find(&network); /* or it is lifted meanwhile */
	if (ban != NULL && account_feed_is_lasting() &&
	    !ask(order, ASKS_KEEPER,
		WORDS(STR("put"), STR("ban"), bans_text(ban, room)), &said))
		return ANSWERED_LATER;
	if (said.code != CODE_OK)
		return ANSWER(order,
		    STR("err ban holds only until the server ends: "),
		    code_text(said.code));
	return answer_count(
	    order, ban != NULL ? ban->kicked : 0, STR("kicked by the ban"));
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
		return refuse(order, wrong);
	if (*order->cursor == 0) {
		if (!peers_unban(&network, clock_mono()))
			return refuse(
			    order, "no such ban; see forkcastctl bans");
		note(order, STR("unban"), order->args);
	}
	if (account_feed_is_lasting() &&
	    !ask(order, ASKS_KEEPER,
		WORDS(STR("cut"), STR("ban"), NETWORK_STR(&network)), &said))
		return ANSWERED_LATER;
	/* A keeper that has started meanwhile may have told it again. */
	(void)peers_unban(&network, clock_mono());
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
		ban_store_expire();
	ban = bans_get(*order->cursor);
	if (ban == NULL)
		return false;
	++*order->cursor;
	if (!bans_is_over(ban))
		PUT(order, STR("- "), NETWORK_STR(&ban->network),
		    ban->until != 0 ? STR(" until ") : STR(""),
		    ban->until != 0 ? date_text(ban->until, date) : STR(""),
		    ban->reason.len > 0 ? SPACE : STR(""), ban->reason);
	return true;
}

/* "NAME DATE" */
static bool
list_accounts(const struct order *order)
{
	char room[DATE_TEXT];
	uint64_t made;
	const struct str name = config_now()->accounts ?
	    account_names_next(order->cursor, &made) :
	    STR("");

	if (name.len == 0)
		return false;
	PUT(order, STR("- "), name, SPACE, date_text(made, room));
	return true;
}

/*
 * The orders about accounts: the word, the keeper's verb, the word for the
 * result, and what it needs.
 */
static const struct account_row {
	struct str word;
	struct str asked;
	struct str done;
	bool wants_secret;
	bool is_new;
} account_rows[] = {
	{ LIT("add"), LIT("make"), LIT("created"), true, true },
	{ LIT("passwd"), LIT("change"), LIT("has a new secret"), true, false },
	{ LIT("remove"), LIT("remove"), LIT("removed"), false, false },
};

/* Returns why the order cannot be run; null: it can. */
static const char *
objection(const struct account_row *row, struct str name, struct str secret)
{
	const bool is_there = account_names_find(name).len > 0;

	if (row->wants_secret != (text_check(secret, LIMIT_SECRET) == CODE_OK))
		return row->wants_secret ?
		    "secret must be one line of 1 to 1000 bytes" :
		    "too many arguments";
	if (!row->is_new)
		return is_there ? NULL : "no such account";
	if (name_check(name) != CODE_OK)
		return code_text(CODE_BAD_NAME).at;
	return account_names_find_like(name).len > 0 ?
	    "an account with that or a similar name exists" :
	    NULL;
}

/*
 * Asks the keeper, unless there is an objection. A later call for the same
 * order only looks whether the keeper has replied. Once it was asked, the
 * change may be made even if nobody waits for that, so it is logged before.
 */
static enum order_outcome
run_accounts(const struct order *order)
{
	struct str secret = order->args;
	const struct str word = str_word(&secret), name = str_word(&secret);
	const struct account_row *row = account_rows;
	struct asks_answer said = { .code = CODE_OK };
	const char *why;

	if (!config_now()->accounts)
		return refuse(order, "no accounts on this server");
	while (row < account_rows + COUNT(account_rows) &&
	    !str_eq(word, row->word))
		row++;
	if (row == account_rows + COUNT(account_rows) || name.len == 0)
		return refuse(order, "must be list, add, passwd or remove");
	why = *order->cursor == 0 ? objection(row, name, secret) : NULL;
	if (why != NULL)
		return refuse(order, why);
	if (*order->cursor == 0)
		LOG_AT(LEVEL_NOTICE,
		    STR("control: uid {uid}: accounts {} {account}"),
		    DECIMAL(order->user), word, name);
	/* Not to be asked again: the next account may have that name. */
	if ((*order->cursor == 0 || row->wants_secret ||
		account_names_find(name).len > 0) &&
	    !ask(order, ASKS_KEEPER,
		WORDS(row->asked,
		    row->wants_secret ? DECIMAL(config_now()->hash_rounds) :
					STR(""),
		    name, secret),
		&said))
		return ANSWERED_LATER;
	if (said.code != CODE_OK)
		return refuse(order, code_text(said.code).at);
	return ANSWER(order, STR("ok account "), name, SPACE, row->done);
}

/* "NAME COUNT TOPIC" */
static bool
list_groups(const struct order *order)
{
	const uint32_t group = groups_next(*order->cursor);

	if (group == GROUP_NONE)
		return false;
	*order->cursor = group + 1;
	PUT(order, STR("- "), groups_name(group), SPACE,
	    DECIMAL(groups_members(group)->count), SPACE, groups_topic(group));
	return true;
}

/*
 * "NAME COUNT MEMBER...", as many members as fit a line. The cursor is a
 * group's number and that of a client, from where to go on.
 */
static bool
list_members(const struct order *order)
{
	const uint32_t place = *order->cursor / CLIENTS_MAX;
	const uint32_t group = groups_next(place);
	const size_t begin = buf_len(order->out);
	const struct set *members;
	size_t at;

	if (group == GROUP_NONE)
		return false;
	members = groups_members(group);
	/* The group may have gone meanwhile. */
	at = set_from(
	    members, group == place ? *order->cursor % CLIENTS_MAX : 0);
	(void)BUF_CAT(order->out, STR("- "), groups_name(group), SPACE,
	    DECIMAL(members->count)); /* there is room for a client's line */
	for (; at < members->count; at++) {
		const struct str name = clients_name(members->at[at]);
		if (buf_len(order->out) - begin + 1 + name.len + 1 > LIMIT_LINE)
			break;
		(void)BUF_CAT(order->out, SPACE, name); /* fits a line */
	}
	PUT(order, STR(""));
	*order->cursor = at < members->count ?
	    group * CLIENTS_MAX + members->at[at] :
	    (group + 1) * CLIENTS_MAX;
	return true;
}

/* The limits that keys set, in the order of keys.def, then the others. */
static const struct limit {
	struct str key; /* or "-" */
	size_t member;
	size_t fixed; /* the limit; 0: it is the member */
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
	{ LIT(#key), offsetof(struct config, key), 0, zero, LIT(what) },
#include "base/config/keys.def"
#define HARD(limit, what)                            \
	{                                            \
		LIT("-"), 0, limit, false, LIT(what) \
	}
	HARD(HOLDS_MAX, "keys held or waited for, all clients"),
	HARD(LIMIT_HOLDS, "keys held or waited for, one client"),
	HARD(BOXES_MAX, "boxes"),
	HARD(BOX_ITEMS_MAX, "items waiting in one box"),
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
	value = limit->fixed > 0 ?
	    limit->fixed :
	    *(const size_t *)(const void *)(config + limit->member);
	PUT(order, STR("- "), limit->key, SPACE,
	    value > 0 || limit->zero ? DECIMAL(value) : STR("-"), SPACE,
	    limit->what);
	return true;
}

/* "NAME WAITING TAKEN TAKERS ROLE BYTES MADE POSTED TOOK CREATOR" */
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
	creator = boxes_creator(number);
	PUT(order, STR("- "), groups_name(number), SPACE,
	    DECIMAL(box->waiting.count), SPACE, DECIMAL(box->taken), SPACE,
	    DECIMAL((uint64_t)box->ready.count + box->spent.count), SPACE,
	    box_role_word(groups_get(number)->box_role), SPACE,
	    DECIMAL(box->bytes), SPACE, DECIMAL(box->made), SPACE,
	    DECIMAL(box->posted), SPACE, DECIMAL(box->took), SPACE,
	    creator.len > 0 ? creator : STR("-"));
	return true;
}

/* Drops the box with its items, and says how many those were. */
static enum order_outcome
remove_box(const struct order *order, uint32_t group)
{
	size_t lost;

	if (group == GROUP_NONE || !boxes_get(group)->there)
		return refuse(order, "no such box");
	note(order, STR("box remove"), groups_name(group));
	lost = work_remove_box(group);
	if (lost > 0)
		LOG_AT(LEVEL_WARNING,
		    STR("box {group}: {items} items dropped by the operator"),
		    groups_name(group), DECIMAL(lost));
	return ANSWER(order, STR("ok box "), groups_name(group),
	    boxes_get(group)->there ? STR(" emptied: ") : STR(" removed: "),
	    DECIMAL(lost), lost == 1 ? STR(" item lost") : STR(" items lost"));
}

/*
 * "remove NAME", or "allow NAME ROLE", which sets the role that may take from
 * the group's box. The answer says how many have it, because a group of the
 * configuration may have no operator at all.
 */
static enum order_outcome
run_box(const struct order *order)
{
	struct str rest = order->args;
	const struct str word = str_word(&rest), name = str_word(&rest);
	const uint32_t group = groups_find(name);
	const bool removes = str_eq(word, STR("remove"));
	const struct set *members;
	enum box_role role;
	size_t count = 0;

	if (name.len == 0 || (!removes && !str_eq(word, STR("allow"))))
		return refuse(order, "must be remove NAME or allow NAME ROLE");
	if (removes)
		return rest.len > 0 ? refuse(order, "too many arguments") :
				      remove_box(order, group);
	if (group == GROUP_NONE)
		return refuse(order, code_text(CODE_NO_SUCH_GROUP).at);
	if (!box_role_find(rest, &role))
		return refuse(order, "must be all, voiced or operators");
	note(order, STR("box"), order->args);
	groups_get(group)->box_role = (uint8_t)role;
	store_put_role(group);
	members = groups_members(group);
	for (size_t i = 0; i < members->count; i++)
		count += work_may_take(group, members->at[i]) == CODE_OK;
	return ANSWER(order, STR("ok box "), groups_name(group), STR(": "),
	    rest, STR(" may take, "), DECIMAL(count),
	    count == 1 ? STR(" member at present") :
			 STR(" members at present"));
}

/* Has the journal erase what the words say. */
static enum order_outcome
erase(const struct order *order, struct words words)
{
	struct asks_answer answer;

	if (!ask(order, ASKS_JOURNAL, words, &answer))
		return ANSWERED_LATER;
	if (answer.code != CODE_OK)
		return refuse(order, code_text(answer.code).at);
	return ANSWER(order, STR("ok history"));
}

/*
 * "forget @ACCOUNT|GROUP [ID]" erases what the account has said, or what was
 * said in the group, before that ID. An account and a group may have the same
 * name: only '@' means the account.
 */
static enum order_outcome
forget(const struct order *order, struct str rest)
{
	struct str name = str_word(&rest), account;
	char token[TOKEN_MOST];
	uint64_t before;
	uint32_t group;

	if (name.len == 0 ||
	    (rest.len > 0 && !str_to_number(rest, UINT64_MAX, &before)))
		return refuse(
		    order, "usage: history forget @ACCOUNT|GROUP [ID]");
	if (*order->cursor == 0)
		note(order, STR("history forget"), name);
	if (str_skip(&name, STR("@"))) {
		account = account_names_find(name);
		return account.len == 0 ?
		    refuse(order, "there is no such account") :
		    erase(order,
			WORDS(STR("forget"),
			    record_account_token(account, token), account,
			    rest.len > 0 ? rest : event_ids_next()));
	}
	(void)str_skip(&name, STR("#")); /* it may be marked, too */
	group = group_check(name) == CODE_OK ? groups_find(name) : GROUP_NONE;
	if (group == GROUP_NONE)
		return refuse(order,
		    account_names_find(name).len > 0 ?
			"there is no such group; an account is marked by @" :
			"there is no such group");
	return erase(order,
	    WORDS(STR("delete"), record_group_token(group, token),
		rest.len > 0 ? rest : STR("0")));
}

/* Without arguments: FILES BYTES UNSTORED. */
static enum order_outcome
run_history(const struct order *order)
{
	struct str rest = order->args;

	if (config_now()->history == HISTORY_NO)
		return refuse(
		    order, "this server keeps no history (key history)");
	if (rest.len > 0)
		return str_eq(str_word(&rest), STR("forget")) ?
		    forget(order, rest) :
		    refuse(order, "must be forget, or nothing");
	PUT(order, STR("- total "), DECIMAL(journal_link_figures()->files),
	    SPACE, DECIMAL(journal_link_figures()->bytes), SPACE,
	    DECIMAL(unstored_count()));
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
		return refuse(order, code_text(CODE_NO_SUCH_GROUP).at);
	if (text.len == 0 || text_check(text, LIMIT_TEXT) != CODE_OK)
		return refuse(
		    order, "text missing, too long, or not plain text");
	id = event_ids_next();
	title = groups_name(group);
	if (!fanout_group(group,
		EVENT(WORDS(word, id, title, by, text),
		    WORDS(word, id, title, STR(IDENTITY_OPERATOR), text),
		    CLIENT_NONE)))
		return refuse(order, "out of memory");
	note(order, STR("say"), title);
	return answer_count(
	    order, groups_members(group)->count, STR("reached"));
}

static enum order_outcome
run_reload(const struct order *order)
{
	struct error why;

	note(order, STR("reload"), STR(""));
	if (!reload_all(&why))
		return refuse(order, why.text);
	if (reload_needs_restart().len > 0)
		PUT(order, STR("- restart the server to change "),
		    reload_needs_restart());
	return ANSWER(order, STR("ok reloaded"));
}

/*
 * Asks for an upgrade from "[-n] [PATH]", whose path may contain spaces; then
 * the cursor is the number of the request, and it waits for the result.
 */
static enum order_outcome
run_upgrade(const struct order *order)
{
	struct str path = order->args, text;
	const bool rehearse_only = str_eq(path, STR("-n")) ||
	    (path.len > 3 && str_begins(path, STR("-n ")));
	const char *why;
	bool good;

	if (*order->cursor == 0) {
		if (rehearse_only)
			(void)str_word(&path);
		*order->cursor = upgrade_ask(path, rehearse_only, true, &why);
		if (*order->cursor == 0)
			return refuse(order, why);
		note(order, STR("upgrade"), str_from(upgrade_now()->path));
		PUT(order, STR("- checking the new program"));
		return ANSWERED_LATER;
	}
	if (!upgrade_answer(*order->cursor, &good, &text))
		return ANSWERED_LATER;
	return ANSWER(order, good ? STR("ok ") : STR("err "), text);
}

static enum order_outcome
run_drain(const struct order *order)
{
	note(order, STR("drain"), STR(""));
	shutdown_drain();
	return answer_count(order, clients_used(), STR("left"));
}

static enum order_outcome
run_admit(const struct order *order)
{
	struct error why;

	if (!shutdown_admit(&why))
		return refuse(order, why.text);
	note(order, STR("admit"), STR(""));
	return ANSWER(order, STR("ok admitting"));
}

static enum order_outcome
run_stop(const struct order *order)
{
	note(order, STR("stop"), STR(""));
	shutdown_stop();
	return answer_count(order, clients_used(), STR("disconnected"));
}

/*
 * A row of a list is put, for which there is room, and moves the cursor; false
 * at the end.
 */
static const struct {
	struct str verb; /* with the words that are a part of it */
	enum order_outcome (*run)(const struct order *order); /* or */
	bool (*row)(const struct order *order); /* of a list */
	enum { ARGS_NONE, ARGS_SOME, ARGS_ANY } takes;
	bool waits; /* until an upgrade is over */
} rows[] = {
	{ LIT("ping"), run_ping, NULL, ARGS_NONE, false },
	{ LIT("kick"), run_kick, NULL, ARGS_SOME, false },
	{ LIT("ban"), run_ban, NULL, ARGS_SOME, false },
	{ LIT("unban"), run_unban, NULL, ARGS_SOME, false },
	{ LIT("bans"), NULL, list_bans, ARGS_NONE, false },
	{ LIT("accounts list"), NULL, list_accounts, ARGS_NONE, false },
	{ LIT("accounts"), run_accounts, NULL, ARGS_SOME, false },
	{ LIT("groups -m"), NULL, list_members, ARGS_NONE, false },
	{ LIT("groups"), NULL, list_groups, ARGS_NONE, false },
	{ LIT("limits"), NULL, list_limits, ARGS_NONE, false },
	{ LIT("boxes"), NULL, list_boxes, ARGS_NONE, false },
	{ LIT("box"), run_box, NULL, ARGS_SOME, false },
	{ LIT("history"), run_history, NULL, ARGS_ANY, false },
	{ LIT("say"), run_say, NULL, ARGS_SOME, false },
	{ LIT("reload"), run_reload, NULL, ARGS_NONE, true },
	{ LIT("upgrade"), run_upgrade, NULL, ARGS_ANY, false },
	{ LIT("drain"), run_drain, NULL, ARGS_NONE, true },
	{ LIT("admit"), run_admit, NULL, ARGS_NONE, true },
	{ LIT("stop"), run_stop, NULL, ARGS_NONE, true },
};

bool
order_has_room(struct buf *out)
{
	char *room;

	return buf_room(out, &room) >= ROOM;
}

enum order_outcome
orders_run(struct str line, uid_t user, uint32_t *cursor, struct buf *out)
{
	struct order order = { .user = user, .cursor = cursor, .out = out };
	enum order_outcome outcome;
	struct str verb;
	size_t i = 0;

	for (; i < COUNT(rows); i++) {
		order.args = line;
		if (str_skip(&order.args, rows[i].verb) &&
		    (order.args.len == 0 || str_skip(&order.args, SPACE)))
			break;
	}
	if (i == COUNT(rows))
		return refuse(&order, "unknown command; see forkcastctl(8)");
	if (rows[i].waits && upgrade_now() != NULL) {
		if (rows[i].run == run_stop)
			upgrade_cancel();
		return ANSWERED_LATER;
	}
	if (rows[i].takes == ARGS_SOME && order.args.len == 0)
		return refuse(&order, "missing argument");
	if (rows[i].takes == ARGS_NONE && order.args.len > 0)
		return refuse(&order, "too many arguments");
	if (rows[i].run != NULL) {
		outcome = rows[i].run(&order);
	} else {
		while (order_has_room(out) && rows[i].row(&order))
			continue;
		if (!order_has_room(out))
			return ANSWERED_IN_PART;
		verb = rows[i].verb;
		outcome = ANSWER(&order, STR("ok "), str_word(&verb));
	}
	if (outcome == ANSWERED)
		orders_cancel(cursor);
	return outcome;
}

void
orders_cancel(uint32_t *cursor)
{
	if (*cursor >= TICKET)
		asks_cancel(*cursor - TICKET);
	*cursor = 0;
}
