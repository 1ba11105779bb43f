/* The operator's orders about accounts: see order.h. */
#include "operator/order.h"

#include "base/config/config.h"
#include "router/model/account_names.h"
#include "router/model/signups.h"
#include "router/verbs/accounts/queries.h"
#include "shared/date.h"
#include "shared/grammar.h"
#include "shared/names.h"

struct order {
	struct str name;
	struct str secret; /* the rest */
	uid_t user;
	uint32_t *cursor;
	struct buf *out;
};

static enum order_outcome
order_accounts_answer(
    const struct order *order, struct str word, struct str text)
{
	/* There is room for a line by contract. */
	(void)BUF_CAT(order->out, word, STR(" "), text, STR("\n"));
	return ANSWERED;
}

static enum order_outcome
order_accounts_refuse(const struct order *order, struct str why)
{
	return order_accounts_answer(order, STR("err"), why);
}

static enum order_outcome
list(const struct order *order)
{
	char room[DATE_TEXT], *rest;
	struct str name;
	uint64_t made;

	for (;;) {
		if (buf_room(order->out, &rest) < ORDERS_ROOM)
			return ANSWERED_IN_PART;
		name = account_names_next(order->cursor, &made);
		if (name.len == 0)
			return order_accounts_answer(
			    order, STR("ok"), STR("accounts"));
		(void)BUF_CAT(order->out, STR("- "), name, STR(" "),
		    date_text(made, room), STR("\n"));
	}
}

/*
 * The order's word, the keeper's verb, the word for the result, and what the
 * order needs.
 */
static const struct {
	struct str word;
	struct str asked;
	struct str done;
	bool wants_secret;
	bool is_new;
} rows[] = {
	{ LIT("add"), LIT("make"), LIT("created"), true, true },
	{ LIT("passwd"), LIT("change"), LIT("has a new secret"), true, false },
	{ LIT("remove"), LIT("remove"), LIT("removed"), false, false },
};

/* Returns why the order cannot be run; empty: it can. */
static struct str
objection(const struct order *order, size_t row)
{
	const struct str like = account_names_find_like(order->name);

	if (rows[row].wants_secret !=
	    (text_check(order->secret, LIMIT_SECRET) == CODE_OK))
		return rows[row].wants_secret ?
		    STR("secret must be one line of 1 to 600 bytes") :
		    STR("too many arguments");
	if (rows[row].is_new && name_check(order->name) != CODE_OK)
		return code_text(CODE_BAD_NAME);
	if (rows[row].is_new && like.len > 0)
		return STR("an account with that or a similar name exists");
	if (rows[row].is_new && signups_like(order->name).len > 0)
		return STR("a client is just registering that or a similar "
			   "name");
	if (!rows[row].is_new && account_names_find(order->name).len == 0)
		return STR("no such account");
	return STR("");
}

/* Answers that the change is done; it was logged when the keeper made it. */
static enum order_outcome
is_done(const struct order *order, size_t row)
{
	(void)BUF_CAT(order->out, STR("ok account "), order->name, STR(" "),
	    rows[row].done, STR("\n"));
	return ANSWERED;
}

/*
 * Asks the keeper, unless there is an objection. An order that was already
 * asked is not checked again, but answered.
 */
static enum order_outcome
order_accounts_run(const struct order *order, size_t row)
{
	const struct str why =
	    *order->cursor == 0 ? objection(order, row) : STR("");
	const struct query_note note = {
		.user = order->user, .what = rows[row].word, .name = order->name
	};
	struct keeper_client_answer said;

	if (why.len > 0)
		return order_accounts_refuse(order, why);
	if (!queries_ask(order->cursor, &note,
		WORDS(rows[row].asked, order->name, order->secret), &said))
		return ANSWERED_LATER;
	return said.code == CODE_OK ?
	    is_done(order, row) :
	    order_accounts_refuse(order, code_text(said.code));
}

enum order_outcome
order_accounts(struct str words, uid_t user, uint32_t *cursor, struct buf *out)
{
	const struct str word = str_word(&words);
	const struct order order = { .name = str_word(&words),
		.secret = words,
		.user = user,
		.cursor = cursor,
		.out = out };

	if (!config_now()->accounts)
		return order_accounts_refuse(
		    &order, STR("no accounts on this server"));
	if (str_eq(word, STR("list")) && order.name.len == 0)
		return list(&order);
	for (size_t i = 0; i < COUNT(rows); i++)
		if (str_eq(word, rows[i].word) && order.name.len > 0)
			return order_accounts_run(&order, i);
	return order_accounts_refuse(
	    &order, STR("must be list, add, passwd or remove"));
}
