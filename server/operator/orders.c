/* The operator's orders: see orders.h. */
#include "operator/orders.h"

#include <stdio.h>

#include "base/log/log.h"
#include "operator/reload.h"
#include "operator/shutdown.h"
#include "operator/upgrade.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/slots.h"
#include "shared/names.h"

enum order_outcome
order_answer(const struct order *order, struct str word, struct str text)
{
	(void)BUF_CAT(order->out, word, STR(" "), text, STR("\n"));
	return ANSWERED;
}

enum order_outcome
order_refuse(const struct order *order, const char *why)
{
	return order_answer(order, STR("err"), str_from(why));
}

void
order_log(const struct order *order, struct str what, struct str whom)
{
	LOG_AT(LEVEL_NOTICE, STR("control: uid {#uid}: {order}{}{}"),
	    DECIMAL(order->user), what, whom.len > 0 ? STR(" ") : STR(""),
	    whom);
}

enum order_outcome
order_count(
    const struct order *order, struct str word, uint64_t count, struct str what)
{
	(void)BUF_CAT(order->out, word, STR(" "), DECIMAL(count),
	    count == 1 ? STR(" client ") : STR(" clients "), what, STR("\n"));
	return ANSWERED;
}

static enum order_outcome
run_ping(const struct order *order)
{
	return order_answer(order, STR("ok"), STR("ping"));
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
		return order_refuse(order, "no such client");
	if (reason.len > 0 && text_check(reason, LIMIT_TOPIC) != CODE_OK)
		return order_refuse(
		    order, "reason too long, or not plain text");
	order_log(order, STR("kick"), who);
	DISCONNECT_KICK(slot, STR(NAME_OPERATOR),
	    reason.len > 0 ? reason : STR("kicked"), bye_text(BYE_KICKED),
	    reason.len > 0 ? STR(": ") : STR(""), reason);
	return order_count(order, STR("ok"), 1, STR("kicked"));
}

bool
order_has_room(struct buf *out)
{
	char *room;

	return buf_room(out, &room) >= ORDERS_ROOM;
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
		return order_refuse(order, code_text(CODE_NO_SUCH_GROUP).at);
	if (text.len == 0 || text_check(text, LIMIT_TEXT) != CODE_OK)
		return order_refuse(
		    order, "text missing, too long, or not plain text");
	id = event_ids_next();
	title = groups_name(group);
	if (!fanout_group(group,
		EVENT(WORDS(word, id, title, by, text),
		    WORDS(word, id, title, STR(IDENTITY_OPERATOR), text),
		    CLIENT_NONE)))
		return order_refuse(order, "out of memory");
	order_log(order, STR("say"), title);
	return order_count(
	    order, STR("ok"), groups_members(group)->count, STR("reached"));
}

static enum order_outcome
run_reload(const struct order *order)
{
	struct error why;

	order_log(order, STR("reload"), STR(""));
	if (!reload_all(&why))
		return order_refuse(order, why.text);
	if (reload_needs_restart().len > 0)
		(void)order_answer(order, STR("- restart the server to change"),
		    reload_needs_restart());
	return order_answer(order, STR("ok"), STR("reloaded"));
}

/* Asks for an upgrade from "[-n] [PATH]"; the path may contain spaces. */
static enum order_outcome
ask_for_upgrade(const struct order *order)
{
	struct str path = order->args;
	const bool rehearse_only = str_eq(path, STR("-n")) ||
	    (path.len > 3 && str_begins(path, STR("-n ")));
	const char *why;

	if (rehearse_only)
		(void)str_word(&path);
	*order->cursor = upgrade_ask(path, rehearse_only, true, &why);
	if (*order->cursor == 0)
		return order_refuse(order, why);
	order_log(order, STR("upgrade"), str_from(upgrade_now()->path));
	(void)order_answer(order, STR("-"), STR("checking the new program"));
	return ANSWERED_LATER;
}

/* Runs an upgrade; the cursor is the number of the request, once it has one. */
static enum order_outcome
run_upgrade(const struct order *order)
{
	struct str text;
	bool good;

	if (*order->cursor == 0)
		return ask_for_upgrade(order);
	if (!upgrade_answer(*order->cursor, &good, &text))
		return ANSWERED_LATER;
	return order_answer(order, good ? STR("ok") : STR("err"), text);
}

static enum order_outcome
run_drain(const struct order *order)
{
	order_log(order, STR("drain"), STR(""));
	shutdown_drain();
	return order_count(order, STR("ok"), clients_used(), STR("left"));
}

