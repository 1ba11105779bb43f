/*
 * The operator's orders about the history: "history" describes its files,
 * "history export ACCOUNT" prints what an account has said, "history forget
 * @ACCOUNT|G [ID]" erases that or a group's past. The journal does the work;
 * its lines wait here until the operator's connection has room.
 */
#include "operator/orders.h"

#include "base/config/config.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/asks.h"
#include "router/delivery/event_ids.h"
#include "router/delivery/record.h"
#include "router/delivery/unstored.h"
#include "router/model/account_names.h"
#include "router/model/groups.h"
#include "shared/grammar.h"
#include "shared/names.h"

/* Room for the lines of one answer, and for all files of a large history. */
#define ROOM ((size_t)64 * LIMIT_LINE)

/* A cursor of these orders: the number of a ticket beside this. */
#define CURSOR ((uint32_t)1 << 30)

struct job {
	char *lines; /* of the present answer, each with its LF; null: no job */
	size_t len;
	size_t ready; /* to be sent: all once the answer has ended, else 0 */
	size_t sent;
	bool ended; /* there is no further answer */
	enum code code; /* of the last answer: why there is no further one */
	char place[TOKEN_MOST + 1 + STR_DIGITS]; /* from where to go on */
	uint64_t count; /* records sent */
	uint64_t dropped; /* lines for which there was no room */
	char end[256]; /* the end of the last answer */
};

/* Not saved: the connections of operators end with an upgrade. */
static struct {
	struct job job[ASKS_TICKETS];
	char *token; /* of what an order is about */
} orders_history;

static struct job *
job_of(uint32_t cursor)
{
	return &orders_history.job[(cursor & ~CURSOR) % ASKS_TICKETS];
}

static uint32_t
ticket_of(uint32_t cursor)
{
	return CLIENTS_MAX + (cursor & ~CURSOR);
}

/* Takes a line of the journal's answer. */
static void
take(uint32_t ticket, struct str word, struct str text)
{
	struct job *job = &orders_history.job[ticket - CLIENTS_MAX];
	struct buf buf;

	if (job->lines == NULL)
		return;
	buf_init(&buf, job->lines + job->len, ROOM - job->len);
	if (BUF_CAT(&buf, STR("- "), word, STR(" "), text, STR("\n")))
		job->len += buf_len(&buf);
	else
		job->dropped++;
}

/* Begins a job. Returns null, or why it cannot. */
static const char *
begin(const struct order *order)
{
	const uint32_t ticket = asks_ticket();
	struct job *job;

	if (ticket == ASKS_NOBODY)
		return "too many operators ask for the history";
	job = &orders_history.job[ticket - CLIENTS_MAX];
	*job = (struct job) { .lines = arena_alloc(ROOM) };
	if (job->lines == NULL) {
		asks_cancel(ticket);
		return "out of memory";
	}
	*order->cursor = CURSOR | (ticket - CLIENTS_MAX);
	return NULL;
}

void
order_history_cancel(uint32_t cursor)
{
	struct job *job = job_of(cursor);

	if ((cursor & CURSOR) == 0 || job->lines == NULL)
		return;
	asks_cancel(ticket_of(cursor));
	arena_free(job->lines, ROOM);
	*job = (struct job) { .lines = NULL };
}

/*
 * Passes on the lines of an answer that has ended, as far as there is room: if
 * its journal dies before that, the next one says them again. Returns whether
 * all are.
 */
static bool
send_lines(const struct order *order, struct job *job)
{
	struct str rest = { job->lines + job->sent, job->ready - job->sent };

	while (rest.len > 0 && order_has_room(order->out)) {
		const struct str line = str_cut(&rest, '\n');
		(void)BUF_CAT(order->out, line, STR("\n")); /* fits */
		job->sent += line.len + 1;
		job->count += str_begins(line, STR("- past "));
	}
	return job->sent == job->ready && order_has_room(order->out);
}

/*
 * Notes the end of an answer: "LASTID COUNT" and whether more is to be asked;
 * or why it was refused.
 */
