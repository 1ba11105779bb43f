/* The operator's orders about accounts: see orders.h. */
#include "operator/orders.h"

#include "base/config/config.h"
#include "base/log/log.h"
#include "router/model/account_names.h"
#include "shared/date.h"
#include "shared/grammar.h"
#include "shared/names.h"

/* The account that an order changes. */
struct change {
	struct str name;
	struct str secret; /* the rest */
};

static enum order_outcome
list(const struct order *order)
{
	char room[DATE_TEXT];
	struct str name;
	uint64_t made;

	while (order_has_room(order->out)) {
		name = account_names_next(order->cursor, &made);
		if (name.len == 0)
			return order_answer(order, STR("ok"), STR("accounts"));
		(void)BUF_CAT(order->out, STR("- "), name, STR(" "),
		    date_text(made, room), STR("\n"));
	}
	return ANSWERED_IN_PART;
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

/* Returns why the order cannot be run; null: it can. */
static const char *
objection(const struct change *change, size_t row)
{
	const struct str like = account_names_find_like(change->name);

	if (rows[row].wants_secret !=
	    (text_check(change->secret, LIMIT_SECRET) == CODE_OK))
		return rows[row].wants_secret ?
		    "secret must be one line of 1 to 1000 bytes" :
		    "too many arguments";
	if (rows[row].is_new && name_check(change->name) != CODE_OK)
		return code_text(CODE_BAD_NAME).at;
	if (rows[row].is_new && like.len > 0)
		return "an account with that or a similar name exists";
	if (!rows[row].is_new && account_names_find(change->name).len == 0)
		return "no such account";
	return NULL;
}

/*
 * Asks the keeper, unless there is an objection. A later call for the same
 * order only looks whether the keeper has replied. Once it was asked, the
 * change may be made even if nobody waits for that, so it is logged before.
 */
static enum order_outcome
order_accounts_run(
    const struct order *order, const struct change *change, size_t row)
{
	const char *why = *order->cursor == 0 ? objection(change, row) : NULL;
	const bool secret = rows[row].wants_secret;
	struct asks_answer said = { .code = CODE_OK };

	if (why != NULL)
		return order_refuse(order, why);
	if (*order->cursor == 0)
		LOG_AT(LEVEL_NOTICE,
		    STR("control: uid {#uid}: {order:accounts} {} {account}"),
		    DECIMAL(order->user), rows[row].word, change->name);
	/* Not to be asked again: the next account may have that name. */
	if (*order->cursor != 0 && !secret &&
	    account_names_find(change->name).len == 0)
		orders_cancel(*order->cursor);
	else if (!order_ask(order,
		     WORDS(rows[row].asked,
			 secret ? DECIMAL(config_now()->hash_rounds) : STR(""),
			 change->name, change->secret),
		     &said))
		return ANSWERED_LATER;
	if (said.code != CODE_OK)
		return order_refuse(order, code_text(said.code).at);
	(void)BUF_CAT(order->out, STR("ok account "), change->name, STR(" "),
	    rows[row].done, STR("\n"));
	return ANSWERED;
}

enum order_outcome
order_accounts(const struct order *order)
{
	struct str rest = order->args;
	const struct str word = str_word(&rest);
	const struct change change = { .name = str_word(&rest),
		.secret = rest };

	if (!config_now()->accounts)
		return order_refuse(order, "no accounts on this server");
	if (str_eq(word, STR("list")) && change.name.len == 0)
		return list(order);
	for (size_t i = 0; i < COUNT(rows); i++)
		if (str_eq(word, rows[i].word) && change.name.len > 0)
			return order_accounts_run(order, &change, i);
	return order_refuse(order, "must be list, add, passwd or remove");
}
