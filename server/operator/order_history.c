/*
 * The operator's orders about the history: "history" describes its files,
 * "history export ACCOUNT" prints what an account has said, "history forget
 * @ACCOUNT|G [ID]" erases that or a group's past. The journal does the work;
 * its lines wait here until the operator's connection has room.
 */
#include "operator/order.h"

#include "base/config/config.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/delivery/event_ids.h"
#include "router/delivery/record.h"
#include "router/model/account_names.h"
#include "router/model/groups.h"
#include "router/verbs/history/journal_client.h"
#include "router/verbs/history/journal_link.h"
#include "shared/grammar.h"
#include "shared/names.h"

/* Room for the lines of one answer, and for all files of a large history. */
#define ROOM ((size_t)64 * LIMIT_LINE)

/* The longest WHERE: '@' and an account, or a group. */
#define WHERE_ROOM (1 + LIMIT_GROUP)

/* A cursor of these orders: the number of a ticket beside this. */
#define CURSOR ((uint32_t)1 << 30)

struct job {
	char *lines; /* of the present answer, each with its LF; null: no job */
	size_t len;
	size_t ready; /* to be sent: all once the answer has ended, else 0 */
	size_t sent;
	bool ended; /* there is no further answer */
	enum code code; /* of the last answer: why there is no further one */
	uint64_t after; /* the ID to go on from */
	uint64_t count; /* lines sent */
	uint64_t dropped; /* lines for which there was no room */
	char end[256]; /* the end of the last answer */
};

/* Not saved: the connections of operators end with an upgrade. */
static struct {
	struct job job[JOURNAL_OPERATORS];
	char *where; /* what an order is about, WHERE_ROOM bytes */
} orders_history;

static struct job *
job_of(uint32_t cursor)
{
	return &orders_history.job[(cursor & ~CURSOR) % JOURNAL_OPERATORS];
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
	const uint32_t ticket = journal_client_ticket();
	struct job *job;

	if (ticket == JOURNAL_NOBODY)
		return "too many operators ask for the history";
	job = &orders_history.job[ticket - CLIENTS_MAX];
	*job = (struct job) { .lines = arena_alloc(ROOM) };
	if (job->lines == NULL) {
		journal_client_cancel(ticket);
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
	journal_client_cancel(ticket_of(cursor));
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
		job->count++;
	}
	return job->sent == job->ready && order_has_room(order->out);
}

/*
 * Notes the end of an answer: "LASTID COUNT" and whether more is to be asked;
 * or why it was refused.
 */
static void
take_end(struct job *job, const struct journal_answer *answer)
{
	struct str text = answer->text;
	struct buf buf;

	job->ready = job->len;
	job->code = answer->code;
	buf_init(&buf, job->end, sizeof(job->end) - 1);
	if (BUF_CAT(&buf, text))
		job->end[buf_len(&buf)] = '\0';
	job->ended = job->code != CODE_OK || !answer->more ||
	    !str_to_number(str_word(&text), UINT64_MAX, &job->after);
}

/*
 * Puts the question, or goes on with its answer. Returns ANSWERED once all
 * lines are sent; the job is still there then.
 */
static enum order_outcome
go_on(const struct order *order, struct job *job, struct str what,
    struct str account)
{
	const uint32_t ticket = ticket_of(*order->cursor);
	struct journal_answer answer;

	for (;;) {
		if (!send_lines(order, job))
			return ANSWERED_IN_PART;
		if (job->ended)
			return ANSWERED;
		if (!journal_client_has_asked(ticket))
			job->len = job->ready = job->sent = 0;
		if (!journal_client_ask(ticket,
			account.len > 0 ?
			    WORDS(what, account, DECIMAL(job->after)) :
			    WORDS(what),
			take, &answer))
			return ANSWERED_LATER;
		take_end(job, &answer);
	}
}