static void
take_end(struct job *job, const struct asks_answer *answer)
{
	struct buf buf;

	job->ready = job->len;
	job->code = answer->code;
	buf_init(&buf, job->end, sizeof(job->end) - 1);
	if (BUF_CAT(&buf, answer->text))
		job->end[buf_len(&buf)] = '\0';
	job->ended = job->code != CODE_OK || !answer->more ||
	    answer->text.len >= sizeof(job->place);
	buf_init(&buf, job->place, sizeof(job->place) - 1);
	if (!job->ended && BUF_CAT(&buf, answer->text))
		job->place[buf_len(&buf)] = '\0';
}

/* Asks. An export has the place from where it goes on behind its words. */
static bool
ask(uint32_t ticket, const struct job *job, struct words what,
    struct asks_answer *answer)
{
	struct str words[8];
	size_t count = 0;

	for (size_t i = 0; i < what.count; i++)
		words[count++] = what.at[i];
	if (str_eq(what.at[0], STR("export"))) {
		words[count++] =
		    job->place[0] != '\0' ? str_from(job->place) : STR("- 0");
		words[count++] = STR("64");
	}
	return asks_journal(
	    ticket, (struct words) { words, count }, take, answer);
}

/*
 * Puts the question, or goes on with its answer. Returns ANSWERED once all
 * lines are sent; the job is still there then.
 */
static enum order_outcome
go_on(const struct order *order, struct job *job, struct words what)
{
	const uint32_t ticket = ticket_of(*order->cursor);
	struct asks_answer answer;

	for (;;) {
		if (!send_lines(order, job))
			return ANSWERED_IN_PART;
		if (job->ended)
			return ANSWERED;
		if (!asks_has_asked(ticket))
			job->len = job->ready = job->sent = 0;
		if (!ask(ticket, job, what, &answer))
			return ANSWERED_LATER;
		take_end(job, &answer);
	}
}

/* Ends the answer to "history": "FILES BYTES OLDEST-ID UNSTORED". */
static void
end_files(const struct order *order, const struct job *job)
{
	(void)BUF_CAT(order->out, STR("- total "), str_from(job->end), STR(" "),
	    DECIMAL(unstored_count()), STR("\nok history\n"));
}

static void
end_export(const struct order *order, const struct job *job)
{
	(void)BUF_CAT(order->out, STR("ok "), DECIMAL(job->count),
	    job->count == 1 ? STR(" record\n") : STR(" records\n"));
}

static void
end_forget(const struct order *order, const struct job *job)
{
	(void)job;
	(void)BUF_CAT(order->out, STR("ok history\n"));
}

static enum order_outcome
run_job(const struct order *order, struct words what,
    void (*end)(const struct order *order, const struct job *job))
{
	const char *why = *order->cursor == 0 ? begin(order) : NULL;
	enum order_outcome outcome;
	struct job *job;

	if (why != NULL)
		return order_refuse(order, why);
	job = job_of(*order->cursor);
	outcome = go_on(order, job, what);
	if (outcome != ANSWERED)
		return outcome;
	if (job->code == CODE_OK)
		end(order, job);
	else
		(void)order_refuse(order, code_text(job->code).at);
	order_history_cancel(*order->cursor);
	*order->cursor = 0;
	return ANSWERED;
}

static enum order_outcome
show_files(const struct order *order, struct str rest)
{
	if (rest.len > 0)
		return order_refuse(order, "too many arguments");
	return run_job(order, WORDS(STR("status")), end_files);
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
	    WORDS(STR("export"),
		record_account_token(account, orders_history.token), account),
	    end_export);
}

/* Erases what the account has said before that ID. */
static enum order_outcome
forget_account(const struct order *order, struct str name, struct str before)
{
	const struct str account = account_names_find(name);

	if (account.len == 0)
		return order_refuse(order, "there is no such account");
	return run_job(order,
	    WORDS(STR("forget"),
		record_account_token(account, orders_history.token), account,
		before.len > 0 ? before : event_ids_next()),
	    end_forget);
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
	    WORDS(STR("delete"),
		record_group_token(group, orders_history.token),
		before.len > 0 ? before : STR("0")),
	    end_forget);
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

MODULE(orders_history) = { TABLES(TABLE(orders_history.token, TOKEN_MOST)) };
