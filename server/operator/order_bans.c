/* The operator's orders about bans: see orders.h. */
#include "operator/orders.h"

#include <string.h>

#include "base/config/config.h"
#include "base/loop/ticks.h"
#include "policy/bans.h"
#include "policy/peers.h"
#include "router/verbs/accounts/account_feed.h"
#include "router/verbs/accounts/ban_store.h"
#include "shared/clock.h"
#include "shared/date.h"

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
 * The modulus of the time, in ms, at which an order began to wait; the cursor
 * holds this time. Tickets, which are cursors too, are larger.
 */
#define SPAN ((uint32_t)1 << 31)

static uint32_t
time_now(void)
{
	return (uint32_t)(ticks_mono() / MSEC % SPAN) | 1;
}

static enum order_outcome
end_ban(const struct order *order, const struct ban *ban)
{
	if (ban->is_stored)
		return order_answer(order, STR("ok"), STR("saved"));
	if (ban->refused != CODE_OK)
		return order_answer(order,
		    STR("ok not saved; in force only until the server ends:"),
		    code_text(ban->refused));
	if (!ban_store_fails() &&
	    (time_now() - *order->cursor) % SPAN <
		config_now()->hold_time / MSEC)
		return ANSWERED_LATER;
	ban_store_report_late();
	return order_answer(
	    order, STR("ok"), STR("not saved yet; the server keeps trying"));
}

/*
 * Sets a ban from the arguments "NETWORK [-t TIME] [REASON]" at the first call;
 * later calls report whether it was saved. The ban is in force, and its time
 * runs, from the first call on. Between two calls it may be lifted, or a reload
 * may turn off accounts, whose keeper saves it.
 */
enum order_outcome
order_ban(const struct order *order)
{
	const bool lasts = account_feed_is_lasting();
	struct ban ban;
	const char *wrong = read_ban(order->args, &ban);
	const struct ban *here;

	if (wrong != NULL)
		return order_refuse(order, wrong);
	if (*order->cursor == 0) {
		*order->cursor = time_now();
		ban_store_expire(); /* makes room */
		if (!bans_add(&ban))
			return order_refuse(
			    order, "too many bans, or out of memory");
		order_log(order, STR("ban"), order->args);
		(void)order_count(order, lasts ? STR("-") : STR("ok"),
		    ban_store_kick(&ban), STR("kicked by the ban"));
		return lasts ? ANSWERED_LATER : ANSWERED;
	}
	here = bans_find(&ban.network);
	if (!lasts || here == NULL)
		return order_answer(
		    order, STR("ok"), STR("no longer in force"));
	return end_ban(order, here);
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

/* Writes "- NETWORK [until DATE] [REASON]" for each. */
enum order_outcome
order_bans(const struct order *order)
{
	struct buf *out = order->out;
	const struct ban *ban;
	char date[DATE_TEXT];

	if (*order->cursor == 0)
		ban_store_expire();
	for (; (ban = bans_get(*order->cursor)) != NULL; ++*order->cursor) {
		if (!order_has_room(out))
			return ANSWERED_IN_PART;
		if (bans_is_over(ban))
			continue;
		(void)BUF_CAT(out, STR("- "), NETWORK_STR(&ban->network));
		if (ban->until != 0)
			(void)BUF_CAT(
			    out, STR(" until "), date_text(ban->until, date));
		if (ban->reason.len > 0)
			(void)BUF_CAT(out, STR(" "), ban->reason);
		(void)BUF_CAT(out, STR("\n")); /* there is room for all */
	}
	return order_answer(order, STR("ok"), STR("bans"));
}