/* Ends the answer to "history": its totals. */
static void
end_files(const struct order *order, const struct job *job)
{
	(void)BUF_CAT(order->out, STR("- total "), str_from(job->end), STR(" "),
	    DECIMAL(record_waiting()), STR(" "), DECIMAL(job->dropped),
	    STR("\nok history\n"));
}

static void
end_export(const struct order *order, const struct job *job)
{
	(void)BUF_CAT(order->out, STR("ok "), DECIMAL(job->count),
	    job->count == 1 ? STR(" record\n") : STR(" records\n"));
}

static enum order_outcome
run_job(const struct order *order, struct str what, struct str account,
    void (*end)(const struct order *order, const struct job *job))
{
	const char *why = *order->cursor == 0 ? begin(order) : NULL;
	enum order_outcome outcome;
	struct job *job;

	if (why != NULL)
		return order_refuse(order, why);
	job = job_of(*order->cursor);
	outcome = go_on(order, job, what, account);
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
	return run_job(order, STR("files"), STR(""), end_files);
}

static enum order_outcome
export_account(const struct order *order, struct str rest)
{
	const struct str account = str_word(&rest);

	if (name_spelling(account) != CODE_OK || rest.len > 0)
		return order_refuse(order, "usage: history export ACCOUNT");
	if (*order->cursor == 0)
		order_log(order, STR("history export"), account);
	return run_job(order, STR("export"), account, end_export);
}

/* Each writes a WHERE. Returns null, or why there is none. */
static const char *
where_of_account(struct str name, struct buf *where)
{
	const struct str account = account_names_find(name);

	return account.len > 0 && BUF_CAT(where, STR("@"), account) ?
	    NULL :
	    "there is no such account";
}

static const char *
where_of_group(struct str name, struct buf *where)
{
	const uint32_t group =
	    group_check(name) == CODE_OK ? groups_find(name) : GROUP_NONE;

	if (group != GROUP_NONE && BUF_CAT(where, groups_name(group)))
		return NULL;
	return account_names_find(name).len > 0 ?
	    "there is no such group; an account is marked by @" :
	    "there is no such group";
}

/* An account and a group may have the same name: only '@' means the account. */
static const char *
where_of(struct str name, struct buf *where)
{
	if (str_skip(&name, STR("@")))
		return where_of_account(name, where);
	(void)str_skip(&name, STR("#")); /* it may be marked, too */
	return where_of_group(name, where);
}

/* Says what is being erased: nobody can take it back. */
static enum order_outcome
answer_forget(const struct order *order, struct str where)
{
	struct str name = where;

	order_log(order, STR("history forget"), where);
	if (str_skip(&name, STR("@")))
		(void)BUF_CAT(order->out, STR("ok erasing what account "), name,
		    STR(" said\n")); /* fits */
	else
		(void)BUF_CAT(order->out,
		    STR("ok erasing what was said in group "), name,
		    STR("\n")); /* fits */
	return ANSWERED;
}

/* The journal erases it in its own time; nobody reads it any more at once. */
static enum order_outcome
forget(const struct order *order, struct str rest)
{
	const struct str name = str_word(&rest);
	struct buf where;
	uint64_t before = 0;
	const char *why;

	buf_init(&where, orders_history.where, WHERE_ROOM);
	if (name.len == 0 ||
	    (rest.len > 0 && !str_to_number(rest, UINT64_MAX, &before)))
		return order_refuse(
		    order, "usage: history forget @ACCOUNT|GROUP [ID]");
	why = where_of(name, &where);
	if (why != NULL)
		return order_refuse(order, why);
	if (!journal_link_is_ready())
		return order_refuse(order, "the journal is not ready");
	if (!record_control(STR("forget"), buf_str(&where),
		rest.len > 0 ? rest : event_ids_next()))
		return order_refuse(
		    order, "too many records wait to be written");
	return answer_forget(order, buf_str(&where));
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

MODULE(orders_history) = { TABLES(TABLE(orders_history.where, WHERE_ROOM)) };
