/*
 * The operator's orders about the history: "history" describes its files,
 * "history export ACCOUNT" prints what an account has said, "history forget
 * @ACCOUNT|G [ID]" erases that or a group's past. The journal does the work;
 * its lines wait here until the operator's connection has room.
 */
#include "operator/orders.h"

#include <string.h>

#include "base/config/config.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/asks.h"
#include "router/delivery/events.h"
#include "router/delivery/record.h"
#include "router/delivery/unstored.h"
#include "router/history/journal_link.h"
#include "router/model/account_names.h"
#include "router/model/groups.h"
#include "shared/grammar.h"
#include "shared/names.h"

/* Room for the lines of one answer, and for all files of a large history. */
#define ROOM ((size_t)64 * LIMIT_LINE)

/* What the cursor of such an order is. */
#define CURSOR ((uint32_t)1 << 30)

/* Not saved: the connections of operators end with an upgrade. */
static struct orders_history {
	const uint32_t
	    *owner; /* the cursor of the order; null: there is none */
	uint32_t ticket;
	char *lines; /* of the present answer, each with its LF */
	size_t len;
	size_t ready; /* to be sent: all once the answer has ended, else 0 */
	size_t sent;
	bool ended; /* there is no further answer */
	enum code code; /* of the last answer: why there is no further one */
	char place[TOKEN_MOST + 1 + STR_DIGITS]; /* from where to go on */
	uint64_t count; /* records sent */
	char *token; /* of what an order is about */
} job;

/* Takes a line of the journal's answer; there is room for all of one. */
static void
take(uint32_t ticket, struct str word, struct str text)
{
	struct buf buf;

	if (ticket != job.ticket || job.owner == NULL)
		return;
	buf_init(&buf, job.lines + job.len, ROOM - job.len);
	if (BUF_CAT(&buf, STR("- "), word, STR(" "), text, STR("\n")))
		job.len += buf_len(&buf);
}

/* Begins a job. Returns null, or why it cannot. */
static const char *
begin(const struct order *order)
{
	if (job.owner != NULL)
		return "another operator asks for the history";
	job.ticket = asks_ticket();
	if (job.ticket == ASKS_NOBODY)
		return "too many ask for the history";
	if (job.lines == NULL)
		job.lines = arena_alloc(ROOM);
	if (job.lines == NULL) {
		asks_cancel(job.ticket);
		return "out of memory";
	}
	job.len = job.ready = job.sent = 0;
	job.count = 0;
	job.ended = false;
	job.place[0] = '\0';
	job.owner = order->cursor;
	*order->cursor = CURSOR;
	return NULL;
}

void
order_history_cancel(const uint32_t *cursor)
{
	if (job.owner != cursor)
		return;
	asks_cancel(job.ticket);
	arena_free(job.lines, ROOM);
	job.lines = NULL;
	job.owner = NULL;
}

/*
 * Passes on the lines of an answer that has ended, as far as there is room: if
 * its journal dies before that, the next one says them again. Returns whether
 * all are.
 */
static bool
send_lines(const struct order *order)
{
	struct str rest = { job.lines + job.sent, job.ready - job.sent };

	while (rest.len > 0 && order_has_room(order->out)) {
		const struct str line = str_cut(&rest, '\n');
		(void)BUF_CAT(order->out, line, STR("\n")); /* fits */
		job.sent += line.len + 1;
		job.count += str_begins(line, STR("- past "));
	}
	return job.sent == job.ready && order_has_room(order->out);
}

/*
 * Puts the question, or goes on with its answer. An export has the place from
 * where it goes on behind its words. Returns ANSWERED once all lines are sent.
 */
static enum order_outcome
go_on(const struct order *order, struct words what)
{
	struct asks_answer answer;
	struct str words[8];
	size_t count;

	for (;;) {
		if (!send_lines(order))
			return ANSWERED_IN_PART;
		if (job.ended)
			return ANSWERED;
		if (!asks_has_asked(job.ticket))
			job.len = job.ready = job.sent = 0;
		for (count = 0; count < what.count; count++)
			words[count] = what.at[count];
		if (str_eq(what.at[0], STR("export"))) {
			words[count++] = job.place[0] != '\0' ?
			    str_from(job.place) :
			    STR("- 0");
			words[count++] = STR("64");
		}
		if (!asks_journal(job.ticket, (struct words) { words, count },
			take, &answer))
			return ANSWERED_LATER;
		job.ready = job.len;
		job.code = answer.code;
		job.ended = job.code != CODE_OK || !answer.more ||
		    answer.text.len >= sizeof(job.place);
		if (job.ended)
			continue;
		memcpy(job.place, answer.text.at, answer.text.len);
		job.place[answer.text.len] = '\0';
	}
}

