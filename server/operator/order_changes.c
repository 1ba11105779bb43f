/* The orders that change accounts, bans and boxes: see orders.h. */
#include <string.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "operator/orders.h"
#include "policy/bans.h"
#include "policy/peers.h"
#include "router/accounts/account_feed.h"
#include "router/accounts/ban_store.h"
#include "router/model/account_names.h"
#include "router/model/boxes.h"
#include "router/model/groups.h"
#include "router/work/box_rights.h"
#include "router/work/store.h"
#include "router/work/work.h"
#include "shared/clock.h"
#include "shared/grammar.h"
#include "shared/names.h"

/* The account that an order changes. */
struct change {
	struct str name;
	struct str secret; /* the rest */
};

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
} account_rows[] = {
	{ LIT("add"), LIT("make"), LIT("created"), true, true },
	{ LIT("passwd"), LIT("change"), LIT("has a new secret"), true, false },
	{ LIT("remove"), LIT("remove"), LIT("removed"), false, false },
};

/* Returns why the order cannot be run; null: it can. */
static const char *
objection(const struct change *change, size_t row)
{
	const struct str like = account_names_find_like(change->name);

	if (account_rows[row].wants_secret !=
	    (text_check(change->secret, LIMIT_SECRET) == CODE_OK))
		return account_rows[row].wants_secret ?
		    "secret must be one line of 1 to 1000 bytes" :
		    "too many arguments";
	if (account_rows[row].is_new && name_check(change->name) != CODE_OK)
		return code_text(CODE_BAD_NAME).at;
	if (account_rows[row].is_new && like.len > 0)
		return "an account with that or a similar name exists";
	if (!account_rows[row].is_new &&
	    account_names_find(change->name).len == 0)
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
	const bool secret = account_rows[row].wants_secret;
	struct asks_answer said = { .code = CODE_OK };

	if (why != NULL)
		return order_refuse(order, why);
	if (*order->cursor == 0)
		LOG_AT(LEVEL_NOTICE,
		    STR("control: uid {#uid}: {order:accounts} {} {account}"),
		    DECIMAL(order->user), account_rows[row].word, change->name);
	/* Not to be asked again: the next account may have that name. */
	if ((*order->cursor == 0 || secret ||
		account_names_find(change->name).len > 0) &&
	    !order_ask(order,
		WORDS(account_rows[row].asked,
		    secret ? DECIMAL(config_now()->hash_rounds) : STR(""),
		    change->name, change->secret),
		&said))
		return ANSWERED_LATER;
	if (said.code != CODE_OK)
		return order_refuse(order, code_text(said.code).at);
	(void)BUF_CAT(order->out, STR("ok account "), change->name, STR(" "),
	    account_rows[row].done, STR("\n"));
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
	for (size_t i = 0; i < COUNT(account_rows); i++)
		if (str_eq(word, account_rows[i].word) && change.name.len > 0)
			return order_accounts_run(order, &change, i);
	return order_refuse(order, "must be list, add, passwd or remove");
}

/* The longest time that can be given for a ban, in seconds: 100 years. */
#define TIME_MOST ((uint64_t)100 * 365 * 86400)

/* Reads a network. Returns null, or what is wrong. */
static const char *
read_network(struct str word, struct network *network)
{
	char text[NETWORK_TEXT];

	if (word.len >= sizeof(text))
		return "invalid network";
	if (word.len > 0)
		memcpy(text, word.at, word.len);
	text[word.len] = '\0';
	return network_parse(network, text);
}

static const struct {
	char letter;
	uint64_t seconds;
} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };

/*
 * Reads a duration, such as "90" (seconds) or "2h", and sets *until to the time
 * when a ban that begins now ends. False if it is no number, 0 or too long.
 */
static bool
read_time(struct str word, uint64_t *until)
{
	uint64_t unit = 1, count;

	for (size_t i = 0; i < COUNT(units) && word.len > 0; i++)
		if (word.at[word.len - 1] == units[i].letter) {
			unit = units[i].seconds;
			word.len--;
		}
	if (!str_to_number(word, TIME_MOST / unit, &count) || count == 0)
		return false;
	*until = clock_wall() + count * unit * SEC;
	return true;
}

/* Reads the words of a ban. Returns null, or what is wrong. */
static const char *
read_ban(struct str words, struct ban *ban)
{
	const char *wrong;
	struct str rest;

	*ban = (struct ban) { .until = 0 };
	wrong = read_network(str_word(&words), &ban->network);
	if (wrong != NULL)
		return wrong;
	rest = words;
	if (str_eq(str_word(&rest), STR("-t"))) {
		if (!read_time(str_word(&rest), &ban->until))
			return "invalid time for -t: must be a number of "
			       "seconds, or end in m, h or d";
		words = rest;
	}
	ban->reason = words;
	if (words.len > 0 && !bans_is_reason(words))
		return "reason too long, or not plain text";
	return NULL;
}