static enum order_outcome
run_admit(const struct order *order)
{
	struct error why;

	if (!shutdown_admit(&why))
		return order_refuse(order, why.text);
	order_log(order, STR("admit"), STR(""));
	return order_answer(order, STR("ok"), STR("admitting"));
}

static enum order_outcome
run_stop(const struct order *order)
{
	order_log(order, STR("stop"), STR(""));
	shutdown_stop();
	return order_count(
	    order, STR("ok"), clients_used(), STR("disconnected"));
}

static const struct {
	struct str verb; /* with the words that are a part of it */
	enum order_outcome (*run)(const struct order *order); /* or */
	bool (*row)(const struct order *order); /* of a list */
	enum { ARGS_NONE, ARGS_SOME, ARGS_ANY } takes;
	bool waits; /* until an upgrade is over */
} rows[] = {
	{ LIT("ping"), run_ping, NULL, ARGS_NONE, false },
	{ LIT("kick"), run_kick, NULL, ARGS_SOME, false },
	{ LIT("ban"), order_ban, NULL, ARGS_SOME, false },
	{ LIT("unban"), order_unban, NULL, ARGS_SOME, false },
	{ LIT("bans"), NULL, order_list_bans, ARGS_NONE, false },
	{ LIT("accounts list"), NULL, order_list_accounts, ARGS_NONE, false },
	{ LIT("accounts"), order_accounts, NULL, ARGS_SOME, false },
	{ LIT("groups -m"), NULL, order_list_members, ARGS_NONE, false },
	{ LIT("groups"), NULL, order_list_groups, ARGS_NONE, false },
	{ LIT("limits"), NULL, order_list_limits, ARGS_NONE, false },
	{ LIT("boxes"), NULL, order_list_boxes, ARGS_NONE, false },
	{ LIT("box"), order_box, NULL, ARGS_SOME, false },
	{ LIT("history"), order_history, NULL, ARGS_ANY, false },
	{ LIT("say"), run_say, NULL, ARGS_SOME, false },
	{ LIT("reload"), run_reload, NULL, ARGS_NONE, true },
	{ LIT("upgrade"), run_upgrade, NULL, ARGS_ANY, false },
	{ LIT("drain"), run_drain, NULL, ARGS_NONE, true },
	{ LIT("admit"), run_admit, NULL, ARGS_NONE, true },
	{ LIT("stop"), run_stop, NULL, ARGS_NONE, true },
};

/* Puts the rows of a list, as far as there is room. */
static enum order_outcome
run_list(const struct order *order, bool (*row)(const struct order *order),
    struct str verb)
{
	while (order_has_room(order->out))
		if (!row(order))
			return order_answer(order, STR("ok"), str_word(&verb));
	return ANSWERED_IN_PART;
}

enum order_outcome
orders_run(struct str line, uid_t user, uint32_t *cursor, struct buf *out)
{
	struct order order = { .user = user, .cursor = cursor, .out = out };
	enum order_outcome outcome;

	for (size_t i = 0; i < COUNT(rows); i++) {
		order.args = line;
		if (!str_skip(&order.args, rows[i].verb) ||
		    (order.args.len > 0 && !str_skip(&order.args, STR(" "))))
			continue;
		if (rows[i].waits && upgrade_is_running()) {
			if (rows[i].run == run_stop)
				upgrade_cancel();
			return ANSWERED_LATER;
		}
		if (rows[i].takes != ARGS_ANY &&
		    (rows[i].takes == ARGS_SOME) != (order.args.len > 0))
			return order_refuse(&order,
			    rows[i].takes == ARGS_SOME ? "missing argument" :
							 "too many arguments");
		outcome = rows[i].run != NULL ?
		    rows[i].run(&order) :
		    run_list(&order, rows[i].row, rows[i].verb);
		if (outcome == ANSWERED)
			orders_cancel(cursor);
		return outcome;
	}
	return order_refuse(&order, "unknown command; see forkcastctl(8)");
}

bool
order_ask(
    const struct order *order, struct words words, struct asks_answer *answer)
{
	const struct asks_question question = {
		.of = ASKS_KEEPER, .writes = true, .words = words
	};
	const uint32_t ticket = *order->cursor != 0 ?
	    *order->cursor - ORDERS_TICKET :
	    asks_ticket();

	*answer = (struct asks_answer) { .code = CODE_SLOW_DOWN };
	if (ticket == ASKS_NOBODY)
		return true;
	*order->cursor = ORDERS_TICKET + ticket;
	return asks_ask(ticket, &question, answer);
}

void
orders_cancel(uint32_t *cursor)
{
	if (*cursor >= ORDERS_TICKET)
		asks_cancel(*cursor - ORDERS_TICKET);
	else
		order_history_cancel(cursor);
	*cursor = 0;
}