static enum order_outcome
run_job(const struct order *order, struct words what)
{
	const char *why = *order->cursor == 0 ? begin(order) : NULL;
	enum order_outcome outcome;

	if (why != NULL)
		return order_refuse(order, why);
	outcome = go_on(order, what);
	if (outcome != ANSWERED)
		return outcome;
	if (job.code != CODE_OK)
		(void)order_refuse(order, code_text(job.code).at);
	else if (str_eq(what.at[0], STR("export")))
		(void)BUF_CAT(order->out, STR("ok "), DECIMAL(job.count),
		    job.count == 1 ? STR(" record\n") : STR(" records\n"));
	else
		(void)order_answer(order, STR("ok"), STR("history"));
	return ANSWERED;
}

static enum order_outcome
show_files(const struct order *order, struct str rest)
{
	if (rest.len > 0)
		return order_refuse(order, "too many arguments");
	(void)BUF_CAT(order->out, STR("- total "),
	    DECIMAL(journal_link_figures()->files), STR(" "),
	    DECIMAL(journal_link_figures()->bytes), STR(" "),
	    DECIMAL(unstored_count()), STR("\nok history\n"));
	return ANSWERED;
}

static enum order_outcome
export_account(const struct order *order, struct str rest)
{
	const struct str account = account_names_find(str_word(&rest));

	if (rest.len > 0)
		return order_refuse(order, "usage: history export ACCOUNT");
	if (account.len == 0)
		return order_refuse(order, "there is no such account");
	if (*order->cursor == 0)
		order_log(order, STR("history export"), account);
	return run_job(order,
	    WORDS(STR("export"), record_account_token(account, job.token),
		account));
}

/* Erases what the account has said before that ID. */
static enum order_outcome
forget_account(const struct order *order, struct str name, struct str before)
{
	const struct str account = account_names_find(name);

	if (account.len == 0)
		return order_refuse(order, "there is no such account");
	return run_job(order,
	    WORDS(STR("forget"), record_account_token(account, job.token),
		account, before.len > 0 ? before : event_ids_next()));
}

/* Erases what was said in the group before that ID. */
static enum order_outcome
forget_group(const struct order *order, struct str name, struct str before)
{
	const uint32_t group =
	    group_check(name) == CODE_OK ? groups_find(name) : GROUP_NONE;

	if (group == GROUP_NONE)
		return order_refuse(order,
		    account_names_find(name).len > 0 ?
			"there is no such group; an account is marked by @" :
			"there is no such group");
	return run_job(order,
	    WORDS(STR("delete"), record_group_token(group, job.token),
		before.len > 0 ? before : STR("0")));
}

/* An account and a group may have the same name: only '@' means the account. */
static enum order_outcome
forget(const struct order *order, struct str rest)
{
	struct str name = str_word(&rest);
	uint64_t before;

	if (name.len == 0 ||
	    (rest.len > 0 && !str_to_number(rest, UINT64_MAX, &before)))
		return order_refuse(
		    order, "usage: history forget @ACCOUNT|GROUP [ID]");
	if (*order->cursor == 0)
		order_log(order, STR("history forget"), name);
	if (str_skip(&name, STR("@")))
		return forget_account(order, name, rest);
	(void)str_skip(&name, STR("#")); /* it may be marked, too */
	return forget_group(order, name, rest);
}

static const struct {
	struct str word;
	enum order_outcome (*run)(const struct order *order, struct str rest);
} actions[] = {
	{ LIT(""), show_files },
	{ LIT("export"), export_account },
	{ LIT("forget"), forget },
};

enum order_outcome
order_history(const struct order *order)
{
	struct str rest = order->args;
	const struct str word = str_word(&rest);

	if (config_now()->history == HISTORY_NO)
		return order_refuse(
		    order, "this server keeps no history (key history)");
	for (size_t i = 0; i < COUNT(actions); i++)
		if (str_eq(word, actions[i].word))
			return actions[i].run(order, rest);
	return order_refuse(order, "must be export or forget, or nothing");
}

MODULE(orders_history) = { TABLES(TABLE(job.token, TOKEN_MOST)) };