/*
 * Sets a ban from the arguments "NETWORK [-t TIME] [REASON]". It is in force,
 * and its time runs, from now on; the keeper saves it in the turns that follow.
 */
enum order_outcome
order_ban(const struct order *order)
{
	struct ban ban;
	const char *wrong = read_ban(order->args, &ban);

	if (wrong != NULL)
		return order_refuse(order, wrong);
	ban_store_expire(); /* makes room */
	if (!bans_add(&ban))
		return order_refuse(order, "too many bans, or out of memory");
	order_log(order, STR("ban"), order->args);
	return order_count(
	    order, STR("ok"), ban_store_kick(&ban), STR("kicked by the ban"));
}

/*
 * Lifts the ban of the argument "NETWORK". One that the keeper did not drop
 * comes back when the keeper is restarted.
 */
enum order_outcome
order_unban(const struct order *order)
{
	struct asks_answer said = { .code = CODE_OK };
	struct network network;
	const char *wrong = read_network(order->args, &network);

	if (wrong != NULL)
		return order_refuse(order, wrong);
	if (*order->cursor == 0) {
		if (!peers_unban(&network, clock_mono()))
			return order_refuse(
			    order, "no such ban; see forkcastctl bans");
		order_log(order, STR("unban"), order->args);
	}
	if (account_feed_is_lasting() &&
	    !order_ask(order,
		WORDS(STR("cut"), STR("ban"), NETWORK_STR(&network)), &said))
		return ANSWERED_LATER;
	/* A keeper that has started meanwhile may have told it again. */
	(void)peers_unban(&network, clock_mono());
	return said.code == CODE_OK ?
	    order_answer(order, STR("ok"), STR("ban lifted")) :
	    order_answer(order,
		STR("err ban lifted only until the server ends:"),
		code_text(said.code));
}

/* Drops the box with its items, and says how many those were. */
static enum order_outcome
order_boxes_remove(const struct order *order, uint32_t group, struct str rest)
{
	size_t lost;

	if (rest.len > 0)
		return order_refuse(order, "too many arguments");
	if (group == GROUP_NONE || !boxes_get(group)->there)
		return order_refuse(order, "no such box");
	order_log(order, STR("box remove"), groups_name(group));
	lost = work_remove_box(group);
	if (lost > 0)
		LOG_AT(LEVEL_WARNING,
		    STR("box {group}: {#items} items dropped by the operator"),
		    groups_name(group), DECIMAL(lost));
	(void)BUF_CAT(order->out, STR("ok box "), groups_name(group),
	    boxes_get(group)->there ? STR(" emptied: ") : STR(" removed: "),
	    DECIMAL(lost), lost == 1 ? STR(" item") : STR(" items"),
	    STR(" lost\n"));
	return ANSWERED;
}

/*
 * Sets the role that may take from the group's box. The answer says how many
 * have it, because a group of the configuration may have no operator at all.
 */
static enum order_outcome
allow(const struct order *order, uint32_t group, struct str word)
{
	const struct set *members;
	enum box_role role;
	size_t count = 0;

	if (group == GROUP_NONE)
		return order_refuse(order, code_text(CODE_NO_SUCH_GROUP).at);
	if (!box_role_find(word, &role))
		return order_refuse(order, "must be all, voiced or operators");
	order_log(order, STR("box"), order->args);
	groups_get(group)->box_role = (uint8_t)role;
	store_put_role(group);
	members = groups_members(group);
	for (size_t i = 0; i < members->count; i++)
		count += box_rights_take(group, members->at[i]) == CODE_OK;
	(void)BUF_CAT(order->out, STR("ok box "), groups_name(group), STR(": "),
	    word, STR(" may take, "), DECIMAL(count),
	    count == 1 ? STR(" member") : STR(" members"),
	    STR(" at present\n"));
	return ANSWERED;
}

enum order_outcome
order_box(const struct order *order)
{
	static const struct {
		struct str word;
		enum order_outcome (*run)(
		    const struct order *order, uint32_t group, struct str rest);
	} rows[] = {
		{ LIT("remove"), order_boxes_remove },
		{ LIT("allow"), allow },
	};
	struct str rest = order->args;
	const struct str word = str_word(&rest), name = str_word(&rest);

	for (size_t i = 0; i < COUNT(rows); i++)
		if (str_eq(word, rows[i].word) && name.len > 0)
			return rows[i].run(order, groups_find(name), rest);
	return order_refuse(order, "must be remove NAME or allow NAME ROLE");
}
